import type { LogLine } from '../domain/index.js';
import { characterPlaces, placeOfCharacter } from './character-classes.js';
import type { Recogniser } from './finding.js';
import { firstCharacters } from './first-characters.js';
import { KeywordScan, maxScanChars } from './keyword-scan.js';
import type { ProblemMatcherSet } from './problem-matcher.js';

/** Longer lines are read up to here: no tool puts the place of an error further right. */
export const maxReadChars = 2000;

/**
 * The recognisers with what tells quickly which of them a line is for: the keywords in it and its first
 * character. Recognisers are bits of a set, so that a line costs the same however many there are.
 */
export class RuleBook {
  readonly rules: readonly Recogniser[];
  /** Positions of the recognisers that may start at a line, ascending; see `candidates`. */
  readonly found: Int32Array;
  /** 1 for recognisers that read a single line and may do so at any later time. */
  readonly mayWait: Uint8Array;
  private readonly scan: KeywordScan;
  /** 32 bits a number, this many numbers a set. */
  private readonly setSize: number;
  private readonly setsOfWord: Int32Array;
  private readonly setsOfCharacter: Int32Array;
  private readonly isNarrowed: Uint8Array;
  private readonly always: Int32Array;
  private readonly hasAlways: boolean;
  private ofUsers: ReadonlyMap<number, readonly number[]> = new Map();
  private readonly texts: string[] = [];

  /** The matchers' recognisers stand before all others. */
  constructor(
    builtIn: readonly Recogniser[],
    private readonly matchers?: ProblemMatcherSet,
  ) {
    const own = matchers?.recognisers.length ?? 0;
    const rules = matchers ? [...matchers.recognisers, ...builtIn] : builtIn;
    this.rules = rules;
    this.found = new Int32Array(rules.length);
    this.mayWait = Uint8Array.from(rules, ({ maxLines = 1 }, rule) =>
      maxLines === 1 && rule >= own ? 1 : 0,
    );
    this.setSize = Math.max(1, Math.ceil(rules.length / 32));
    const words = [...new Set(rules.flatMap(({ need }) => need))];
    const idOf = new Map(words.map((word, id) => [word, id]));
    this.scan = new KeywordScan(words);
    this.setsOfWord = new Int32Array(words.length * this.setSize);
    this.setsOfCharacter = new Int32Array(characterPlaces * this.setSize);
    this.always = new Int32Array(this.setSize);
    this.hasAlways = builtIn.some(({ need }) => need.length === 0);
    for (const [rule, { need }] of rules.entries()) {
      if (rule < own) continue;
      if (need.length === 0) enter(this.always, 0, rule);
      for (const word of need) enter(this.setsOfWord, (idOf.get(word) ?? 0) * this.setSize, rule);
    }
    this.setsOfCharacter.fill(-1);
    this.isNarrowed = new Uint8Array(rules.length);
  }

  /**
   * To be told of a recogniser whose expression did not fit a line it was a candidate for: it no longer is
   * one for lines that begin with a character that cannot fit. Most are never asked, so this is not worked
   * out beforehand.
   */
  narrow(rule: number): void {
    if (this.isNarrowed[rule] === 1) return;
    this.isNarrowed[rule] = 1;
    const start = this.rules[rule]?.start;
    const first = start && firstCharacters(start);
    if (!first) return;
    for (let place = 0; place < characterPlaces; place++) {
      if (first[place]) continue;
      const part = place * this.setSize + (rule >> 5);
      this.setsOfCharacter[part] = (this.setsOfCharacter[part] ?? 0) & ~(1 << (rule & 31));
    }
  }

  /** Looks through as many lines as one scan takes, at least one, from the given one on; says how many. */
  read(lines: readonly LogLine[], from: number): number {
    const { texts } = this;
    texts.length = 0;
    let chars = 0;
    for (let at = from; at < lines.length; at++) {
      const whole = lines[at]?.text ?? '';
      const text = whole.length > maxReadChars ? whole.slice(0, maxReadChars) : whole;
      chars += text.length + 1;
      if (chars > maxScanChars) break;
      texts.push(text);
    }
    this.scan.scan(texts);
    if (this.matchers) this.ofUsers = this.matchers.candidates(lines.slice(from, from + texts.length), texts);
    return texts.length;
  }

  /** What is read of the line at `index` of those looked through last. */
  textOf(index: number): string {
    return this.texts[index] ?? '';
  }

  /** Puts the recognisers that may start at that line into `found` and says how many they are. */
  candidates(index: number): number {
    const { setSize, scan, setsOfWord, setsOfCharacter, always, found } = this;
    const from = scan.starts[index] ?? 0;
    const to = scan.starts[index + 1] ?? 0;
    const ofUsers = this.ofUsers.size > 0 ? this.ofUsers.get(index) : undefined;
    if (from === to && !this.hasAlways && !ofUsers) return 0;
    const character = placeOfCharacter(this.textOf(index).charCodeAt(0)) * setSize;
    let count = 0;
    for (const rule of ofUsers ?? []) found[count++] = rule;
    for (let part = 0; part < setSize; part++) {
      let set = always[part] ?? 0;
      for (let hit = from; hit < to; hit++) set |= setsOfWord[(scan.found[hit] ?? 0) * setSize + part] ?? 0;
      set &= setsOfCharacter[character + part] ?? 0;
      while (set !== 0) {
        const bit = 31 - Math.clz32(set & -set);
        found[count++] = (part << 5) + bit;
        set &= set - 1;
      }
    }
    return count;
  }
}

function enter(sets: Int32Array, at: number, rule: number): void {
  const place = at + (rule >> 5);
  sets[place] = (sets[place] ?? 0) | (1 << (rule & 31));
}

import type { Recogniser } from './finding.js';
import { KeywordScan } from './keyword-scan.js';

/** The recognisers with their shared index of keywords; built once, used for every step. */
export class RuleBook {
  readonly rules: readonly Recogniser[];
  private readonly scan: KeywordScan;
  private readonly rulesOfWord: number[][] = [];
  private readonly always: number[] = [];
  private readonly hits: Int32Array;
  /** Positions of the recognisers that may start at the line, ascending; see `candidates`. */
  readonly found: Int32Array;
  private readonly foundIn: Int32Array;
  private turn = 0;

  constructor(rules: readonly Recogniser[]) {
    this.rules = rules;
    const words: string[] = [];
    const idOf = new Map<string, number>();
    for (const [rule, recogniser] of rules.entries()) {
      if (recogniser.need.length === 0) this.always.push(rule);
      for (const word of recogniser.need) {
        // A pair of bytes is what the scan looks for.
        if (Buffer.byteLength(word) < 2) {
          this.always.push(rule);
          continue;
        }
        const id = idOf.get(word) ?? words.length;
        if (id === words.length) {
          idOf.set(word, id);
          words.push(word);
          this.rulesOfWord.push([]);
        }
        this.rulesOfWord[id]?.push(rule);
      }
    }
    this.scan = new KeywordScan(words);
    this.hits = new Int32Array(words.length);
    this.found = new Int32Array(rules.length);
    this.foundIn = new Int32Array(rules.length);
  }

  /** Puts the recognisers that may start at this line into `found` and says how many they are. */
  candidates(text: string): number {
    const { found, foundIn, hits } = this;
    const hitCount = this.scan.scan(text, hits);
    if (hitCount === 0 && this.always.length === 0) return 0;
    const turn = ++this.turn;
    let count = 0;
    for (const rule of this.always) {
      foundIn[rule] = turn;
      found[count++] = rule;
    }
    for (let hit = 0; hit < hitCount; hit++) {
      for (const rule of this.rulesOfWord[hits[hit] ?? 0] ?? []) {
        if (foundIn[rule] === turn) continue;
        foundIn[rule] = turn;
        // Few at a time: they are put in order as they come.
        let at = count++;
        while (at > 0 && (found[at - 1] ?? 0) > rule) {
          found[at] = found[at - 1] ?? 0;
          at--;
        }
        found[at] = rule;
      }
    }
    return count;
  }
}

import {
  beyondAscii,
  classes,
  controls,
  placeOfCharacter,
  characterPlaces as places,
} from './character-classes.js';

/** Which characters a part of an expression can begin with; `mayBeEmpty`: it can also match nothing. */
interface Opening {
  characters: Uint8Array;
  mayBeEmpty: boolean;
}

/**
 * The characters that a text matching the expression can begin with (1 at their place), or undefined when
 * nothing certain can be said: the expression is not anchored at the start, or too intricate.
 */
export function firstCharacters({ source, flags }: RegExp): Uint8Array | undefined {
  if (/[muvy]/.test(flags.replace('u', '')) || !source.startsWith('^')) return undefined;
  try {
    const opening = new Reader(source, flags.includes('i')).alternatives(true);
    return opening.mayBeEmpty ? undefined : opening.characters;
  } catch (error) {
    if (error === intricate) return undefined;
    throw error;
  }
}

const intricate = new Error('The expression is beyond what is read here.');

/** Reads the syntax of expressions as far as their beginnings go. */
class Reader {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly ignoresCase: boolean,
  ) {}

  /** Up to the end or the closing parenthesis, which is left to be read. */
  alternatives(isOutermost = false): Opening {
    const all: Opening = { characters: new Uint8Array(places), mayBeEmpty: false };
    do {
      // Without an anchor of its own an alternative could begin anywhere in the text.
      if (isOutermost && this.source[this.at] !== '^') throw intricate;
      const one = this.sequence();
      add(all.characters, one.characters);
      all.mayBeEmpty ||= one.mayBeEmpty;
    } while (this.take('|'));
    return all;
  }

  private sequence(): Opening {
    const whole: Opening = { characters: new Uint8Array(places), mayBeEmpty: true };
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const term = this.term();
      if (this.takeQuantifier()) term.mayBeEmpty = true;
      if (whole.mayBeEmpty) add(whole.characters, term.characters);
      whole.mayBeEmpty &&= term.mayBeEmpty;
    }
    return whole;
  }

  private term(): Opening {
    const character = this.next();
    switch (character) {
      case '^':
      case '$':
        return nothing();
      case '.':
        return one(every());
      case '(':
        return this.group();
      case '[':
        return one(this.characterClass());
      case '\\':
        return this.escape();
      default:
        return one(this.marked(new Uint8Array(places), character));
    }
  }

  private group(): Opening {
    const looksAround = /^\?<?[=!]/.exec(this.source.slice(this.at, this.at + 3))?.[0];
    if (looksAround) this.at += looksAround.length;
    else if (this.take('?:')) {
      // Nothing to remember.
    } else if (this.take('?<')) this.at = this.source.indexOf('>', this.at) + 1;
    else if (this.source[this.at] === '?') throw intricate;
    const inside = this.alternatives();
    if (!this.take(')')) throw intricate;
    return looksAround ? nothing() : inside;
  }

  private escape(): Opening {
    const character = this.next();
    if (character === 'b' || character === 'B') return nothing();
    return one(classes[character] ?? this.marked(new Uint8Array(places), this.literal(character)));
  }

  private characterClass(): Uint8Array {
    const isNegated = this.take('^');
    const characters = new Uint8Array(places);
    while (this.source[this.at] !== ']') {
      let first = this.next();
      if (first === '\\') {
        first = this.next();
        const known = classes[first];
        if (known) {
          add(characters, known);
          continue;
        }
        first = first === 'b' ? '\b' : this.literal(first);
      }
      let last = first;
      if (this.source[this.at] === '-' && this.source[this.at + 1] !== ']') {
        this.at++;
        last = this.next();
        if (last === '\\') last = this.literal(this.next());
        // `[\w-\d]` and its kin.
        if (last < first) throw intricate;
      }
      for (let code = first.charCodeAt(0); code <= Math.min(last.charCodeAt(0), 127); code++)
        this.marked(characters, String.fromCharCode(code));
      if (last.charCodeAt(0) >= beyondAscii) characters[beyondAscii] = 1;
    }
    this.at++;
    return isNegated ? without(characters) : characters;
  }

  /** The character that an escape means. */
  private literal(character: string): string {
    const named = controls[character];
    if (named !== undefined) return named;
    const length = character === 'x' ? 2 : character === 'u' ? 4 : 0;
    if (length > 0) {
      const digits = this.source.slice(this.at, this.at + length);
      if (!/^[\da-f]+$/i.test(digits) || digits.length < length) throw intricate;
      this.at += length;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    // References, control letters and properties.
    if (/[A-Za-z0-9]/.test(character)) throw intricate;
    return character;
  }

  /** Adds a character to a set. */
  private marked(characters: Uint8Array, character: string): Uint8Array {
    characters[placeOfCharacter(character.charCodeAt(0))] = 1;
    if (this.ignoresCase) {
      characters[placeOfCharacter(character.toLowerCase().charCodeAt(0))] = 1;
      characters[placeOfCharacter(character.toUpperCase().charCodeAt(0))] = 1;
    }
    return characters;
  }

  /** Reads a quantifier; true when it allows none. */
  private takeQuantifier(): boolean {
    const quantifier = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.source.slice(this.at, this.at + 24));
    if (!quantifier) return false;
    this.at += quantifier[0].length;
    return quantifier[1] === undefined ? !quantifier[0].startsWith('+') : Number(quantifier[1]) === 0;
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private next(): string {
    const character = this.source[this.at++];
    if (character === undefined) throw intricate;
    return character;
  }
}

const nothing = (): Opening => ({ characters: new Uint8Array(places), mayBeEmpty: true });
const one = (characters: Uint8Array): Opening => ({ characters, mayBeEmpty: false });
const every = (): Uint8Array => new Uint8Array(places).fill(1);

function add(target: Uint8Array, more: Uint8Array): void {
  for (let place = 0; place < places; place++) target[place] = (target[place] ?? 0) | (more[place] ?? 0);
}

function without(characters: Uint8Array): Uint8Array {
  const rest = characters.map((used) => 1 - used);
  rest[beyondAscii] = 1;
  return rest;
}

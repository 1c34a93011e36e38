import { endianness } from 'node:os';
import { countPieces, rarestFrom } from './keyword-pieces.js';

interface Keyword {
  text: string;
  bytes: Uint8Array;
  /** It has characters that are more than their low byte. */
  isWide: boolean;
  /** Where in the keyword the bytes it is looked up by begin. */
  offset: number;
  id: number;
}

/** Characters of one scan, each line counted with one more. */
export const maxScanChars = 64 * 1024;
const twoBits = 16;
const fourBits = 17;
/** Of keywords this long four bytes begin at an even place, wherever they stand. */
const longKeyword = 5;

const noCounts: ReadonlyMap<string, number> = new Map();

/** A slot for four bytes, the first one lowest; the factor is 2^32 over the golden ratio. */
const slotOf = (word: number): number => Math.imul(word, 0x9e3779b1) >>> (32 - fourBits);
const isUsed = (used: Int32Array, slot: number): boolean =>
  (((used[slot >> 5] ?? 0) >> (slot & 31)) & 1) === 1;
const isBigEndian = endianness() === 'BE';

/**
 * Finds which of many keywords occur in which of many lines, in one pass over all of them. Two bytes are
 * looked up at every place and four at every second one, and what fits is compared in full. Of characters
 * only the low byte is read, so that places in text and bytes are the same.
 */
export class KeywordScan {
  /** Ids (positions in the constructor's list) of what the last scan found, line by line. */
  found = new Int32Array(4096);
  /** Those of line n stand in `found` from `starts[n]` to `starts[n + 1]`. */
  starts = new Int32Array(1024);
  private readonly byFour: (Keyword[] | undefined)[] = new Array(1 << fourBits);
  private readonly byTwo: (Keyword[] | undefined)[] = new Array(1 << twoBits);
  /** Which slots of the tables are used, one bit each: small enough for the first cache of a processor. */
  private readonly usedFour = new Int32Array((1 << fourBits) >> 5);
  private readonly usedTwo = new Int32Array((1 << twoBits) >> 5);
  /** The line in which a keyword was found last, counted over all scans. */
  private readonly seen: Int32Array;
  private readonly buffer = Buffer.from(new ArrayBuffer(maxScanChars + 8));
  /** The same bytes, four in a number, the first one lowest. */
  private readonly words = isBigEndian
    ? new Int32Array(maxScanChars / 4 + 2)
    : new Int32Array(this.buffer.buffer);
  private text = '';
  private readonly ends: number[] = [];
  private line = 0;
  private count = 0;
  private firstTurn = 0;

  /** No keyword is empty. */
  constructor(words: readonly string[]) {
    this.seen = new Int32Array(words.length).fill(-1);
    const fours = countPieces(words, 4);
    for (const [id, text] of words.entries()) this.add(text, id, fours);
  }

  /** Reads lines that have at most `maxScanChars` characters together. */
  scan(lines: readonly string[]): void {
    const { ends } = this;
    if (this.starts.length <= lines.length) this.starts = new Int32Array(2 * lines.length + 2);
    ends.length = 0;
    let end = 0;
    for (const line of lines) {
      end += line.length + 1;
      ends.push(end);
    }
    this.text = lines.join('\n');
    const length = this.buffer.write(this.text, 0, 'latin1');
    this.buffer.fill(0, length, length + 8);
    if (isBigEndian) Buffer.from(this.words.buffer).fill(this.buffer).swap32();
    this.line = 0;
    this.count = 0;
    this.walk(length);
    this.moveTo(lines.length);
    this.text = '';
    this.firstTurn = (this.firstTurn + lines.length) & 0x3fffffff;
  }

  private walk(length: number): void {
    const { usedTwo, usedFour, words } = this;
    let word = words[0] ?? 0;
    for (let index = 0, at = 0; at < length; at += 4) {
      const next = words[++index] ?? 0;
      const four = slotOf(word);
      const laterFour = slotOf((word >>> 16) | (next << 16));
      const first = word & 0xffff;
      const second = (word >>> 8) & 0xffff;
      const third = word >>> 16;
      const fourth = (word >>> 24) | ((next & 0xff) << 8);
      if (isUsed(usedTwo, first)) this.confirm(this.byTwo[first], at, length);
      if (isUsed(usedFour, four)) this.confirm(this.byFour[four], at, length);
      if (isUsed(usedTwo, second)) this.confirm(this.byTwo[second], at + 1, length);
      if (isUsed(usedTwo, third)) this.confirm(this.byTwo[third], at + 2, length);
      if (isUsed(usedFour, laterFour)) this.confirm(this.byFour[laterFour], at + 2, length);
      if (isUsed(usedTwo, fourth)) this.confirm(this.byTwo[fourth], at + 3, length);
      word = next;
    }
  }

  private add(text: string, id: number, fours: ReadonlyMap<string, number>): void {
    const bytes = Buffer.from(text, 'latin1');
    const isWide = bytes.toString('latin1') !== text;
    const at = (index: number): number => bytes[index] ?? 0;
    if (bytes.length >= longKeyword) {
      for (const parity of [0, 1]) {
        const offset = rarestFrom(text, 4, fours, parity);
        const slot = slotOf(bytes.readInt32LE(offset));
        enter(this.byFour, this.usedFour, slot, { text, bytes, isWide, offset, id });
      }
      return;
    }
    const offset = rarestFrom(text, 2, noCounts);
    const keyword = { text, bytes, isWide, offset, id };
    if (bytes.length > 1) enter(this.byTwo, this.usedTwo, at(offset) | (at(offset + 1) << 8), keyword);
    else for (let next = 0; next < 256; next++) enter(this.byTwo, this.usedTwo, at(0) | (next << 8), keyword);
  }

  private confirm(keywords: readonly Keyword[] | undefined, at: number, length: number): void {
    for (const keyword of keywords ?? []) {
      const { bytes, id } = keyword;
      const start = at - keyword.offset;
      if (start < 0 || start + bytes.length > length || !this.stands(keyword, start)) continue;
      this.moveTo(this.lineOf(start));
      const turn = this.firstTurn + this.line;
      if (this.seen[id] === turn) continue;
      this.seen[id] = turn;
      this.found[this.count++] = id;
    }
  }

  /** Finds come in the order of places, but for the few bytes in front of what was looked up: never of another line. */
  private lineOf(place: number): number {
    let line = this.line;
    while ((this.ends[line] ?? Number.POSITIVE_INFINITY) <= place) line++;
    return line;
  }

  private moveTo(line: number): void {
    while (this.line < line) this.starts[++this.line] = this.count;
    // Room for one line more, in which every keyword stands.
    if (this.count + this.seen.length > this.found.length) {
      const larger = new Int32Array(2 * this.found.length + this.seen.length);
      larger.set(this.found);
      this.found = larger;
    }
  }

  private stands({ bytes, text, isWide }: Keyword, start: number): boolean {
    for (let index = 0; index < bytes.length; index++) {
      if (this.buffer[start + index] !== bytes[index]) return false;
      if (isWide && this.text.charCodeAt(start + index) !== text.charCodeAt(index)) return false;
    }
    return true;
  }
}

function enter(table: (Keyword[] | undefined)[], used: Int32Array, slot: number, keyword: Keyword): void {
  const list = table[slot] ?? [];
  list.push(keyword);
  table[slot] = list;
  used[slot >> 5] = (used[slot >> 5] ?? 0) | (1 << (slot & 31));
}

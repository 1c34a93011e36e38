/** How common a character is in logs; of a keyword its rarest bytes are looked up. */
const common = ' etaoinsrlcdpumh./-_:0123456789fgbwyvkxjqz';
const rarity = (code: number): number => {
  const at = code < 128 ? common.indexOf(String.fromCharCode(code)) : -1;
  return at < 0 ? 50 : at;
};
/** Pieces of one word are in many words; pieces of two, and of a word with what marks it, are in few. */
const acrossWords = 30;
const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;

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

/** A slot for four bytes; the factor is 2^32 over the golden ratio. */
const slotOf = (first: number, second: number): number =>
  Math.imul(first | (second << 16), 0x9e3779b1) >>> (32 - fourBits);

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
  private readonly buffer = Buffer.alloc(maxScanChars + 4);
  private text = '';
  private readonly ends: number[] = [];
  private line = 0;
  private count = 0;
  private firstTurn = 0;

  /** No keyword is empty. */
  constructor(words: readonly string[]) {
    this.seen = new Int32Array(words.length).fill(-1);
    for (const [id, text] of words.entries()) this.add(text, id);
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
    this.buffer.fill(0, length, length + 4);
    this.line = 0;
    this.count = 0;
    this.walk(length);
    this.moveTo(lines.length);
    this.text = '';
    this.firstTurn = (this.firstTurn + lines.length) & 0x3fffffff;
  }

  private walk(length: number): void {
    const { usedTwo, usedFour, buffer } = this;
    let first = buffer[0] ?? 0;
    let second = buffer[1] ?? 0;
    for (let at = 0; at < length; at += 2) {
      const third = buffer[at + 2] ?? 0;
      const fourth = buffer[at + 3] ?? 0;
      const pair = first | (second << 8);
      const odd = second | (third << 8);
      const four = slotOf(pair, third | (fourth << 8));
      if (((usedTwo[pair >> 5] ?? 0) >> (pair & 31)) & 1) this.confirm(this.byTwo[pair], at, length);
      if (((usedFour[four >> 5] ?? 0) >> (four & 31)) & 1) this.confirm(this.byFour[four], at, length);
      if (((usedTwo[odd >> 5] ?? 0) >> (odd & 31)) & 1) this.confirm(this.byTwo[odd], at + 1, length);
      first = third;
      second = fourth;
    }
  }

  private add(text: string, id: number): void {
    const bytes = Buffer.from(text, 'latin1');
    const isWide = bytes.toString('latin1') !== text;
    const at = (index: number): number => bytes[index] ?? 0;
    if (bytes.length >= longKeyword) {
      for (const parity of [0, 1]) {
        const offset = rarestFrom(bytes, 4, parity);
        const slot = slotOf(at(offset) | (at(offset + 1) << 8), at(offset + 2) | (at(offset + 3) << 8));
        enter(this.byFour, this.usedFour, slot, { text, bytes, isWide, offset, id });
      }
      return;
    }
    const offset = rarestFrom(bytes, 2);
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

/** Offset of the rarest `count` bytes; with a parity only offsets that are even (0) or odd (1) count. */
function rarestFrom(bytes: Uint8Array, count: number, parity?: number): number {
  let best = parity ?? 0;
  let bestRarity = -1;
  for (let index = best; index + count <= bytes.length; index += parity === undefined ? 1 : 2) {
    const piece = [...bytes.subarray(index, index + count)];
    const isMixed = piece.some(isLetter) && !piece.every(isLetter);
    const value = piece.reduce((sum, byte) => sum + rarity(byte), isMixed ? acrossWords : 0);
    if (value > bestRarity) {
      bestRarity = value;
      best = index;
    }
  }
  return best;
}

function enter(table: (Keyword[] | undefined)[], used: Int32Array, slot: number, keyword: Keyword): void {
  const list = table[slot] ?? [];
  list.push(keyword);
  table[slot] = list;
  used[slot >> 5] = (used[slot >> 5] ?? 0) | (1 << (slot & 31));
}

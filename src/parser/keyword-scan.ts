/** How common a character is in logs; of a keyword its rarest bytes are looked up. */
const common = ' etaoinsrlcdpumh./-_:0123456789fgbwyv';
const rarity = (code: number): number => {
  const at = code < 128 ? common.indexOf(String.fromCharCode(code)) : -1;
  return at < 0 ? 40 : at;
};

interface Keyword {
  bytes: Uint8Array;
  /** Where in the keyword the bytes it is looked up by begin; -1 when they begin one byte before it. */
  offset: number;
  id: number;
}

const encoder = new TextEncoder();
/** Bytes of a line that are looked at; a longer line is cut before it comes here. */
const bufferBytes = 16_384;
const twoBits = 16;
const fourBits = 17;

/** A slot for four bytes read as two numbers of 16 bits; the factor is 2^32 over the golden ratio. */
const slotOf = (first: number, second: number): number =>
  Math.imul(first | (second << 16), 0x9e3779b1) >>> (32 - fourBits);

/**
 * Finds which of many keywords occur in a line. Only every second position of the line is looked at, as a
 * number of 16 bits: of each keyword four bytes that begin at an even place and four at an odd one are
 * known, of a keyword too short for that two. What fits is then compared in full.
 */
export class KeywordScan {
  private readonly byFour: (Keyword[] | undefined)[] = new Array(1 << fourBits).fill(undefined);
  private readonly byTwo: (Keyword[] | undefined)[] = new Array(1 << twoBits).fill(undefined);
  /** Which slots of the tables are used, one bit each: small enough for the first cache of a processor. */
  private readonly usedFour = new Int32Array((1 << fourBits) >> 5);
  private readonly usedTwo = new Int32Array((1 << twoBits) >> 5);
  private readonly seen: Int32Array;
  private readonly buffer = new Uint8Array(bufferBytes);
  private readonly pairs = new Uint16Array(this.buffer.buffer);
  private turn = 0;

  /** Keywords have at least two bytes. */
  constructor(words: readonly string[]) {
    this.seen = new Int32Array(words.length);
    for (const [id, text] of words.entries()) {
      const bytes = encoder.encode(text);
      for (const parity of [0, 1]) this.add({ bytes, offset: rarestFrom(bytes, parity), id });
    }
  }

  /** Writes the ids (positions in the constructor's list) of the keywords in `text` into `found`; says how many. */
  scan(text: string, found: Int32Array): number {
    const { usedTwo, usedFour, pairs } = this;
    // Bytes are read several times faster than the characters of a slice of a string.
    const length = encoder.encodeInto(text, this.buffer).written;
    const turn = ++this.turn;
    const end = (length + 1) >> 1;
    let count = 0;
    let pair = pairs[0] ?? 0;
    for (let index = 0; index < end; index++) {
      const next = pairs[index + 1] ?? 0;
      const four = slotOf(pair, next);
      if (((usedFour[four >> 5] ?? 0) >> (four & 31)) & 1)
        count = this.confirm(this.byFour[four], index << 1, length, found, count, turn);
      if (((usedTwo[pair >> 5] ?? 0) >> (pair & 31)) & 1)
        count = this.confirm(this.byTwo[pair], index << 1, length, found, count, turn);
      pair = next;
    }
    return count;
  }

  private add(keyword: Keyword): void {
    const { bytes, offset } = keyword;
    const at = (index: number): number => bytes[offset + index] ?? 0;
    if (bytes.length >= offset + 4) {
      enter(this.byFour, this.usedFour, slotOf(pairOf(at(0), at(1)), pairOf(at(2), at(3))), keyword);
    } else if (bytes.length >= offset + 2) {
      enter(this.byTwo, this.usedTwo, pairOf(at(0), at(1)), keyword);
    } else {
      // Two bytes that begin at an odd place: any byte may stand before the first.
      for (let before = 0; before < 256; before++)
        enter(this.byTwo, this.usedTwo, pairOf(before, bytes[0] ?? 0), { ...keyword, offset: -1 });
    }
  }

  private confirm(
    keywords: readonly Keyword[] | undefined,
    index: number,
    length: number,
    found: Int32Array,
    count: number,
    turn: number,
  ): number {
    let next = count;
    for (const keyword of keywords ?? []) {
      if (this.seen[keyword.id] === turn) continue;
      const start = index - keyword.offset;
      if (start < 0 || start + keyword.bytes.length > length || !this.stands(keyword.bytes, start)) continue;
      this.seen[keyword.id] = turn;
      found[next++] = keyword.id;
    }
    return next;
  }

  private stands(bytes: Uint8Array, start: number): boolean {
    for (let index = 0; index < bytes.length; index++) {
      if (this.buffer[start + index] !== bytes[index]) return false;
    }
    return true;
  }
}

/** Offset of the rarest four bytes that begin at an even (`parity` 0) or odd (1) place. */
function rarestFrom(bytes: Uint8Array, parity: number): number {
  let best = parity;
  let bestRarity = -1;
  for (let index = parity; index + 4 <= bytes.length; index += 2) {
    const value = bytes.subarray(index, index + 4).reduce((sum, byte) => sum + rarity(byte), 0);
    if (value > bestRarity) {
      bestRarity = value;
      best = index;
    }
  }
  return best;
}

const scratch = new Uint8Array(2);
const scratchPair = new Uint16Array(scratch.buffer);

/** Two bytes as this machine reads them from memory. */
function pairOf(first: number, second: number): number {
  scratch[0] = first;
  scratch[1] = second;
  return scratchPair[0] ?? 0;
}

function enter(table: (Keyword[] | undefined)[], used: Int32Array, slot: number, keyword: Keyword): void {
  const list = table[slot] ?? [];
  list.push(keyword);
  table[slot] = list;
  used[slot >> 5] = (used[slot >> 5] ?? 0) | (1 << (slot & 31));
}

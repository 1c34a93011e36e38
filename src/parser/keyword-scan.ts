/** How common a character is in logs; a keyword is looked up by its rarest pair of neighbours. */
const common = ' etaoinsrlcdpumh./-_:0123456789fgbwyv';
const rarity = (code: number): number => {
  const at = code < 128 ? common.indexOf(String.fromCharCode(code)) : -1;
  return at < 0 ? 40 : at;
};

interface Keyword {
  bytes: Uint8Array;
  offset: number;
  id: number;
}

const encoder = new TextEncoder();
const tableSize = 1 << 15;
const slot = (first: number, second: number): number => (first << 7) ^ second;
/** Bytes of a line that are looked at; a longer line is cut before it comes here. */
const bufferBytes = 16_384;

/**
 * Finds which of many keywords occur in a line, in one pass over the bytes of the line: only the rarest
 * pair of bytes of each keyword is looked at until one fits.
 */
export class KeywordScan {
  private readonly table: (Keyword[] | undefined)[] = new Array(tableSize).fill(undefined);
  /** Same as `table`, as bytes: this is what the hot loop reads. */
  private readonly used = new Uint8Array(tableSize);
  private readonly seen: Int32Array;
  private readonly buffer = new Uint8Array(bufferBytes);
  private turn = 0;

  constructor(words: readonly string[]) {
    this.seen = new Int32Array(words.length);
    for (const [id, text] of words.entries()) {
      const bytes = encoder.encode(text);
      const offset = rarestPair(bytes);
      const at = slot(bytes[offset] ?? 0, bytes[offset + 1] ?? 0);
      const list = this.table[at] ?? [];
      list.push({ bytes, offset, id });
      this.table[at] = list;
      this.used[at] = 1;
    }
  }

  /** Writes the ids (positions in the constructor's list) of the keywords in `text` into `found`; says how many. */
  scan(text: string, found: Int32Array): number {
    const { used, buffer } = this;
    // Bytes are read several times faster than the characters of a slice of a string.
    const length = encoder.encodeInto(text, buffer).written;
    const turn = ++this.turn;
    let count = 0;
    let previous = buffer[0] ?? 0;
    for (let index = 1; index < length; index++) {
      const code = buffer[index] ?? 0;
      const at = (previous << 7) ^ code;
      previous = code;
      if (used[at] === 1) count = this.confirm(at, index - 1, length, found, count, turn);
    }
    return count;
  }

  private confirm(
    at: number,
    index: number,
    length: number,
    found: Int32Array,
    count: number,
    turn: number,
  ): number {
    let next = count;
    for (const keyword of this.table[at] ?? []) {
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

function rarestPair(bytes: Uint8Array): number {
  let best = 0;
  let bestRarity = -1;
  for (let index = 0; index + 1 < bytes.length; index++) {
    const value = rarity(bytes[index] ?? 0) + rarity(bytes[index + 1] ?? 0);
    if (value > bestRarity) {
      bestRarity = value;
      best = index;
    }
  }
  return best;
}

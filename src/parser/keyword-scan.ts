/** How common a character is in logs; a keyword is looked up by its rarest pair of neighbours. */
const common = ' etaoinsrlcdpumh./-_:0123456789fgbwyv';
const rarity = (char: string): number => {
  const at = common.indexOf(char);
  return at < 0 ? 40 : at;
};

interface Keyword {
  text: string;
  offset: number;
  id: number;
}

const tableSize = 1 << 14;
const slot = (first: number, second: number): number => ((first << 7) ^ second) & (tableSize - 1);

/**
 * Finds which of many keywords occur in a line, in one pass over the line: only the rarest pair of
 * characters of each keyword is looked at until one fits.
 */
export class KeywordScan {
  private readonly table: (Keyword[] | undefined)[] = new Array(tableSize);
  /** Same as `table`, as bytes: this is what the hot loop reads. */
  private readonly used = new Uint8Array(tableSize);
  private readonly seen: Int32Array;
  private turn = 0;

  constructor(words: readonly string[]) {
    this.seen = new Int32Array(words.length);
    for (const [id, text] of words.entries()) {
      const offset = rarestPair(text);
      const at = slot(text.charCodeAt(offset), text.charCodeAt(offset + 1));
      const list = this.table[at] ?? [];
      list.push({ text, offset, id });
      this.table[at] = list;
      this.used[at] = 1;
    }
  }

  /** Writes the ids (positions in the constructor's list) of the keywords in `text` into `found`; says how many. */
  scan(text: string, found: Int32Array): number {
    let count = 0;
    const turn = ++this.turn;
    let previous = text.charCodeAt(0);
    for (let index = 1; index < text.length; index++) {
      const code = text.charCodeAt(index);
      const at = ((previous << 7) ^ code) & (tableSize - 1);
      previous = code;
      if (this.used[at] === 0) continue;
      for (const keyword of this.table[at] ?? []) {
        if (this.seen[keyword.id] !== turn && text.startsWith(keyword.text, index - 1 - keyword.offset)) {
          this.seen[keyword.id] = turn;
          found[count++] = keyword.id;
        }
      }
    }
    return count;
  }
}

function rarestPair(text: string): number {
  let best = 0;
  let bestRarity = -1;
  for (let index = 0; index + 1 < text.length; index++) {
    const value = rarity(text.charAt(index)) + rarity(text.charAt(index + 1));
    if (value > bestRarity) {
      bestRarity = value;
      best = index;
    }
  }
  return best;
}

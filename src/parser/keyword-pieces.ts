/** How common a character is in logs; of a keyword its rarest bytes are looked up. */
const common = ' etaoinsrlcdpumh./-_:0123456789fgbwyvkxjqz';
const rarity = (code: number): number => {
  const at = code < 128 ? common.indexOf(String.fromCharCode(code)) : -1;
  return at < 0 ? 50 : at;
};
/** What many keywords share is common in logs, too: as much is taken off the rarity for each that has it. */
const sharedPiece = 12;

/** How many keywords have each piece of that many bytes. */
export function countPieces(words: readonly string[], size: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) {
    const pieces = new Set(Array.from({ length: word.length }, (_, at) => word.slice(at, at + size)));
    for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return counts;
}

/** Offset of the rarest piece; with a parity only offsets that are even (0) or odd (1) count. */
export function rarestFrom(
  text: string,
  size: number,
  counts: ReadonlyMap<string, number>,
  parity?: number,
): number {
  let best = parity ?? 0;
  let bestRarity = Number.NEGATIVE_INFINITY;
  for (let index = best; index + size <= text.length; index += parity === undefined ? 1 : 2) {
    const piece = text.slice(index, index + size);
    let value = -sharedPiece * (counts.get(piece) ?? 0);
    for (let at = 0; at < size; at++) value += rarity(piece.charCodeAt(at));
    if (value > bestRarity) {
      bestRarity = value;
      best = index;
    }
  }
  return best;
}

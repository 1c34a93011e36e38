const isSpecial = (byte: number): boolean => byte >= 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a);

/** Four bytes at once: has a high bit set where one of them could be below 0x20 or above 0x7e. */
const suspicion = (word: number): number => (word - 0x20202020) | (word + 0x01010101) | word;
const highBits = 0x80808080;

/**
 * Position of the first byte, from `from` on, that is no printable ASCII character, tab or line feed; the
 * length when there is none.
 */
export function nextSpecial(bytes: Buffer, words: Int32Array | undefined, from: number): number {
  let at = from;
  if (words) {
    for (; at < bytes.length && at % 4 !== 0; at++) if (isSpecial(bytes[at] ?? 0)) return at;
    const end = words.length - 1;
    let index = at >> 2;
    for (; index < end; index += 2) {
      if (((suspicion(words[index] ?? 0) | suspicion(words[index + 1] ?? 0)) & highBits) === 0) continue;
      const start = index << 2;
      for (let byte = start; byte < start + 8; byte++) if (isSpecial(bytes[byte] ?? 0)) return byte;
    }
    at = Math.max(at, index << 2);
  }
  for (; at < bytes.length; at++) if (isSpecial(bytes[at] ?? 0)) return at;
  return bytes.length;
}

/** The bytes as numbers of 32 bits, when they lie in memory so that this is possible. */
export const wordsOf = (bytes: Buffer): Int32Array | undefined =>
  bytes.byteOffset % 4 === 0 ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : undefined;

const zipMagic = [0x50, 0x4b, 0x03, 0x04];
const gzipMagic = [0x1f, 0x8b];
/** More than this share of control bytes makes a file no text. Real logs stay far under one per cent. */
const maxControlShare = 0.1;

const startsWith = (head: Uint8Array, magic: number[]): boolean =>
  magic.every((byte, index) => head[index] === byte);

/**
 * Says why the first bytes of a file cannot be a log, or undefined when they can.
 * UTF-16 text is a log: PowerShell redirects write it.
 */
export function detectBinary(head: Uint8Array): 'empty' | 'archive' | 'binary' | undefined {
  if (head.length === 0) return 'empty';
  if (startsWith(head, zipMagic) || startsWith(head, gzipMagic)) return 'archive';
  if (looksLikeUtf16(head)) return undefined;
  const sample = head.subarray(0, 4096);
  let control = 0;
  for (const byte of sample) {
    if (byte === 0) return 'binary';
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) control++;
  }
  return control / sample.length > maxControlShare ? 'binary' : undefined;
}

/** UTF-16LE: a byte order mark, or mostly zero bytes at the odd places and none at the even ones. */
export function looksLikeUtf16(head: Uint8Array): boolean {
  if (head[0] === 0xff && head[1] === 0xfe) return true;
  const pairs = Math.min(head.length >> 1, 200);
  if (pairs < 2) return false;
  let zeros = 0;
  for (let index = 0; index < pairs; index++) {
    if (head[2 * index] === 0) return false;
    if (head[2 * index + 1] === 0) zeros++;
  }
  return zeros / pairs > 0.7;
}

import { TextDecoder } from 'node:util';
import { looksLikeUtf16 } from './detect-binary.js';

/** Characters kept of one line; the rest of a longer line is dropped (one-line logs of 200 MB exist). */
export const maxLineChars = 64 * 1024;
const sniffBytes = 4;

/**
 * Splits a byte stream at `\n` and yields the lines of each chunk, without the line break.
 * Broken UTF-8 becomes U+FFFD; UTF-16LE is recognised from the first bytes.
 */
export async function* splitLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let decoder: TextDecoder | undefined;
  let held: Uint8Array | undefined;
  let rest = '';
  for await (const chunk of source) {
    let bytes = chunk;
    if (held) {
      bytes = Buffer.concat([held, chunk]);
      held = undefined;
    }
    if (!decoder) {
      if (bytes.length < sniffBytes) {
        held = bytes;
        continue;
      }
      decoder = decoderFor(bytes);
    }
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineChars) rest = rest.slice(0, maxLineChars);
    if (lines.length > 0) yield cutLongLines(lines);
  }
  if (held) decoder = decoderFor(held);
  const last = rest + (held && decoder ? decoder.decode(held) : (decoder?.decode() ?? ''));
  if (last !== '') yield cutLongLines(last.split('\n'));
}

/** The byte order mark is kept: it also occurs in mid-stream and is cut line by line. */
const decoderFor = (head: Uint8Array): TextDecoder =>
  new TextDecoder(looksLikeUtf16(head) ? 'utf-16le' : 'utf-8', { ignoreBOM: true });

function cutLongLines(lines: string[]): string[] {
  for (const [index, line] of lines.entries()) {
    if (line.length > maxLineChars) lines[index] = line.slice(0, maxLineChars);
  }
  return lines;
}

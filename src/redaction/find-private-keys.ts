import type { Finding } from './find-tokens.js';

const pemLimitLines = 120;
const pemLimitChars = 24_000;
const pemHead = /-----BEGIN ((?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?)-----/g;

/**
 * Private keys in PEM form, also when every line begins with a timestamp or a prefix, and on one line with `\n`
 * written out. A key without an end counts up to its last line of base64.
 */
export function findPrivateKeys(text: string): Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(pemHead)) {
    const start = match.index;
    if (start < (found.at(-1)?.end ?? 0)) continue;
    const tail = `-----END ${match[1]}-----`;
    const reach = endOfLines(text, start, pemLimitLines);
    const closed = text.slice(start, reach).indexOf(tail);
    const end = closed >= 0 ? start + closed + tail.length : endOfBase64(text, start + match[0].length);
    found.push({ kind: 'private-key', start, end });
  }
  return found;
}

function endOfLines(text: string, from: number, count: number): number {
  let at = from;
  for (let i = 0; i < count; i++) {
    const next = text.indexOf('\n', at);
    if (next < 0 || next - from > pemLimitChars) return Math.min(text.length, from + pemLimitChars);
    at = next + 1;
  }
  return at;
}

/** End of the lines after an unclosed head that end in a run of base64. */
function endOfBase64(text: string, from: number): number {
  let end = from;
  const lines = text.slice(from, endOfLines(text, from, pemLimitLines)).split('\n');
  let at = from;
  for (const [i, line] of lines.entries()) {
    if (i > 0 && !/(^|\s)[A-Za-z0-9+/]{16,}={0,2}\s*$/.test(line)) break;
    at += line.length + (i === 0 ? 0 : 1);
    end = at;
  }
  return end;
}

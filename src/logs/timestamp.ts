/** `2026-05-03T10:11:12.1234567Z`: the runner writes 7 digits; other tools write 0 to 9. */
const shortest = 20;
const longest = 30;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

let secondText = '';
let secondMs = 0;

/** Length of the timestamp at the start of `text` (without the space after it), 0 when there is none. */
export function timestampLength(text: string, from: number): number {
  if (
    !isDigit(text.charCodeAt(from)) ||
    text.charCodeAt(from + 4) !== 45 ||
    text.charCodeAt(from + 10) !== 84
  ) {
    return 0;
  }
  if (text.charCodeAt(from + 13) !== 58 || text.charCodeAt(from + 16) !== 58) return 0;
  for (let at = from + shortest - 1; at < from + longest; at++) {
    const code = text.charCodeAt(at);
    if (code === 90) return at - from + 1;
    if (!isDigit(code) && code !== 46) return 0;
  }
  return 0;
}

/** Milliseconds since the epoch of a timestamp that `timestampLength` found. */
export function parseTimestamp(text: string, from: number): number | undefined {
  const second = text.slice(from, from + 19);
  if (second !== secondText) {
    secondText = second;
    secondMs = Date.parse(`${second}Z`);
  }
  if (Number.isNaN(secondMs)) return undefined;
  if (text.charCodeAt(from + 19) !== 46) return secondMs;
  const fraction = Number.parseInt(text.slice(from + 20, from + 23), 10);
  return Number.isNaN(fraction) ? secondMs : secondMs + fraction;
}

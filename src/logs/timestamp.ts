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
  // The runner's own form, nearly every line of nearly every log.
  if (text.charCodeAt(from + 27) === 90 && text.charCodeAt(from + 19) === 46) return 28;
  for (let at = from + shortest - 1; at < from + longest; at++) {
    const code = text.charCodeAt(at);
    if (code === 90) return at - from + 1;
    if (!isDigit(code) && code !== 46) return 0;
  }
  return 0;
}

/** Milliseconds since the epoch of a timestamp that `timestampLength` found. */
export function parseTimestamp(text: string, from: number): number | undefined {
  if (secondText === '' || !text.startsWith(secondText, from)) {
    secondText = text.slice(from, from + 19);
    secondMs = Date.parse(`${secondText}Z`);
  }
  if (Number.isNaN(secondMs)) return undefined;
  if (text.charCodeAt(from + 19) !== 46) return secondMs;
  const tenths = text.charCodeAt(from + 20) - 48;
  const hundredths = text.charCodeAt(from + 21) - 48;
  const thousandths = text.charCodeAt(from + 22) - 48;
  if (tenths < 0 || tenths > 9 || hundredths < 0 || hundredths > 9 || thousandths < 0 || thousandths > 9)
    return secondMs;
  return secondMs + tenths * 100 + hundredths * 10 + thousandths;
}

/** `2026-05-03T10:11:12.1234567Z`: the runner writes 7 digits; other tools write 0 to 9. */
const shortest = 20;
const longest = 30;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The last second that was read: most lines share it with the line before. */
let secondMs = 0;
/** Its digits, the fastest ones first. */
const digitPlaces = [18, 17, 15, 14, 12, 11, 9, 8, 6, 5, 3] as const;
const digits = new Uint16Array(digitPlaces.length);

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

/** A byte order mark as wrong readings of its bytes show it, before whatever a line begins with. */
const mangledMarks = ['\ufeff', '\u2229\u2557\u2510', '\u00b4\u2557\u2510', '\u00ef\u00bb\u00bf'] as const;
/** Read as Chinese text the mark has swallowed the first digit of the year. */
const swallowedYear = /^\u9518\?\d{3}-\d\d-\d\dT[\d:.]{8,20}Z ?/;
const maxMarkChars = 8;

/** Characters of byte order marks, whole or mangled, that stand at the start of a line. */
export function markLength(text: string, from: number): number {
  const swallowed = swallowedYear.exec(text.slice(from, from + 40));
  if (swallowed) return swallowed[0].length;
  // Any strange characters before a timestamp are one.
  let at = from;
  while (at < from + maxMarkChars && text.charCodeAt(at) > 127) at++;
  if (timestampLength(text, at) > 0) return at - from;
  return mangledMarks.find((mark) => text.startsWith(mark, from))?.length ?? 0;
}

/** Milliseconds since the epoch of a timestamp that `timestampLength` found. */
export function parseTimestamp(text: string, from: number): number | undefined {
  if (!isSameSecond(text, from)) readSecond(text, from);
  if (Number.isNaN(secondMs)) return undefined;
  if (text.charCodeAt(from + 19) !== 46) return secondMs;
  const tenths = text.charCodeAt(from + 20) - 48;
  const hundredths = text.charCodeAt(from + 21) - 48;
  const thousandths = text.charCodeAt(from + 22) - 48;
  if (tenths < 0 || tenths > 9 || hundredths < 0 || hundredths > 9 || thousandths < 0 || thousandths > 9)
    return secondMs;
  return secondMs + tenths * 100 + hundredths * 10 + thousandths;
}

function isSameSecond(text: string, from: number): boolean {
  for (let index = 0; index < digitPlaces.length; index++) {
    if (text.charCodeAt(from + (digitPlaces[index] ?? 0)) !== digits[index]) return false;
  }
  return true;
}

function readSecond(text: string, from: number): void {
  secondMs = Date.parse(`${text.slice(from, from + 19)}Z`);
  for (const [index, place] of digitPlaces.entries()) digits[index] = text.charCodeAt(from + place);
}

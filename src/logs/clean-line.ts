/** ESC sequences: CSI, OSC (ends at BEL or ST), charset selection, and the two-character rest. */
const escapes =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[()][A-Z0-9]|\x1b[ -/]?[0-~]?|\x9b[0-?]*[ -/]*[@-~]/g;
/** How pasted logs spell ESC: caret notation or the control picture. */
const pastedEscape = /(?:\^\[|\u241b)\[[0-9;?]*[A-Za-z]/g;
/** Colour codes whose ESC was lost on the way; only codes that colour, so that `[1]` and `[m]` survive. */
const bareColour = /\[(?:0|1|2|3|4|7|22|39|49|9[0-7]|3[0-7]|4[0-7])(?:;\d{1,3})*m/g;
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]/g;
const anyControl = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/**
 * Text of one raw line as a person saw it: no escape sequences, no control characters, the last state of a
 * progress line. `isPlain`: it is known to hold no control characters.
 */
export function cleanText(raw: string, isPlain = false): string {
  let text = raw;
  if (!isPlain && anyControl.test(text)) {
    if (text.includes('\x1b') || text.includes('\x9b')) text = text.replace(escapes, '');
    if (text.includes('\r')) text = lastSegment(text);
    text = text.replace(controls, '');
  }
  return mayHoldColours(text) ? withoutColours(text) : text;
}

/** Is there a `[` that begins a colour (`[36;1m`) or stands behind what is written for ESC? */
function mayHoldColours(text: string): boolean {
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    const before = text.charCodeAt(at - 1);
    if (before === 0x241b || before === caret) return true;
    let end = at + 1;
    for (let code = text.charCodeAt(end); isDigit(code) || code === semicolon; code = text.charCodeAt(end))
      end++;
    if (end > at + 1 && text.charCodeAt(end) === letterM) return true;
  }
  return false;
}

const caret = 94;
const semicolon = 59;
const letterM = 109;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function withoutColours(text: string): string {
  if (text.includes('^[[') || text.includes('\u241b')) return text.replace(pastedEscape, '');
  return text.replace(bareColour, '');
}

/** A bare carriage return overwrites the line: what stands last is what a terminal shows. */
function lastSegment(text: string): string {
  const segments = text.split('\r');
  for (let index = segments.length - 1; index >= 0; index--) {
    const segment = segments[index] ?? '';
    if (segment.trim() !== '') return segment;
  }
  return '';
}

import { randomBytes } from 'node:crypto';

const longestLine = 2_000;
const longestName = 300;
/** Not nothing: what is left on both sides must not grow together to the marker. */
const maskedMarker = '[marker]';

// Terminal control: CSI, OSC and the like up to their end, then single escapes.
const escapeSequences =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-~]?|\u009b[0-?]*[ -/]*[@-~]/g;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
// Zero-width signs, direction overrides, tags: text that a person would not see.
const invisible =
  /[\u00ad\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Variation_Selector}{2,}/gu;

/** What untrusted text goes through on its way into a prompt. */
export interface Fencing {
  /** Random for each prompt, so that no text can close its own fence. */
  marker: string;
  /** Absolute path of the tree: where it lies on this machine concerns nobody. */
  root?: string;
  redact(text: string): string;
}

export const createMarker = (): string => randomBytes(8).toString('hex');

/** Text without what is invisible or steers a terminal, secrets masked, over-long lines cut. Line breaks stay. */
export function cleanText(text: string, { marker, redact, root }: Fencing): string {
  const near = root === undefined ? text : text.replaceAll(`${root}/`, '');
  const plain = near
    .replace(/\r\n?/g, '\n')
    .replace(escapeSequences, '')
    .replace(controls, '')
    .replace(invisible, '');
  // Masked only now: an invisible sign inside of a secret would have hidden it.
  return redact(plain).replaceAll(marker, maskedMarker).split('\n').map(cutLine).join('\n');
}

/** Untrusted text between two lines that only this prompt knows, cleaned first and then cut to a length. */
export const fence = (
  label: string,
  text: string,
  fencing: Fencing,
  limit = Number.POSITIVE_INFINITY,
): string => enclose(label, cleanCut(text, limit, fencing), fencing);

/** The same for text that is clean already. */
export function enclose(label: string, text: string, fencing: Fencing): string {
  const name = cleanLine(label, fencing).replace(/[<>]+/g, ' ');
  return `<<DATA ${fencing.marker} ${name}>>\n${text}\n<<END ${fencing.marker}>>`;
}

/** A name, a path, a title: one line of bounded length. */
export const cleanLine = (text: string, fencing: Fencing): string =>
  cleanText(text.slice(0, longestLine), fencing).replace(/\s+/g, ' ').trim().slice(0, longestName);

/** Cleaned before it is cut: half a secret is not recognised any more. */
export const cleanCut = (text: string, limit: number, fencing: Fencing): string =>
  cutMiddle(cleanText(text, fencing), limit);

const cutLine = (line: string): string =>
  line.length > longestLine
    ? `${line.slice(0, longestLine)}… (${line.length - longestLine} characters cut)`
    : line;

/** Keeps both ends of a long text: causes stand at the top of a log, verdicts at its bottom. */
export function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.floor(limit / 3);
  const lines = text.slice(head, text.length - (limit - head)).split('\n').length - 1;
  return `${text.slice(0, head)}\n… (${lines} lines left out)\n${text.slice(text.length - (limit - head))}`;
}

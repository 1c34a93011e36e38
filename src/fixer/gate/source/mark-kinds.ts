import type { StringForm, Syntax } from './syntax.js';

export const code = 0;
/** What stands between quotation marks; the marks themselves are code. */
export const string = 1;
export const comment = 2;

/** What may begin something other than code, by its first character. */
interface Openings {
  first: ReadonlySet<string>;
  syntax: Syntax;
}

/** One byte a character: code, string or comment. */
export function markKinds(text: string, syntax: Syntax): Uint8Array {
  const marks: Marks = { kinds: new Uint8Array(text.length), holes: [] };
  const openings: Openings = { first: firstCharacters(syntax), syntax };
  for (let at = 0; at < text.length; ) {
    const hole = marks.holes.at(-1);
    const character = text[at] ?? '';
    if (hole && character === '{') hole.braces++;
    if (hole && character === '}' && hole.braces-- === 0) {
      marks.holes.pop();
      at = readString(text, at + 1, hole.form, marks);
    } else if (!openings.first.has(character)) at++;
    else at = readOpening(text, at, openings, marks);
  }
  return marks.kinds;
}

interface Marks {
  kinds: Uint8Array;
  /** Strings with an open hole, innermost last, and how many braces are open in the hole. */
  holes: { form: StringForm; braces: number }[];
  /** A string that never ends was found before. */
  hasEndless?: boolean;
}

/** Reads what begins at `at` and says where it ends; one further when nothing begins there. */
function readOpening(text: string, at: number, { syntax }: Openings, marks: Marks): number {
  const { kinds } = marks;
  const wordBefore = at > 0 && /[\w]/.test(text[at - 1] ?? '');
  const freeStanding = at === 0 || /[\s;&|(){}]/.test(text[at - 1] ?? '');
  for (const { open, close, nests } of syntax.blockComments) {
    if (text.startsWith(open, at))
      return fill(kinds, at, endOfBlock(text, at, { open, close, nests }), comment);
  }
  for (const sign of syntax.lineComments) {
    if (
      text.startsWith(sign, at) &&
      (freeStanding || !syntax.commentStartsWord) &&
      !isAttribute(text, at, syntax)
    )
      return fill(kinds, at, endOfLine(text, at), comment);
  }
  for (const pattern of syntax.others ?? []) {
    pattern.lastIndex = at;
    const length = pattern.exec(text)?.[0].length ?? 0;
    if (length > 2) {
      fill(kinds, at + 1, at + length - 1, string);
      return at + length;
    }
  }
  const form = syntax.strings.find(({ open }) => text.startsWith(open, at));
  if (form && !(wordBefore && syntax.apostrophes && form.open === "'"))
    return readString(text, at + form.open.length, form, marks);
  if (syntax.regexLiterals && text[at] === '/' && mayBeginRegex(text, at)) {
    const end = endOfRegex(text, at);
    if (end > at) return fill(kinds, at + 1, end, string) + 1;
  }
  return at + 1;
}

function readString(text: string, from: number, form: StringForm, marks: Marks): number {
  const { kinds, holes } = marks;
  let at = from;
  for (; at < text.length; at++) {
    if (text.startsWith(form.close, at)) {
      fill(kinds, from, at, string);
      return at + form.close.length;
    }
    if (form.hole && text.startsWith(form.hole, at)) {
      fill(kinds, from, at, string);
      holes.push({ form, braces: 0 });
      return at + form.hole.length;
    }
    if (form.escapes && text[at] === '\\') at++;
    else if (!form.manyLines && text[at] === '\n') break;
  }
  // A mark that nothing closes was none: else a misread one would hide all that follows. Believed once only,
  // so that a text of such marks costs no more than two readings.
  if (form.manyLines && at >= text.length && !marks.hasEndless) {
    marks.hasEndless = true;
    return from;
  }
  return fill(kinds, from, Math.min(at, text.length), string);
}

function endOfBlock(
  text: string,
  from: number,
  { open, close, nests }: { open: string; close: string; nests?: boolean | undefined },
): number {
  let depth = 1;
  let at = from + open.length;
  while (depth > 0) {
    const closing = text.indexOf(close, at);
    if (closing < 0) return text.length;
    const opening = nests ? text.indexOf(open, at) : -1;
    const opens = opening >= 0 && opening < closing;
    depth += opens ? 1 : -1;
    at = opens ? opening + open.length : closing + close.length;
  }
  return at;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** `#[…]` is an attribute of PHP 8, not a comment. */
const isAttribute = (text: string, at: number, syntax: Syntax): boolean =>
  syntax.lineComments.includes('//') && text.startsWith('#[', at);

/** A slash divides behind a value and begins a regular expression elsewhere. */
function mayBeginRegex(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 12), at).trimEnd();
  return before === '' || /[([{,;=:!&|?+\n]$|\b(?:return|typeof|case|in|of)$|=>$/.test(before);
}

function endOfRegex(text: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at;
  }
  return -1;
}

function fill(kinds: Uint8Array, from: number, to: number, kind: number): number {
  kinds.fill(kind, from, to);
  return to;
}

function firstCharacters(syntax: Syntax): ReadonlySet<string> {
  const openings = [
    ...syntax.lineComments,
    ...syntax.blockComments.map(({ open }) => open),
    ...syntax.strings.map(({ open }) => open),
    ...(syntax.regexLiterals ? ['/'] : []),
    ...(syntax.others ? ["'", 'r', 'b', '@', '$'] : []),
  ];
  return new Set(openings.map((opening) => opening[0] ?? ''));
}

/** A text file as it is edited: line ends as `\n`, with the way back to the bytes on disk. */
export interface FileText {
  bom: string;
  /** The file without its byte order mark, line ends as they are. */
  raw: string;
  /** The same with every line end as `\n`. */
  text: string;
  /** Lines of `text` without their ends; a final line end opens no further line. */
  lines: string[];
  /** Offset in `text` at which each line starts. */
  starts: number[];
  /** Offsets in `text` of the line ends that are `\r\n` on disk, ascending. */
  crlfs: number[];
}

export function openText(content: string): FileText {
  const bom = content.startsWith('\uFEFF') ? '\uFEFF' : '';
  const raw = content.slice(bom.length);
  const text = raw.replaceAll('\r\n', '\n');
  const crlfs: number[] = [];
  for (let at = raw.indexOf('\r\n'); at >= 0; at = raw.indexOf('\r\n', at + 2)) crlfs.push(at - crlfs.length);
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length + 1;
  }
  return { bom, raw, text, lines, starts, crlfs };
}

/** Number of entries below a value in an ascending list. */
function countBelow(sorted: number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 0-based line that holds an offset of `text`. */
export const lineAt = (file: FileText, offset: number): number =>
  Math.max(0, countBelow(file.starts, offset + 1) - 1);

/** Offset in `text` just behind the last character of a line, before its end. */
export const endOfLine = (file: FileText, line: number): number =>
  (file.starts[line] ?? 0) + (file.lines[line] ?? '').length;

/** A change of `text`; offsets are of the original. */
export interface Splice {
  start: number;
  end: number;
  insert: string;
}

/** Carries out splices (ascending, not overlapping); what they do not touch keeps every byte. */
export function spliceRaw(file: FileText, splices: readonly Splice[]): string {
  let out = file.bom;
  let at = 0;
  for (const { start, end, insert } of splices) {
    out += file.raw.slice(at, rawOffset(file, start)) + insert.replaceAll('\n', () => eolAt(file, start));
    at = rawOffset(file, end);
  }
  return out + file.raw.slice(at);
}

const rawOffset = (file: FileText, offset: number): number => offset + countBelow(file.crlfs, offset);

/** The line end in use around an offset: of its line, else of the line before. */
function eolAt(file: FileText, offset: number): '\n' | '\r\n' {
  const next = file.text.indexOf('\n', offset);
  const newline = next >= 0 ? next : file.text.lastIndexOf('\n', offset);
  if (newline < 0) return '\n';
  const rank = countBelow(file.crlfs, newline);
  return file.crlfs[rank] === newline ? '\r\n' : '\n';
}

/** Gives new content the byte order mark, line ends and final line end of the content that it replaces. */
export function inStyleOf(file: FileText, content: string): string {
  const plain = content.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const closed = file.text.endsWith('\n') && plain !== '' && !plain.endsWith('\n') ? `${plain}\n` : plain;
  const newlines = file.text.split('\n').length - 1;
  const isCrlf = file.crlfs.length * 2 > newlines;
  return file.bom + (isCrlf ? closed.replaceAll('\n', '\r\n') : closed);
}

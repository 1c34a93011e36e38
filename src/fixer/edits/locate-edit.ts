import type { Edit } from '../../domain/index.js';
import { endOfLine, type FileText, lineAt, type Splice } from './file-text.js';
import { fitReplacement } from './fit-replacement.js';
import { lineStages, type Place, type Stage } from './match-stages.js';
import { nearestLines } from './nearest-lines.js';
import { type Refusal, refuse } from './refusal.js';

export type ReplaceEdit = Extract<Edit, { action: 'replace' }>;

export interface Located {
  ok: true;
  stage: Stage;
  splice: Splice;
}

/** How far the model's line number may be off when it decides among several places. */
const hintReach = 20;

/** Finds the one place of an edit in the file as it stands, or says why there is none. */
export function locateEdit(file: FileText, edit: ReplaceEdit, block: number): Located | Refusal {
  const find = edit.find.replaceAll('\r\n', '\n');
  const replace = edit.replace.replaceAll('\r\n', '\n');
  const no = (
    reason: 'not-found' | 'ambiguous' | 'no-op' | 'empty-find',
    message: string,
    nearest?: string,
  ) => refuse(reason, edit.file, message, { block, nearest });
  if (find.trim() === '') return no('empty-find', 'the text to find is empty');

  const findLines = toLines(find);
  const exact = exactOffsets(file.text, find);
  if (exact.length > 0) {
    const at = pick(exact, (offset) => lineAt(file, offset), edit.line);
    if (at !== undefined) return checked(exactSplice(file, at, { find, replace }), 'S0');
  }
  for (const { stage, places } of lineStages) {
    const found = places(file.lines, findLines);
    if (found.length === 0) continue;
    const place = pick(found, (p) => p.start, edit.line);
    if (place === undefined) return ambiguous(found.map((p) => p.start));
    const fitting = { stage, place, file: file.lines, block: findLines };
    const fitted = fitReplacement(toLines(replace), fitting);
    if (fitted === undefined) break;
    return checked(lineSplice(file, place, { lines: fitted, closes: closesFile(find, replace) }), stage);
  }
  if (exact.length > 0) return ambiguous(exact.map((offset) => lineAt(file, offset)));
  const isDone = replace.trim() !== '' && file.text.includes(replace.replace(/\n$/, ''));
  return no(
    'not-found',
    `the text to find is not in ${edit.file}${isDone ? '; the replacement is there already' : ''}`,
    nearestLines(file.lines, findLines),
  );

  function ambiguous(rows: number[]): Refusal {
    const shown = rows.slice(0, 10).map((row) => row + 1);
    return no(
      'ambiguous',
      `the text to find stands at ${rows.length} places of ${edit.file} (lines ${shown.join(', ')}${rows.length > 10 ? ', …' : ''}); add lines around it`,
    );
  }
  function checked(splice: Splice, stage: Stage): Located | Refusal {
    const small = shrink(file.text, splice);
    return small.start === small.end && small.insert === ''
      ? no('no-op', `the edit changes nothing in ${edit.file}`)
      : { ok: true, stage, splice: small };
  }
}

function toLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The only candidate, the one that begins at the line that the model named, or the only one near that line. */
function pick<T>(candidates: T[], rowOf: (candidate: T) => number, line: number | undefined): T | undefined {
  if (candidates.length === 1) return candidates[0];
  if (line === undefined) return undefined;
  const there = candidates.find((c) => rowOf(c) + 1 === line);
  if (there !== undefined) return there;
  const near = candidates.filter((c) => Math.abs(rowOf(c) + 1 - line) <= hintReach);
  return near.length === 1 ? near[0] : undefined;
}

const isWord = (c: string | undefined): boolean => c !== undefined && /[\p{L}\p{N}_]/u.test(c);

/**
 * Where the text stands: not inside of a longer word, and several lines only up to the end of a line, since a
 * block that ends in the middle of one has lost lines.
 */
function exactOffsets(text: string, find: string): number[] {
  const offsets: number[] = [];
  const isBlock = find.trimEnd().includes('\n');
  for (let at = text.indexOf(find); at >= 0; at = text.indexOf(find, at + 1)) {
    const end = at + find.length;
    const cutsWord = (isWord(find[0]) && isWord(text[at - 1])) || (isWord(find.at(-1)) && isWord(text[end]));
    const cutsLine = isBlock && !find.endsWith('\n') && !/^[^\S\n]*(\n|$)/.test(text.slice(end, end + 200));
    if (!cutsWord && !cutsLine) offsets.push(at);
  }
  return offsets;
}

interface Exchange {
  find: string;
  replace: string;
}

function exactSplice(file: FileText, at: number, { find, replace }: Exchange): Splice {
  const end = at + find.length;
  const first = lineAt(file, at);
  const last = lineAt(file, Math.max(at, end - 1));
  const isWholeLines = file.starts[first] === at && (find.endsWith('\n') || end === endOfLine(file, last));
  if (isWholeLines) {
    const place = { start: first, end: last + 1, pairs: [] };
    return lineSplice(file, place, { lines: toLines(replace), closes: closesFile(find, replace) });
  }
  const insert = find.endsWith('\n') && !replace.endsWith('\n') ? `${replace}\n` : replace;
  return { start: at, end, insert };
}

/** Does the edit add the line end that the last line of a file may lack? */
const closesFile = (find: string, replace: string): boolean => !find.endsWith('\n') && replace.endsWith('\n');

/** Replaces whole lines. The line end of the last one stays, unless all lines go. */
function lineSplice(
  file: FileText,
  place: Place,
  { lines, closes }: { lines: string[]; closes: boolean },
): Splice {
  const start = file.starts[place.start] ?? 0;
  const end = endOfLine(file, place.end - 1);
  const isLast = end === file.text.length;
  if (lines.length === 0)
    return isLast ? { start: Math.max(0, start - 1), end, insert: '' } : { start, end: end + 1, insert: '' };
  return { start, end, insert: lines.join('\n') + (isLast && closes ? '\n' : '') };
}

/** Takes the lines off both ends that stay as they are, so that they keep their bytes and clash with no other edit. */
function shrink(text: string, splice: Splice): Splice {
  const old = text.slice(splice.start, splice.end).split('\n');
  const now = splice.insert.split('\n');
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const cut = (lines: string[]): string[] => lines.slice(head, lines.length - tail);
  const start = splice.start + old.slice(0, head).reduce((sum, line) => sum + line.length + 1, 0);
  const [before, after] = [cut(old), cut(now)];
  if (before.length > 0 && after.length > 0) {
    return { start, end: start + before.join('\n').length, insert: after.join('\n') };
  }
  // Lines only come or only go: one line end comes or goes with each of them.
  const [lead, trail] = tail > 0 ? ['', '\n'] : ['\n', ''];
  const whole = (lines: string[]): string => lines.map((line) => lead + line + trail).join('');
  const from = Math.min(start, splice.end + lead.length) - lead.length;
  return { start: from, end: from + whole(before).length, insert: whole(after) };
}

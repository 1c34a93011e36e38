import type { BugReport } from '../../domain/index.js';
import type { ContextRequest } from './build-context.js';
import { linesOf, type Range, rangeAround } from './code-window.js';
import { enclosingRange } from './enclosing-range.js';
import { definitionLines, likeNamedLines } from './find-definitions.js';
import { isTestPath, namesakesOf, nearestFirst, usedNames } from './find-subjects.js';
import { followExports } from './follow-exports.js';
import { languageOf } from './languages.js';
import { isShowable } from './showable.js';
import type { Source, Sources, Wish } from './sources.js';

const mostImports = 6;
/** Names of a failing test that are looked up, and places shown in one file for them. */
const mostUsed = 4;
const mostFocus = 6;
const callDepth = 2;
const smallFile = 160;
const mostSearched = 600;

export async function addImports(
  sources: Sources,
  file: string,
  { wish, used }: { wish: Wish; used: readonly string[] },
): Promise<void> {
  const language = languageOf(file);
  const source = sources.get(file);
  if (language === undefined || source === undefined) return;
  const imported = source.lines.flatMap((line) => (line.length < 400 ? language.importedNames(line) : []));
  for (const name of [...new Set(imported)].slice(0, 3 * mostImports)) {
    for (const candidate of new Set(language.candidates(name, file))) {
      if (await sources.add(candidate, undefined, wish)) {
        focusOnUse(sources.get(candidate), used);
        break;
      }
    }
    if (sources.files().length > 4 * mostImports) return;
  }
}

/** Points a file at the definitions of names that the failing lines use, else at those that sound like them. */
function focusOnUse(source: Source | undefined, used: readonly string[]): void {
  if (source === undefined || source.focus.length > 0) return;
  const exact = used.flatMap((name) => definitionLines(source.lines, name));
  const like = used.slice(0, 2).flatMap((name) => likeNamedLines(source.lines, name));
  source.focus.push(...[...new Set([...exact, ...like])].slice(0, mostFocus));
}

/**
 * In a file that is too long to be shown whole: what the shown functions call and the file itself defines, and
 * what these call in turn.
 */
export function addCallees(source: Source): void {
  const { file, lines, focus, also } = source;
  const ranges = focus.map((line): Range => blockAt(source, line));
  let from = ranges;
  for (let depth = 0; depth < callDepth && from.length > 0; depth++) {
    const shown = from.flatMap(([first, last]) => lines.slice(first - 1, last));
    const names = usedNames(shown, [shown.length], '', shown.length);
    const rows = names.slice(0, 3 * mostUsed).flatMap((name) => definitionLines(lines, name).slice(0, 1));
    const importLine = languageOf(file)?.importLine;
    const unseen = rows.filter(
      (row) =>
        !importLine?.test(lines[row - 1] ?? '') &&
        !ranges.some(([first, last]) => row >= first && row <= last),
    );
    const found = [...new Set(unseen)].slice(0, mostFocus - also.length);
    also.push(...found);
    from = found.map((row) => blockAt(source, row));
    ranges.push(...from);
  }
}

/** The block that a line opens or stands in; of one that is too long to be shown, the first block inside of it. */
function blockAt({ file, lines }: Source, line: number): Range {
  for (let at = line; at <= Math.min(line + 3, lines.length); at++) {
    const range = enclosingRange(file, lines, at);
    if (range !== undefined) return range;
  }
  return [line, line];
}

/**
 * A test tells what is wrong; the code under test is where it is wrong: what the test imports, the file that is
 * named like it, and where the names that it uses are defined.
 */
export async function addSubjects(
  sources: Sources,
  report: BugReport,
  request: ContextRequest,
): Promise<void> {
  const wish: Wish = { extent: request.level === 1 ? 'function' : 'whole', why: 'subject' };
  const places = [report, ...(report.frames ?? []).filter((f) => f.project)];
  const file = places.map((p) => p.file).find((f) => f !== undefined && sources.get(f) !== undefined);
  const source = file === undefined ? undefined : sources.get(file);
  if (file === undefined || source === undefined) return;
  const all = ((await request.listFiles?.()) ?? []).filter((f) => isShowable(f) && !isTestPath(f));
  const title = `${report.test?.suite ?? ''} ${report.test?.name ?? ''}`;
  const used = usedNames(source.lines, source.focus, title);
  for (const subject of namesakesOf(file, all)) {
    await sources.add(subject, undefined, wish);
    focusOnUse(sources.get(subject), used);
  }
  await addImports(sources, file, { wish, used });
  // Helpers of tests stand between a test and its subject.
  const helpers = sources.list().filter((s) => s.why === 'subject' && isTestPath(s.file));
  for (const helper of helpers) await addImports(sources, helper.file, { wish, used });
  await followExports(sources, used, { wish, focusOnUse: (made) => focusOnUse(made, used) });
  // In a small file the helpers of the function under test are worth more than the room they take.
  for (const known of sources.list()) {
    if (known.why === 'subject' && known.lines.length <= smallFile) known.extent = 'whole';
  }
  await addDefinitions(sources, used.slice(0, mostUsed), {
    ...request,
    listFiles: async () => nearestFirst(all, file),
  });
}

export async function addDefinitions(
  sources: Sources,
  names: readonly string[],
  request: ContextRequest,
): Promise<void> {
  const missing = new Set(names);
  for (const { name, source, line } of definedIn(sources.list(), names)) {
    missing.delete(name);
    // What a failing test defines itself, its own name first of all, is not what it tests.
    const isOwn = source.why === 'error' && isTestPath(source.file);
    if (!isOwn && !source.focus.includes(line)) source.also.push(line);
  }
  if (missing.size === 0) return;
  const wanted = new Set(sources.files().flatMap((f) => languageOf(f)?.name ?? []));
  const all = ((await request.listFiles?.()) ?? []).filter((f) => {
    const language = languageOf(f);
    return isShowable(f) && language !== undefined && (wanted.size === 0 || wanted.has(language.name));
  });
  for (const file of all.slice(0, mostSearched)) {
    if (missing.size === 0) return;
    const text = await request.readFile(file);
    if (text === undefined || text.length > 200_000) continue;
    for (const name of missing) {
      const line = text.includes(name) ? definitionLines(linesOf(text), name)[0] : undefined;
      if (line === undefined) continue;
      await sources.add(file, line, { extent: 'function', why: 'definition' });
      missing.delete(name);
    }
  }
}

const definedIn = (sources: readonly Source[], names: readonly string[]) =>
  names.flatMap((name) =>
    sources.flatMap((source) =>
      definitionLines(source.lines, name)
        .slice(0, 1)
        .map((line) => ({ name, source, line })),
    ),
  );

/** What the model asked for: a path, lines of one (`path:from-to`), or a name to be looked up. */
export async function addNeed(sources: Sources, need: string, request: ContextRequest): Promise<void> {
  const [, path = '', from, to] = /^(?:\.\/)?(.*?)(?::(\d{1,6})(?:-(\d{1,6}))?)?$/s.exec(need.trim()) ?? [];
  if (await sources.add(path, undefined, { extent: 'whole', why: 'requested' })) {
    if (from !== undefined) addSpan(sources.get(path), Number(from), Number(to ?? from));
    return;
  }
  const name = /[A-Za-z_$][\w$]*$/.exec(path.replace(/\(\)$/, ''))?.[0];
  if (name !== undefined) await addDefinitions(sources, [name], request);
}

const longestSpan = 250;

function addSpan(source: Source | undefined, from: number, to: number): void {
  if (source === undefined || from < 1 || from > source.lines.length) return;
  const last = Math.min(Math.max(from, to), from + longestSpan - 1);
  source.spans.push(to > from ? [from, last] : rangeAround(from, 'near'));
  source.extent = 'function';
}

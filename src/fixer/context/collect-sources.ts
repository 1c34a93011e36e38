import type { BugReport } from '../../domain/index.js';
import type { ContextRequest } from './build-context.js';
import { type Extent, extents, linesOf, type WindowReason } from './code-window.js';
import { definitionLine, symbolsOf } from './find-definitions.js';
import { languageOf } from './languages.js';
import { isShowable, manifestCandidates } from './showable.js';

/** A file that is worth showing, and which part of it. */
export interface Source {
  file: string;
  lines: string[];
  /** 1-based lines that matter; empty for the whole file. */
  focus: number[];
  /** Most that should be shown. */
  extent: Extent;
  why: WindowReason;
}

const mostReports = 10;
const mostFrames = 4;
const mostImports = 6;
const mostNeeds = 4;
const mostSearched = 600;

/** The files to show, the most telling first; each file once. */
export async function collectSources(request: ContextRequest): Promise<Source[]> {
  const { level, reports } = request;
  const sources = new Sources(request);
  const code: Extent = level === 1 ? 'near' : 'whole';

  for (const need of (request.needs ?? []).slice(0, mostNeeds)) await addNeed(sources, need, request);
  for (const report of reports.slice(0, mostReports)) {
    if (report.file !== undefined)
      await sources.add(report.file, report.line, { extent: code, why: 'error' });
    const frames = (report.frames ?? []).filter((f) => f.project).slice(0, mostFrames);
    for (const frame of frames) await sources.add(frame.file, frame.line, { extent: code, why: 'frame' });
  }
  const failing = sources.files();
  // A test tells what is wrong, the code under test is where it is wrong: what the test imports comes with it.
  const tests = reports.filter((r) => r.category === 'test').flatMap((r) => testFiles(r));
  for (const file of tests.filter((f) => failing.includes(f))) {
    await addImports(sources, file, { extent: level === 1 ? 'function' : 'whole', why: 'subject' });
  }
  const categories = new Set(reports.map((r) => r.category));
  const isAboutSetup = ['dependency', 'config', 'resource', 'unknown'].some((c) =>
    categories.has(c as BugReport['category']),
  );
  if (isAboutSetup || level === 3) await addManifest(sources, failing);
  if (request.workflow !== undefined && (categories.has('config') || failing.length === 0 || level === 3)) {
    await addWorkflow(sources, request.workflow);
  }
  if (level === 3) {
    await addDefinitions(sources, symbolsOf(reports), request);
    for (const file of failing) await addImports(sources, file, { extent: 'whole', why: 'import' });
  }
  return sources.list();
}

const testFiles = (report: BugReport): string[] => [
  ...(report.file === undefined ? [] : [report.file]),
  ...(report.frames ?? []).filter((f) => f.project).map((f) => f.file),
];

interface Wish {
  extent: Extent;
  why: WindowReason;
}

/** Collects files, each once: places add up, and the larger wish wins. */
class Sources {
  readonly #byFile = new Map<string, Source>();
  readonly #request: ContextRequest;

  constructor(request: ContextRequest) {
    this.#request = request;
  }

  files = (): string[] => [...this.#byFile.keys()];
  list = (): Source[] => [...this.#byFile.values()];
  get = (file: string): Source | undefined => this.#byFile.get(file);

  async add(file: string, line: number | undefined, { extent, why }: Wish): Promise<boolean> {
    const known = this.#byFile.get(file);
    if (known !== undefined) {
      if (line !== undefined && line <= known.lines.length && !known.focus.includes(line))
        known.focus.push(line);
      if (extents.indexOf(extent) < extents.indexOf(known.extent)) known.extent = extent;
      return true;
    }
    const text = isShowable(file) ? await this.#request.readFile(file) : undefined;
    if (text === undefined) return false;
    const lines = linesOf(text);
    const focus = line === undefined || line > lines.length ? [] : [line];
    this.#byFile.set(file, { file, lines, focus, extent, why });
    return true;
  }
}

async function addImports(sources: Sources, file: string, wish: Wish): Promise<void> {
  const language = languageOf(file);
  const source = sources.get(file);
  if (language === undefined || source === undefined) return;
  const used = source.focus.flatMap((line) => source.lines.slice(Math.max(0, line - 8), line + 3)).join('\n');
  const imported = source.lines
    .filter((line) => language.importLine.test(line))
    .flatMap(language.importedNames);
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

/** Points an imported file at the definitions that the failing lines use. */
function focusOnUse(source: Source | undefined, used: string): void {
  if (source === undefined || source.focus.length > 0) return;
  const names = new Set(used.match(/[A-Za-z_$][\w$]{2,}/g) ?? []);
  const rows = [...names].flatMap((name) => definitionLine(source.lines, name) ?? []);
  source.focus.push(...new Set(rows));
}

async function addManifest(sources: Sources, failing: readonly string[]): Promise<void> {
  const names = [...new Set(failing.flatMap((f) => languageOf(f)?.name ?? []))];
  const found = new Set<string>();
  for (const candidate of manifestCandidates(failing, names)) {
    const name = candidate.split('/').at(-1) ?? '';
    // The nearest of each kind is the one in force.
    if (found.has(name) || !(await sources.add(candidate, undefined, { extent: 'whole', why: 'manifest' })))
      continue;
    found.add(name);
  }
}

async function addWorkflow(sources: Sources, { file, step }: { file: string; step?: string }): Promise<void> {
  if (!(await sources.add(file, undefined, { extent: 'whole', why: 'workflow' })) || step === undefined)
    return;
  const source = sources.get(file);
  const wanted = step.replace(/^Run /, '').trim();
  const row = source?.lines.findIndex((line) => line.includes(wanted)) ?? -1;
  if (row >= 0) source?.focus.push(row + 1);
}

async function addDefinitions(
  sources: Sources,
  names: readonly string[],
  request: ContextRequest,
): Promise<void> {
  const missing = new Set(
    names.filter((name) => !sources.list().some((s) => definitionLine(s.lines, name) !== undefined)),
  );
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
      const line = text.includes(name) ? definitionLine(linesOf(text), name) : undefined;
      if (line === undefined) continue;
      await sources.add(file, line, { extent: 'function', why: 'definition' });
      missing.delete(name);
    }
  }
}

/** What the model asked for: a path, or a name to be looked up. */
async function addNeed(sources: Sources, need: string, request: ContextRequest): Promise<void> {
  const path = need
    .trim()
    .replace(/^\.\//, '')
    .replace(/:\d+(-\d+)?$/, '');
  if (await sources.add(path, undefined, { extent: 'whole', why: 'requested' })) return;
  const name = /[A-Za-z_$][\w$]*$/.exec(path.replace(/\(\)$/, ''))?.[0];
  if (name !== undefined) await addDefinitions(sources, [name], request);
}

import type { BugReport } from '../../domain/index.js';
import type { ContextRequest } from './build-context.js';
import type { Extent } from './code-window.js';
import { mentionedPlaces, symbolsOf } from './find-definitions.js';
import { usedNames } from './find-subjects.js';
import { addCallees, addDefinitions, addImports, addNeed, addSubjects } from './follow-names.js';
import { languageOf } from './languages.js';
import { lineInSource } from './place-in-source.js';
import { manifestCandidates } from './showable.js';
import { type Source, Sources, type Wish } from './sources.js';

const mostReports = 10;
const mostFrames = 4;
const mostNeeds = 4;
const shortWorkflow = 60;

/** The files to show, the most telling first; each file once. */
export async function collectSources(request: ContextRequest): Promise<Source[]> {
  const { level, reports } = request;
  const sources = new Sources(request);
  const code: Extent = level === 1 ? 'near' : 'whole';

  for (const need of (request.needs ?? []).slice(0, mostNeeds)) await addNeed(sources, need, request);
  for (const report of reports.slice(0, mostReports)) {
    // A test is understood as a whole: what it sets up stands above the line that failed.
    const extent: Extent = level === 1 && report.category === 'test' ? 'function' : code;
    const place =
      report.file === undefined
        ? undefined
        : { file: report.file, line: lineInSource(report, await request.readFile(report.file)) };
    const isShown =
      place !== undefined && (await sources.add(place.file, place.line, { extent, why: 'error' }));
    if (!isShown) await addMentioned(sources, report, { extent, why: 'error' });
    const frames = (report.frames ?? []).filter((f) => f.project).slice(0, mostFrames);
    for (const frame of frames) await sources.add(frame.file, frame.line, { extent: code, why: 'frame' });
  }
  const failing = sources.files();
  if (failing.length === 0 || level === 3) await addScripts(sources, request.command ?? '');
  for (const report of reports.filter((r) => r.category === 'test').slice(0, mostReports)) {
    await addSubjects(sources, report, request);
  }
  const categories = new Set(reports.map((r) => r.category));
  const isAboutSetup = ['dependency', 'config', 'resource', 'unknown'].some((c) =>
    categories.has(c as BugReport['category']),
  );
  if (isAboutSetup || level === 3 || failing.length === 0) await addManifest(sources, failing);
  if (request.workflow !== undefined && (categories.has('config') || failing.length === 0 || level === 3)) {
    await addWorkflow(sources, request.workflow);
  }
  for (const source of sources.list()) if (level >= 2 || source.why === 'subject') addCallees(source);
  if (level === 3) {
    await addDefinitions(sources, symbolsOf(reports), request);
    for (const file of failing) {
      const source = sources.get(file);
      const used = usedNames(source?.lines ?? [], source?.focus ?? [], '');
      await addImports(sources, file, { wish: { extent: 'whole', why: 'import' }, used });
    }
  }
  return sources.list();
}

/** Places that a message names in passing: what a parser does not know as a place may still be one. */
async function addMentioned(sources: Sources, report: BugReport, wish: Wish): Promise<void> {
  const text = `${report.message}\n${report.evidence.excerpt}`.slice(0, 20_000);
  let found = 0;
  for (const { path, line } of mentionedPlaces(text)) {
    if (found === mostFrames) return;
    if (await sources.addSuffix(path, line, wish)) found++;
  }
}

const script =
  /(?:^|[\s'"=(])(?:\.\/)?((?:[\w@.-]+\/)*[\w@.-]+\.(?:sh|bash|py|js|mjs|cjs|ts|mts|rb|pl|php|ps1))(?=$|[\s'");&|])/g;
const mostScripts = 2;

/** Files of the repository that the failing step runs by name. */
async function addScripts(sources: Sources, command: string): Promise<void> {
  const named = new Set([...command.slice(0, 4_000).matchAll(script)].map(([, path = '']) => path));
  let found = 0;
  for (const path of named) {
    if (found === mostScripts) return;
    if (await sources.add(path, undefined, { extent: 'whole', why: 'command' })) found++;
  }
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
  await sources.add(file, undefined, { extent: 'whole', why: 'workflow' });
  const source = sources.get(file);
  const wanted = step?.replace(/^Run /, '').trim() ?? '';
  if (source === undefined || wanted === '') return;
  const row = source.lines.findIndex((line) => line.includes(wanted));
  if (row < 0) return;
  source.focus.push(row + 1);
  // The other jobs of a long workflow have nothing to do with it.
  if (source.lines.length > shortWorkflow) source.extent = 'near';
}

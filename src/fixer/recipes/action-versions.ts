import type { Edit } from '../../domain/index.js';
import type { Recipe } from './recipe.js';
import { textOf } from './recipe.js';

/** An action of GitHub's own whose old majors no longer run, and the first that does with the same inputs. */
interface ActionMajor {
  action: string;
  /** Majors that are mended. */
  from: readonly number[];
  to: number;
  /** The majors of these go with it: what one writes the other must read. */
  with?: readonly string[];
  /** Does the workflow use it so that the new major does the same? */
  fits?: (workflow: string) => boolean;
}

/** Since v4 a name may be uploaded once in a run, and hidden files are left out. */
function uploadsOnce(workflow: string): boolean {
  const names: string[] = [];
  const lines = workflow.split('\n');
  for (const [at, line] of lines.entries()) {
    if (!/uses:\s*['"]?actions\/upload-artifact@/.test(line)) continue;
    const step = stepAt(lines, at);
    if (/^\s*path:.*(?:^|[\s/'"])\.\w/m.test(step)) return false;
    names.push(
      /^\s*name:\s*['"]?([^'"\n#]+)/m.exec(step.replace(/^\s*-\s*name:.*$/m, ''))?.[1]?.trim() ?? 'artifact',
    );
  }
  const isMatrix = /^\s*matrix:/m.test(workflow);
  const isOne = (name: string) => !isMatrix || /\$\{\{[^}]*\b(?:matrix|strategy)\./.test(name);
  return new Set(names).size === names.length && names.every(isOne);
}

/** The lines of the step that a line belongs to. */
function stepAt(lines: readonly string[], at: number): string {
  const isStart = (line: string | undefined) => /^\s*-\s/.test(line ?? '');
  let start = at;
  while (start > 0 && !isStart(lines[start])) start -= 1;
  const depth = /^\s*/.exec(lines[start] ?? '')?.[0].length ?? 0;
  let end = start + 1;
  while (end < lines.length && (/^\s*/.exec(lines[end] ?? '')?.[0].length ?? 0) > depth) end += 1;
  return lines.slice(start, end).join('\n');
}

const artifacts = ['actions/upload-artifact', 'actions/download-artifact'];
const pages = ['actions/upload-pages-artifact', 'actions/deploy-pages'];

const actions: readonly ActionMajor[] = [
  { action: 'actions/upload-artifact', from: [1, 2, 3], to: 4, with: artifacts, fits: uploadsOnce },
  { action: 'actions/download-artifact', from: [1, 2, 3], to: 4, with: artifacts, fits: uploadsOnce },
  { action: 'actions/upload-pages-artifact', from: [1, 2], to: 3, with: pages },
  { action: 'actions/deploy-pages', from: [1, 2, 3], to: 4, with: pages },
  { action: 'actions/cache', from: [1, 2, 3], to: 4 },
  { action: 'actions/cache/restore', from: [3], to: 4 },
  { action: 'actions/cache/save', from: [3], to: 4 },
  { action: 'actions/checkout', from: [1, 2, 3], to: 4 },
  { action: 'actions/setup-node', from: [1, 2, 3], to: 4 },
  { action: 'actions/setup-python', from: [1, 2, 3, 4], to: 5 },
  { action: 'actions/setup-go', from: [2, 3, 4], to: 5 },
  { action: 'actions/setup-dotnet', from: [1, 2, 3], to: 4 },
  // The first major has other inputs.
  { action: 'actions/setup-java', from: [2, 3], to: 4 },
];

const gone =
  /deprecated version of `?(actions\/[\w/-]+)(?:: ?|@)v?(\d+)|Unable to resolve action `?(actions\/[\w/-]+)@v?(\d+)|(actions\/[\w/-]+)@v(\d+)[^\n]*(?:Node\.js (?:12|16)|node(?:12|16)) /;

/** A version of an action that GitHub has switched off: the first major that still runs, where nothing else changes. */
export const actionVersions: Recipe = {
  name: 'action-version',
  title: 'replace an action version that no longer runs',
  safety: 'proposal',
  tools: [],
  languages: ['github-actions'],
  answers: (report) => namedIn(textOf(report)) !== undefined,
  mayTouch: (file) => isWorkflow(file),
  plan: async (reports, project) => {
    const named = new Set(reports.flatMap((report) => namedIn(textOf(report)) ?? []));
    const wanted = new Set([...named].flatMap((name) => majorOf(name)?.with ?? [name]));
    const edits: Edit[] = [];
    for (const file of project.files.filter(isWorkflow)) {
      const text = (await project.readFile(file)) ?? '';
      const content = renew(text, wanted);
      if (content === undefined) return undefined;
      if (content !== text) edits.push({ action: 'rewrite', file, content });
    }
    return edits.length > 0 ? { kind: 'edit', edits } : undefined;
  },
};

const isWorkflow = (file: string): boolean =>
  /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/.test(file);

const majorOf = (name: string): ActionMajor | undefined => actions.find(({ action }) => action === name);

function namedIn(text: string): string | undefined {
  const [, ...groups] = gone.exec(text) ?? [];
  const [name, major] = groups.filter((group) => group !== undefined);
  return name !== undefined && majorOf(name)?.from.includes(Number(major)) ? name : undefined;
}

/** Undefined when a workflow uses one of the actions in a way that the new major would treat differently. */
function renew(workflow: string, wanted: ReadonlySet<string>): string | undefined {
  let isSame = true;
  const content = workflow.replace(
    /(uses:\s*['"]?)(actions\/[\w/-]+)@v(\d+)(?:\.\d+)*(?=['"\s]|$)/g,
    (whole, lead: string, name: string, version: string) => {
      const major = wanted.has(name) ? majorOf(name) : undefined;
      if (!major?.from.includes(Number(version))) return whole;
      if (major.fits && !major.fits(workflow)) isSame = false;
      return `${lead}${name}@v${major.to}`;
    },
  );
  return isSame ? content : undefined;
}

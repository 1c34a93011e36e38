import { posix } from 'node:path';
import { type Call, findCall, type KeptOptions, keepOptions } from './find-call.js';
import type { Project, Recipe, SafetyClass } from './recipe.js';
import { filesOf, fromDirectory, textOf } from './recipe.js';

/** A tool that rewrites the files it complained about. The project's own version of the tool is used. */
export interface FileFixer {
  name: string;
  title: string;
  languages: readonly string[];
  /** Programs to look for in the failing command; the first is run when none is found. */
  tools: readonly string[];
  /** Tools as reports name them. */
  reports: readonly string[];
  /** What a report must say besides. */
  says?: RegExp;
  /** How the project's version is found when the failing command does not show it. */
  from: 'npm' | 'bundler' | 'path';
  safety?: SafetyClass;
  /** The program that mends, where it is another one that lies beside the called one. */
  program?: string;
  /** Words between program and files. */
  options: readonly string[];
  /** Options of the failing call that are taken over. */
  keeps?: KeptOptions;
  /** Reports of this kind come from other tools too: the failing command must call it. */
  onlyWhenCalled?: boolean;
  /** Without a call in the failing command, one of these files must say that the project uses it. */
  configs?: RegExp;
  /** It takes no files but works on all of a kind by itself; may change those. */
  whole?: RegExp;
  /** Its own way to be told files. */
  tellFiles?: (files: readonly string[]) => string[];
}

/** What CI does is a person's to change, be it only in its layout: the other files are mended without it. */
const decidesOverCi = /^\.github\/workflows\//;

export const createFileFixer = (fixer: FileFixer): Recipe => ({
  name: fixer.name,
  title: fixer.title,
  safety: fixer.safety ?? 'formatter',
  tools: [fixer.program ?? nameOf(fixer.tools[0])],
  languages: fixer.languages,
  answers: (report) =>
    fixer.reports.includes(report.tool) &&
    (fixer.whole !== undefined || report.file !== undefined) &&
    (fixer.says?.test(textOf(report)) ?? true),
  mayTouch: (file, reported) => fixer.whole?.test(file) ?? reported.has(file),
  plan: async (reports, project) => {
    const known = new Set(project.files);
    const files = filesOf(reports).filter((file) => known.has(file) && !decidesOverCi.test(file));
    if (files.length === 0 && !fixer.whole) return undefined;
    const call = await findCall(project, fixer.tools, files);
    if (!call && !isInUse(fixer, project)) return undefined;
    const directory = call?.directory ?? project.directory;
    const told = fixer.whole ? [] : files.map((file) => fromDirectory(directory, file));
    return {
      kind: 'command',
      argv: [
        ...(await programOf(fixer, call, project)),
        ...fixer.options,
        ...keepOptions(call?.words ?? [], fixer.keeps ?? {}),
        ...(fixer.tellFiles?.(told) ?? told),
      ],
      directory,
      network: false,
    };
  },
});

const isInUse = ({ onlyWhenCalled, configs }: FileFixer, { files }: Project): boolean =>
  !onlyWhenCalled && (configs === undefined || files.some((file) => configs.test(file)));

async function programOf(
  { from, tools, program: other }: FileFixer,
  call: Call | undefined,
  project: Project,
): Promise<string[]> {
  const called = call === undefined ? undefined : posix.basename(call.program);
  const program = other ?? called ?? nameOf(tools[0]);
  if (from === 'npm') return [...npmLauncher(project), program];
  if (call) {
    const path = posix.join(posix.dirname(call.program), program);
    return [...call.launcher, call.program.startsWith('./') ? `./${path}` : path, ...call.channel];
  }
  return from === 'bundler' && (await isInBundle(project, program)) ? ['bundle', 'exec', program] : [program];
}

const nameOf = (tool: string | undefined): string => tool?.split(' ')[0] ?? '';

/** Never fetches: what is not installed is not run. With Plug'n'Play only yarn finds it. */
export const npmLauncher = (project: Project): string[] =>
  project.files.includes('.pnp.cjs') ? ['yarn', 'run'] : ['npx', '--no-install'];

const isInBundle = async (project: Project, gem: string): Promise<boolean> =>
  ((await project.readFile(posix.join(project.directory, 'Gemfile.lock'))) ?? '')
    .split('\n')
    .some((line) => line.trim().split(' ')[0] === gem);

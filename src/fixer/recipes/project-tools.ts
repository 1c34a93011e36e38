import { findCall, keepOptions } from './find-call.js';
import type { Recipe } from './recipe.js';
import { filesOf, fromDirectory, textOf } from './recipe.js';

/** Several linters in one, of which some know how to mend what they found. */
export const golangciFix: Recipe = {
  name: 'golangci-lint-fix',
  title: 'golangci-lint run --fix',
  safety: 'tool',
  tools: ['golangci-lint'],
  languages: ['go'],
  answers: ({ tool, file }) => tool === 'golangci-lint' && file !== undefined,
  mayTouch: (file, reported) => reported.has(file),
  plan: async (_reports, project) => {
    const call = await findCall(project, ['golangci-lint run', 'golangci-lint']);
    const kept = keepOptions(call?.words ?? [], {
      values: ['-c', '--config', '-E', '--enable', '-D', '--disable', '--build-tags', '--go', '--timeout'],
      flags: ['--no-config', '--disable-all', '--enable-all', '--tests'],
    });
    return {
      kind: 'command',
      argv: [call?.program ?? 'golangci-lint', 'run', '--fix', ...kept, './...'],
      directory: call?.directory ?? project.directory,
      network: false,
    };
  },
};

const hookFile = /^(?!\.git\/|\.github\/|\.pre-commit-config\.yaml$)/;

/**
 * Hooks that change files fail the commit and leave the change: it is kept. Two runs, for hooks that undo
 * a part of each other's work.
 */
export const preCommitRun: Recipe = {
  name: 'pre-commit-run',
  title: 'pre-commit run',
  safety: 'formatter',
  tools: ['pre-commit'],
  languages: [],
  answers: ({ tool, category }) => tool === 'pre-commit' && category === 'format',
  // With no file named, all that the hooks see may be changed: CI runs them on the same files.
  mayTouch: (file, reported) => (reported.size > 0 ? reported.has(file) : hookFile.test(file)),
  plan: async (reports, project) => {
    const call = await findCall(project, ['pre-commit run', 'prek run', 'pre-commit']);
    if (!call) return undefined;
    const known = new Set(project.files);
    const files = filesOf(reports).filter((file) => known.has(file));
    const hook = call.words.find(
      (word, index) => !word.startsWith('-') && !/^-/.test(call.words[index - 1] ?? ''),
    );
    const command = {
      argv: [
        ...call.launcher,
        call.program,
        'run',
        ...(hook === undefined || hook === 'run' ? [] : [hook]),
        ...keepOptions(call.words, { values: ['-c', '--config', '--hook-stage'] }),
        ...(files.length > 0
          ? ['--files', ...files.map((file) => fromDirectory(call.directory, file))]
          : ['--all-files']),
      ],
      directory: call.directory,
      network: true,
    };
    return { kind: 'commands', commands: [command, command] };
  },
};

/** Licence headers that a tool asks for and can write. */
const headerTools: readonly { tool: string; call: string; options: string[]; values: string[] }[] = [
  { tool: 'license-eye', call: 'license-eye header', options: ['header', 'fix'], values: ['-c', '--config'] },
  { tool: 'addlicense', call: 'addlicense', options: [], values: ['-c', '-l', '-y', '-f', '-ignore'] },
];

export const headerRecipes: readonly Recipe[] = headerTools.map(
  ({ tool, call: called, options, values }) => ({
    name: `${tool}-write`,
    title: `${tool} writes the missing licence headers`,
    safety: 'formatter',
    tools: [tool],
    languages: [],
    answers: (report) => report.tool === 'licence' || report.tool === tool,
    mayTouch: (file) => hookFile.test(file),
    plan: async (_reports, project) => {
      const call = await findCall(project, [called]);
      if (!call) return undefined;
      const places = call.words.filter(
        (word, index) => !word.startsWith('-') && !values.includes(call.words[index - 1] ?? ''),
      );
      return {
        kind: 'command',
        argv: [
          call.program,
          ...options,
          ...keepOptions(call.words, { values, flags: ['-s', '-s=only'] }),
          ...(options.length > 0 ? [] : places),
        ],
        directory: call.directory,
        network: false,
      };
    },
  }),
);

const shellcheckProgram = 'shellcheck --format=diff "$@" | git apply --whitespace=nowarn';

/** The quotes and the like that shellcheck itself would write, for the codes that were reported. */
export const shellcheckFix: Recipe = {
  name: 'shellcheck-fix',
  title: 'shellcheck --format=diff',
  safety: 'tool',
  tools: ['shellcheck', 'git'],
  languages: ['shell'],
  answers: (report) =>
    report.tool === 'shellcheck' && report.file !== undefined && codesOf(textOf(report)) !== '',
  mayTouch: (file, reported) => reported.has(file),
  plan: async (reports, project) => {
    const known = new Set(project.files);
    const files = filesOf(reports).filter((file) => known.has(file));
    if (files.length === 0) return undefined;
    const call = await findCall(project, ['shellcheck'], files);
    const kept = keepOptions(call?.words ?? [], {
      values: ['-s', '--shell'],
      flags: ['-x', '--external-sources', '--norc'],
    });
    const codes = codesOf(reports.map(textOf).join('\n'));
    return {
      kind: 'command',
      argv: ['sh', '-c', shellcheckProgram, 'shellcheck', `--include=${codes}`, ...kept, '--', ...files],
      // git takes the paths of a diff from the top of the repository.
      directory: '',
      network: false,
    };
  },
};

const codesOf = (text: string): string =>
  [...new Set([...text.matchAll(/\bSC\d{4}\b/g)].map(([code]) => code))].join();

import { posix } from 'node:path';
import type { BugReport } from '../../domain/index.js';
import { npmLauncher } from './file-fixer.js';
import { findCall, type KeptOptions, keepOptions } from './find-call.js';
import type { Project, Recipe } from './recipe.js';
import { filesOf, textOf } from './recipe.js';

interface Runner {
  name: string;
  language: string;
  /** Programs or programs with their verb, as the failing command calls them. */
  tools: readonly string[];
  reports: readonly string[];
  says: RegExp;
  from: 'npm' | 'path';
  /** Words behind the program. */
  options: readonly string[];
  /** Says that files follow, and no patterns of them; undefined: it takes no files. */
  byPath?: readonly string[];
  keeps: KeptOptions;
  snapshots: RegExp;
  env?: Record<string, string>;
}

const configured = { values: ['-c', '--config', '--root'] };

const runners: readonly Runner[] = [
  {
    name: 'jest-snapshots',
    language: 'javascript',
    tools: ['jest'],
    reports: ['jest'],
    says: /toMatchSnapshot|toThrowErrorMatchingSnapshot|Snapshot name:/,
    from: 'npm',
    options: ['--ci=false', '-u'],
    byPath: ['--runTestsByPath'],
    keeps: configured,
    snapshots: /\.snap$/,
  },
  {
    name: 'vitest-snapshots',
    language: 'javascript',
    tools: ['vitest'],
    reports: ['vitest'],
    says: /toMatchSnapshot|toThrowErrorMatchingSnapshot|Snapshot `.*` mismatched/,
    from: 'npm',
    options: ['run', '-u'],
    byPath: [],
    keeps: configured,
    snapshots: /\.snap$/,
  },
  {
    name: 'ava-snapshots',
    language: 'javascript',
    tools: ['ava'],
    reports: ['ava'],
    says: /Did not match snapshot/,
    from: 'npm',
    options: ['--update-snapshots'],
    byPath: [],
    keeps: { values: ['--config'] },
    snapshots: /\.(?:snap|test\.[cm]?[jt]s\.md|[cm]?[jt]s\.md)$/,
  },
  {
    name: 'syrupy-snapshots',
    language: 'python',
    tools: ['pytest'],
    reports: ['pytest'],
    says: /== snapshot\b|\[- snapshot\]|snapshots? (?:report summary|failed)/,
    from: 'path',
    options: ['--snapshot-update'],
    byPath: [],
    keeps: { values: ['-c', '--rootdir', '-p', '--confcutdir'] },
    snapshots: /\.ambr$|(?:^|\/)__snapshots__\//,
  },
  {
    name: 'insta-snapshots',
    language: 'rust',
    tools: ['cargo test', 'cargo nextest', 'cargo insta', 'cargo t'],
    reports: ['cargo test'],
    says: /snapshot assertion for '[^']*' failed|Snapshot file: /,
    from: 'path',
    options: ['test', '--no-fail-fast'],
    keeps: {
      values: ['-p', '--package', '--features', '-F', '--manifest-path', '--exclude'],
      flags: ['--workspace', '--all', '--all-features', '--no-default-features'],
    },
    snapshots: /\.snap$/,
    env: { INSTA_UPDATE: 'always', INSTA_FORCE_PASS: '1' },
  },
];

/**
 * Snapshots that no longer match, and nothing else red: what the code does now becomes what is expected.
 * Only a person can say that this is right, so the gate asks.
 */
export const snapshotRecipes: readonly Recipe[] = runners.map((runner) => ({
  name: runner.name,
  title: `update the snapshots of ${runner.tools[0] ?? ''}`,
  safety: 'snapshot',
  tools: [runner.tools[0]?.split(' ')[0] ?? ''],
  languages: [runner.language],
  needsAll: true,
  answers: (report) =>
    runner.reports.includes(report.tool) && report.test !== undefined && runner.says.test(textOf(report)),
  mayTouch: (file) => runner.snapshots.test(file),
  plan: async (reports, project) => {
    const call = await findCall(project, runner.tools);
    if (!call) return undefined;
    const files = runner.byPath === undefined ? [] : filesIn(reports, project, call.directory);
    const program =
      runner.from === 'npm'
        ? [...npmLauncher(project), posix.basename(call.program)]
        : [...call.launcher, call.program, ...call.channel];
    return {
      kind: 'command',
      argv: [
        ...program,
        ...runner.options,
        ...keepOptions(call.words, runner.keeps),
        ...(files.length > 0 ? (runner.byPath ?? []) : []),
        ...files,
      ],
      directory: call.directory,
      network: false,
      env: { CI: '', ...runner.env },
    };
  },
}));

/** A report that names no file may be of any: then the whole suite is run. */
function filesIn(reports: readonly BugReport[], project: Project, directory: string): string[] {
  const prefix = directory === '' ? '' : `${directory}/`;
  const known = new Set(project.files);
  const isNamed = (file: string | undefined) =>
    file !== undefined &&
    known.has(file) &&
    file.startsWith(prefix) &&
    !file.slice(prefix.length).startsWith('-');
  return reports.every(({ file }) => isNamed(file))
    ? filesOf(reports).map((file) => file.slice(prefix.length))
    : [];
}

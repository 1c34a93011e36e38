import type { BugReport } from '../../domain/index.js';
import { findInvocation } from './npm-script.js';
import type { Recipe } from './recipe.js';
import { filesOf } from './recipe.js';

interface Runner {
  tool: string;
  name: string;
  argv: readonly string[];
  /** Says that files follow, and no patterns of them. */
  byPath: readonly string[];
}

const runners: readonly Runner[] = [
  {
    tool: 'jest',
    name: 'jest-snapshots',
    argv: ['npx', '--no-install', 'jest', '--ci=false', '-u'],
    byPath: ['--runTestsByPath'],
  },
  {
    tool: 'vitest',
    name: 'vitest-snapshots',
    argv: ['npx', '--no-install', 'vitest', 'run', '-u'],
    byPath: [],
  },
];

/**
 * Snapshots that no longer match, and nothing else red: what the code does now becomes what is expected.
 * Only a person can say that this is right, so the gate asks.
 */
export const snapshotRecipes: readonly Recipe[] = runners.map(({ tool, name, argv, byPath }) => ({
  name,
  title: `${tool} -u`,
  safety: 'snapshot',
  needsAll: true,
  answers: (report) => report.tool === tool && isSnapshot(report),
  mayTouch: (file) => /\.snap$/.test(file),
  plan: async (reports, project) => {
    const invocation = await findInvocation(project, tool);
    const known = new Set(project.files);
    if (!invocation) return undefined;
    // A report that names no file may be of any: then the whole suite is run.
    const prefix = project.directory === '' ? '' : `${project.directory}/`;
    const isNamed = (file: string | undefined) =>
      file !== undefined &&
      known.has(file) &&
      file.startsWith(prefix) &&
      !file.slice(prefix.length).startsWith('-');
    const files = reports.every(({ file }) => isNamed(file))
      ? filesOf(reports).map((file) => file.slice(prefix.length))
      : [];
    const options = invocation.filter(
      (word, index) =>
        ['-c', '--config', '--root'].includes(word) ||
        ['-c', '--config', '--root'].includes(invocation[index - 1] ?? ''),
    );
    return {
      kind: 'command',
      argv: [...argv, ...options, ...(files.length > 0 ? byPath : []), ...files],
      directory: project.directory,
      network: false,
      env: { CI: '' },
    };
  },
}));

const isSnapshot = ({ message, evidence, test }: BugReport): boolean =>
  test !== undefined &&
  /toMatchSnapshot|toMatchInlineSnapshot|toThrowErrorMatchingSnapshot|Snapshot name:|Snapshot `.*` mismatched/.test(
    `${message}\n${evidence.excerpt}`,
  );

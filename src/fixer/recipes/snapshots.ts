import type { BugReport } from '../../domain/index.js';
import { findInvocation } from './npm-script.js';
import type { Recipe } from './recipe.js';
import { filesOf } from './recipe.js';

const runners: readonly { tool: string; name: string; argv: readonly string[] }[] = [
  { tool: 'jest', name: 'jest-snapshots', argv: ['npx', '--no-install', 'jest', '--ci=false', '-u'] },
  { tool: 'vitest', name: 'vitest-snapshots', argv: ['npx', '--no-install', 'vitest', 'run', '-u'] },
];

/**
 * Snapshots that no longer match, and nothing else red: what the code does now becomes what is expected.
 * Only a person can say that this is right, so the gate asks.
 */
export const snapshotRecipes: readonly Recipe[] = runners.map(({ tool, name, argv }) => ({
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
    const allNamed = reports.every(({ file }) => file !== undefined && known.has(file));
    const files = allNamed ? filesOf(reports) : [];
    const options = invocation.filter(
      (word, index) =>
        ['-c', '--config', '--root'].includes(word) ||
        ['-c', '--config', '--root'].includes(invocation[index - 1] ?? ''),
    );
    return {
      kind: 'command',
      argv: [...argv, ...options, ...files],
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

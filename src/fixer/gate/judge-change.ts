import picomatch from 'picomatch';
import type { FileChange, Verdict } from '../../domain/index.js';
import { classOf, type PathClass } from './path-class.js';

export interface GatePolicy {
  maxFiles: number;
  maxLines: number;
  /** Glob patterns that no fix may touch. */
  protectedPaths: readonly string[];
  /** Changes up to this risk need no person; undefined: a person is always asked. */
  automaticUpToRisk?: number;
}

export interface ProposedChange {
  changes: readonly FileChange[];
  patch: string;
  byRecipe: boolean;
  /** Formatters and snapshot updates may touch tests; nothing else may. */
  touchesTests: boolean;
}

/** Points of risk for touching a path of a class, from 0 to 10. */
const riskOfClass: Readonly<Record<PathClass, number>> = {
  source: 0,
  lockfile: 1,
  manifest: 1.5,
  snapshot: 2,
  test: 2,
  config: 2.5,
  executes: 4,
  workflow: 5,
  git: 10,
};

/** Is the change one that may be shown to a person at all, and how risky is it? `findSecrets` names kinds of secrets in a text. */
export function judgeChange(
  change: ProposedChange,
  policy: GatePolicy,
  findSecrets: (text: string) => string[],
): Verdict {
  const refusals = refusalsOf(change, policy, findSecrets);
  const { risk, terms } = riskOf(change);
  if (refusals.length > 0) return { band: 'refused', risk: Math.max(risk, 7), reasons: refusals };
  const automatic = policy.automaticUpToRisk !== undefined && risk <= policy.automaticUpToRisk;
  return { band: automatic ? 'automatic' : 'ask', risk, reasons: terms };
}

function refusalsOf(
  { changes, patch, byRecipe, touchesTests }: ProposedChange,
  policy: GatePolicy,
  findSecrets: (text: string) => string[],
): string[] {
  const isProtected = picomatch([...policy.protectedPaths], { dot: true });
  const refusals: string[] = [];
  const paths = changes.flatMap(({ file, from }) => (from === undefined ? [file] : [file, from]));
  for (const path of paths) {
    const is = classOf(path);
    if (policy.protectedPaths.length > 0 && isProtected(path))
      refusals.push(`${path} is protected by the configuration.`);
    else if (is === 'git' || is === 'workflow')
      refusals.push(`${path} belongs to git or to the workflows; cifix does not edit those.`);
    else if ((is === 'test' || is === 'snapshot') && !touchesTests)
      refusals.push(`${path} is a test; the tests are what the fix is measured by.`);
    else if ((is === 'config' || is === 'executes') && !byRecipe)
      refusals.push(`${path} sets the rules or runs code at install time; a model may not edit it.`);
  }
  if (changes.length > policy.maxFiles)
    refusals.push(`${changes.length} files change; at most ${policy.maxFiles} may.`);
  const lines = countLines(changes);
  if (lines > policy.maxLines) refusals.push(`${lines} lines change; at most ${policy.maxLines} may.`);
  const secrets = findSecrets(addedText(patch));
  if (secrets.length > 0)
    refusals.push(`The change holds what looks like a secret (${[...new Set(secrets)].join(', ')}).`);
  return refusals;
}

function riskOf({ changes, byRecipe }: ProposedChange): { risk: number; terms: string[] } {
  const lines = countLines(changes);
  const size = lines <= 4 ? 0 : lines <= 15 ? 0.5 : lines <= 40 ? 1 : lines <= 120 ? 2 : 3;
  const spread = Math.min((Math.max(changes.length, 1) - 1) * 0.5, 1.5);
  const path = Math.max(
    0,
    ...changes.map(
      ({ file, kind }) => riskOfClass[classOf(file)] + (kind === 'deleted' || kind === 'renamed' ? 1 : 0),
    ),
  );
  const origin = byRecipe ? -0.5 : 1;
  const risk = Math.min(10, Math.max(0, size + spread + path + origin));
  return {
    risk,
    terms: [
      `${lines} changed lines in ${changes.length} file${changes.length === 1 ? '' : 's'} (+${size + spread}).`,
      ...(path > 0
        ? [`Kinds of files: ${[...new Set(changes.map(({ file }) => classOf(file)))].join(', ')} (+${path}).`]
        : []),
      byRecipe ? 'Made by a recipe (-0.5).' : 'Made by a model (+1).',
    ],
  };
}

/** Lines that a person would have to read: lockfiles and snapshots are generated. */
const countLines = (changes: readonly FileChange[]): number =>
  changes
    .filter(({ file }) => !['lockfile', 'snapshot'].includes(classOf(file)))
    .reduce((sum, { added, removed }) => sum + added + removed, 0);

const addedText = (patch: string): string =>
  patch
    .split('\n')
    .filter((line) => line.startsWith('+'))
    .map((line) => line.slice(1))
    .join('\n');

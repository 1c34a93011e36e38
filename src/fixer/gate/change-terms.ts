import type { BugReport, FileChange, GateFinding, RiskTerm } from '../../domain/index.js';
import { classOf, type PathClass } from './path-class.js';
import type { ProposedChange } from './proposed-change.js';
import { countLines } from './size.js';

/** Points of risk for touching a path of a class, from 0 to 10. */
const riskOfClass: Readonly<Record<PathClass, number>> = {
  source: 0,
  lockfile: 1,
  manifest: 1.5,
  generated: 1.5,
  vendored: 2,
  snapshot: 2,
  test: 2,
  config: 2.5,
  sensitive: 3,
  executes: 4,
  workflow: 5,
  secret: 8,
  git: 10,
};

/** Points for a change of up to so many lines. */
const riskOfSize: readonly [upTo: number, points: number][] = [
  [4, 0],
  [15, 0.5],
  [40, 1],
  [120, 2],
  [Number.POSITIVE_INFINITY, 3],
];

/** The part of the risk that the change itself tells. */
export function termsOfChange(change: ProposedChange, findings: readonly GateFinding[]): RiskTerm[] {
  return [
    sizeTerm(change.changes),
    ...pathTerm(change.changes, change.reports ?? [], findings),
    ...cheatTerm(findings),
    change.byRecipe
      ? { term: 'origin', points: -0.5, says: 'Made by a recipe' }
      : { term: 'origin', points: 0, says: 'Made by a model' },
  ];
}

function sizeTerm(changes: readonly FileChange[]): RiskTerm {
  const lines = countLines(changes);
  const size = riskOfSize.find(([upTo]) => lines <= upTo)?.[1] ?? 3;
  const spread = Math.min((Math.max(changes.length, 1) - 1) * 0.5, 1.5);
  const files = `${changes.length} file${changes.length === 1 ? '' : 's'}`;
  return { term: 'size', points: size + spread, says: `${lines} changed lines in ${files}` };
}

function pathTerm(
  changes: readonly FileChange[],
  reports: readonly BugReport[],
  findings: readonly GateFinding[],
): RiskTerm[] {
  const failing = new Set(reports.flatMap(({ file, test }) => (test && file !== undefined ? [file] : [])));
  const points = Math.max(
    0,
    ...changes.map(({ file, kind }) => {
      const is = classOf(file);
      const own = is === 'test' && failing.has(file) ? 3 : riskOfClass[is];
      return own + (kind === 'deleted' || kind === 'renamed' ? 1 : 0);
    }),
  );
  const newPackage = findings.some(({ rule }) => rule === 'new-package') ? 1 : 0;
  if (points + newPackage === 0) return [];
  const classes = [...new Set(changes.map(({ file }) => classOf(file)))].join(', ');
  return [{ term: 'path', points: points + newPackage, says: `Kinds of files: ${classes}` }];
}

function cheatTerm(findings: readonly GateFinding[]): RiskTerm[] {
  const worst = Math.max(0, ...findings.map(({ severity }) => severity));
  if (worst === 0) return [];
  const kinds = new Set(findings.map(({ rule }) => rule)).size;
  return [
    {
      term: 'cheat',
      points: Math.min(6, worst / 2 + (kinds - 1) * 0.5),
      says: `${kinds === 1 ? 'One rule' : `${kinds} rules`} against cheating spoke`,
    },
  ];
}

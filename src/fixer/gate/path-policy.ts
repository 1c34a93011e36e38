import picomatch from 'picomatch';
import { classOf, type PathClass } from './path-class.js';
import type { GatePolicy, ProposedChange } from './proposed-change.js';
import { countLines } from './size.js';

interface PathRule {
  classes: readonly PathClass[];
  mayTouch(change: ProposedChange): boolean;
  says: string;
}

/** Which classes of files a change may touch at all, by where it comes from; first match wins. */
const pathRules: readonly PathRule[] = [
  {
    classes: ['git'],
    mayTouch: () => false,
    says: 'belongs to git or to the workflows; cifix does not edit those.',
  },
  {
    classes: ['workflow'],
    mayTouch: ({ byRecipe, proposal }) => byRecipe && proposal === true,
    says: 'belongs to git or to the workflows; cifix does not edit those.',
  },
  {
    classes: ['secret'],
    mayTouch: () => false,
    says: 'is a place for credentials; cifix does not edit those.',
  },
  {
    classes: ['test', 'snapshot'],
    mayTouch: ({ touchesTests }) => touchesTests,
    says: 'is a test; the tests are what the fix is measured by.',
  },
  {
    classes: ['config', 'executes'],
    mayTouch: ({ byRecipe }) => byRecipe,
    says: 'sets the rules or runs code at install time; a model may not edit it.',
  },
  {
    classes: ['vendored', 'generated'],
    mayTouch: ({ byRecipe }) => byRecipe,
    says: 'is not written by hand; a model may not edit it.',
  },
];

/** What the paths and the size of a change forbid, one sentence each. */
export function findForbiddenPaths(change: ProposedChange, policy: GatePolicy): string[] {
  const isProtected = picomatch([...policy.protectedPaths], { dot: true });
  const paths = change.changes.flatMap(({ file, from }) => (from === undefined ? [file] : [file, from]));
  const refusals = paths.flatMap((path) => {
    if (policy.protectedPaths.length > 0 && isProtected(path))
      return [`${path} is protected by the configuration.`];
    const broken = pathRules.find(
      ({ classes, mayTouch }) => classes.includes(classOf(path)) && !mayTouch(change),
    );
    return broken ? [`${path} ${broken.says}`] : [];
  });
  const lines = countLines(change.changes);
  if (change.changes.length > policy.maxFiles)
    refusals.push(`${change.changes.length} files change; at most ${policy.maxFiles} may.`);
  if (lines > policy.maxLines) refusals.push(`${lines} lines change; at most ${policy.maxLines} may.`);
  return refusals;
}

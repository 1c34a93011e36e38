import type { GateFinding, RiskBand, Verdict } from '../../domain/index.js';
import { termsOfChange } from './change-terms.js';
import { findCheats } from './find-cheats.js';
import { classOf } from './path-class.js';
import { findForbiddenPaths } from './path-policy.js';
import type { GatePolicy, ProposedChange } from './proposed-change.js';
import { type ChangedSource, readChanges } from './source/changed-source.js';
import { excerpt } from './source/read-source.js';
import { makeVerdict, refusedFrom, sentenceOf } from './verdict.js';

/**
 * Is the change one that may be shown to a person at all, and how risky is it? `findSecrets` names kinds
 * of secrets in a text. What is known besides the change itself comes in with `weighRisk`.
 */
export function judgeChange(
  change: ProposedChange,
  policy: GatePolicy,
  findSecrets: (text: string) => string[],
): Verdict {
  const sources = readChanges(change.changes, change.files ?? [], change.patch);
  const findings = findCheats(sources, change.reports ?? []);
  const refusals = [
    ...findForbiddenPaths(change, policy),
    ...findings.filter(({ severity }) => severity >= refusedFrom).map(sentenceOf),
    ...secretsIn(change, sources, findSecrets),
  ];
  return makeVerdict(
    { refusals, findings, terms: termsOfChange(change, findings), floor: floorOf(change, findings) },
    policy,
  );
}

/** What a rule spoke of, or what is only proposed, is looked at by a person; in a workflow with typed words. */
function floorOf(
  { proposal, changes }: ProposedChange,
  findings: readonly GateFinding[],
): RiskBand | undefined {
  if (!proposal) return findings.length > 0 ? 'ask' : undefined;
  return changes.some(({ file }) => classOf(file) === 'workflow') ? 'confirm' : 'ask';
}

function secretsIn(
  { patch }: ProposedChange,
  sources: readonly ChangedSource[],
  findSecrets: (text: string) => string[],
): string[] {
  const added = [
    ...patch
      .split('\n')
      .filter((line) => line.startsWith('+'))
      .map((line) => line.slice(1)),
    ...sources.flatMap(({ after, hunks }) =>
      hunks
        .filter(({ after: { count } }) => count > 0)
        .map(({ after: { first, count } }) => excerpt(after, 'text', [first, first + count - 1]).text),
    ),
  ];
  const kinds = [...new Set(findSecrets(added.join('\n')))];
  return kinds.length > 0 ? [`The change holds what looks like a secret (${kinds.join(', ')}).`] : [];
}

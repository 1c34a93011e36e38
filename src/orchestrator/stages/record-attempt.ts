import {
  type Attempt,
  editsOf,
  type HealRecord,
  type ModelAnswer,
  type ModelCall,
} from '../../domain/index.js';
import { unfixedOf } from '../commits.js';
import { judgeAttempt } from '../judge-attempt.js';
import type { HealSettings, Ports } from '../ports.js';
import type { Outcome } from '../transitions.js';
import { changesInstall, type EditedAnswer, type Workbench } from '../workbench.js';
import { refusedByGate } from './refused-by-gate.js';

/** A change of the tree that is to be proved, and where it came from. */
export interface Proposal {
  tree: string;
  summary: string;
  byRecipe: boolean;
  touchesTests: boolean;
  /** Only proposed: never without a person. */
  proposal?: boolean;
  answer?: EditedAnswer;
  agreement?: Attempt['agreement'];
  rival?: boolean;
  started: number;
}

/** Takes the change on as the next attempt, unless a person has had enough of it before. */
export async function proposed(
  record: HealRecord,
  bench: Workbench,
  { settings, ports }: { settings: HealSettings; ports: Ports },
  proposal: Proposal,
): Promise<Outcome> {
  const { tree, byRecipe, answer } = proposal;
  const { patch, changes } = await ports.workspaces.diff(bench.gitDir, unfixedOf(record), tree);
  await ports.workspaces.keep(bench.gitDir, record.id, tree);
  const touchesTests =
    proposal.touchesTests || record.attempts.some((attempt) => attempt.verified && attempt.byRecipe);
  const similar = bench.memory?.similar.map(({ id, fate, summary }) => ({ id, fate, summary }));
  const n = record.attempts.length + 1;
  await keepTalk(record, n, answer, ports);
  const attempt: Attempt = {
    n,
    provider: byRecipe ? 'recipes' : (answer?.provider ?? 'person'),
    ...(answer?.model ? { model: answer.model } : {}),
    summary: proposal.summary,
    diff: patch,
    tree,
    byRecipe,
    ...(proposal.proposal ? { proposal: true } : {}),
    ...(proposal.rival ? { rival: true } : {}),
    ...(answer?.stage ? { stage: answer.stage } : {}),
    ...(proposal.agreement ? { agreement: proposal.agreement } : {}),
    ...(answer?.injectionMarkers ? { injectionMarkers: true } : {}),
    changes,
    verified: false,
    tokens: answer?.usage ?? { input: 0, output: 0 },
    costUsd: answer ? answer.costUsd : 0,
    ms: ports.clock.now() - proposal.started,
  };
  const facts = {
    attempts: [...record.attempts, attempt],
    ...(similar && similar.length > 0 ? { similar } : {}),
  };
  if (bench.memory?.spurned.includes(editsOf(patch))) {
    const error = 'a person rejected or undid exactly this change before';
    const attempts = [...record.attempts, { ...attempt, error }];
    return { kind: 'refuted', detail: `Not tried: ${error}.`, facts: { ...facts, attempts } };
  }
  if (answer) {
    // A model's code is not even run when the gate would refuse it.
    const verdict = await judgeAttempt({ ...record, ...facts }, attempt, ports);
    const judged = { ...record, ...facts, attempts: [...record.attempts, { ...attempt, verdict }] };
    if (verdict.band === 'refused') return refusedByGate(judged, verdict, bench, settings);
  }
  bench.candidate = { tree, byRecipe, touchesTests, changesInstall: changesInstall(changes) };
  return { kind: 'proposed', detail: proposal.summary, facts };
}

/** The words of a model call, kept with the record and not in it. */
export async function keepTalk(
  { id }: HealRecord,
  n: number,
  talk: Pick<ModelCall, 'question' | 'answer'> | undefined,
  { history }: Pick<Ports, 'history'>,
): Promise<void> {
  if (talk?.question !== undefined) await history.keepText(id, `attempt-${n}-question.md`, talk.question);
  if (talk?.answer !== undefined) await history.keepText(id, `attempt-${n}-answer.txt`, talk.answer);
}

export type NotEdited = Exclude<ModelAnswer, { kind: 'edited' }>;

/** Answers that gave nothing to apply, as attempts; the reasons go into the next question. */
export function failedAttempts(
  record: HealRecord,
  answers: readonly NotEdited[],
  started: number,
  ports: Pick<Ports, 'clock'>,
): Attempt[] {
  return answers.map((answer, index) => ({
    n: record.attempts.length + 1 + index,
    provider: answer.provider,
    ...(answer.model ? { model: answer.model } : {}),
    summary: ('summary' in answer && answer.summary) || '',
    diff: '',
    byRecipe: false,
    rival: true,
    changes: [],
    verified: false,
    tokens: answer.usage,
    costUsd: answer.costUsd,
    ms: ports.clock.now() - started,
    error: answer.reason,
    ...('needs' in answer && answer.needs ? { needs: answer.needs } : {}),
  }));
}

import { z } from 'zod';
import { Fidelity } from './build-result.js';
import { Diagnosis } from './diagnosis.js';
import { AppliedStage, FileChange, TestCounts, Verdict } from './fix-proposal.js';
import { Run } from './run.js';

/** States of a heal; the second list are its ends. */
export const openStates = [
  'detected',
  'diagnosed',
  'replayed',
  'proposed',
  'verified',
  'awaiting-approval',
  'approved',
  'committed',
  'pushed',
  'watching',
] as const;
export const endStates = [
  'healed',
  'rerun',
  'not-code',
  'unfixable',
  'exhausted',
  'declined',
  'expired',
  'superseded',
  'aborted',
  'failed',
] as const;
export const HealState = z.enum([...openStates, ...endStates]);
export type HealState = z.infer<typeof HealState>;

export const isEnd = (state: HealState): boolean => (endStates as readonly string[]).includes(state);

export const Delivery = z.enum(['pull-request', 'branch', 'patch', 'local']);
export type Delivery = z.infer<typeof Delivery>;

export const CiVerdict = z.object({
  /** `success`, `failure`, `no-run` or `timed-out`. */
  conclusion: z.string(),
  runId: z.number().int().optional(),
  url: z.string().optional(),
});
export type CiVerdict = z.infer<typeof CiVerdict>;

/** One complete try at a fix: what was proposed, what the gate and the replay said of it. */
export const Attempt = z.object({
  n: z.number().int().positive(),
  provider: z.string(),
  model: z.string().optional(),
  summary: z.string(),
  /** Unified diff against the failing commit; empty when nothing was proposed. */
  diff: z.string(),
  /** Git tree with the change, in the mirror of the repository. */
  tree: z.string().optional(),
  /** May its origin touch tests? Formatters may, models may not. */
  byRecipe: z.boolean(),
  /** How the edits of a model found their place in the files; the loosest of them. */
  stage: AppliedStage.optional(),
  /** How far another answer to the same question agreed. */
  agreement: z.enum(['same-hunks', 'same-files', 'different-files']).optional(),
  /** What a model was shown held text that tries to instruct it. */
  injectionMarkers: z.boolean().optional(),
  /** Made by a recipe that only proposes: never taken without a person. */
  proposal: z.boolean().optional(),
  /** One of several answers to one question, besides the first: it does not count as another try. */
  rival: z.boolean().optional(),
  changes: z.array(FileChange),
  verdict: Verdict.optional(),
  verified: z.boolean(),
  ci: CiVerdict.optional(),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  costUsd: z.number().nullable(),
  ms: z.number(),
  error: z.string().optional(),
  /** Fingerprints of the root causes that it left; empty when it was green, absent when it was not run. */
  left: z.array(z.string()).optional(),
  /** Files and names that a model asked to see. */
  needs: z.array(z.string()).optional(),
});
export type Attempt = z.infer<typeof Attempt>;

export const ReceiptStep = z.object({
  job: z.string(),
  command: z.string(),
  exitCode: z.number().int().nullable(),
  durationMs: z.number(),
});

/** The proof: red before the change, green after it, red again with only its source edits taken out, green again. */
export const Receipt = z.object({
  before: z.object({ fingerprints: z.array(z.string()), steps: z.array(ReceiptStep) }),
  after: z.object({ steps: z.array(ReceiptStep), wholeJob: z.boolean() }),
  withoutFix: z
    .object({
      fingerprints: z.array(z.string()),
      steps: z.array(ReceiptStep),
      /** Was it red for the reasons of the beginning? */
      sameFingerprints: z.boolean(),
    })
    .optional(),
  putBack: z.object({ steps: z.array(ReceiptStep) }).optional(),
  /** Tests of the whole jobs by the summaries of their runners, where both sides tell them. */
  tests: z.object({ before: TestCounts, after: TestCounts }).optional(),
  /** Changed lines of the proposal, and of what is left of it after everything unneeded was taken out. */
  shrunk: z.object({ fromLines: z.number().int(), toLines: z.number().int() }).optional(),
  sandbox: z.string(),
  notes: z.array(z.string()),
});
export type Receipt = z.infer<typeof Receipt>;

/** What became of a fix that was proposed before. */
export const PastFate = z.enum(['accepted', 'declined', 'reverted', 'did-not-work']);
export type PastFate = z.infer<typeof PastFate>;

export const HealEvent = z.object({ at: z.string(), state: HealState, detail: z.string() });
export type HealEvent = z.infer<typeof HealEvent>;

/** One failing run (or local tree) on its way to green. */
export const HealRecord = z.object({
  id: z.string(),
  repo: z.string(),
  runId: z.number().int().optional(),
  runAttempt: z.number().int().optional(),
  /** The commit that was replayed, where CI ran the merge of a pull request and not its head. */
  mergeSha: z.string().optional(),
  /** Git directory that holds the commits and trees of this heal. */
  gitDir: z.string().optional(),
  /** Where the repository is fetched from and pushed to. */
  remoteUrl: z.string().optional(),
  /** The commit that a further attempt starts from, when cifix has pushed one already. */
  pushedSha: z.string().optional(),
  run: Run.optional(),
  /** The directory that `heal --local` heals. */
  localDir: z.string().optional(),
  branch: z.string().nullable(),
  headSha: z.string(),
  state: HealState,
  /** Machine-readable reason of an end or of a wait. */
  reason: z.string().optional(),
  /** One sentence: what a person should do next. */
  next: z.string().optional(),
  diagnosis: Diagnosis.optional(),
  fidelity: Fidelity.optional(),
  attempts: z.array(Attempt),
  receipt: Receipt.optional(),
  delivery: z
    .object({
      kind: Delivery,
      branch: z.string().nullable(),
      commit: z.string().optional(),
      pullRequest: z.number().int().optional(),
      pullRequestUrl: z.string().optional(),
      patch: z.string().optional(),
    })
    .optional(),
  ci: CiVerdict.optional(),
  /** The root causes as the replay found them; what later heals are compared with. */
  causes: z.array(z.object({ fingerprint: z.string(), message: z.string() })).optional(),
  /** What a model asked a person; `answer` is there once the person has given it. */
  questions: z
    .array(z.object({ question: z.string(), at: z.string(), answer: z.string().optional() }))
    .optional(),
  /** Earlier heals of like failures that were shown to a model or replayed. */
  similar: z.array(z.object({ id: z.string(), fate: PastFate, summary: z.string() })).optional(),
  /** What a dry run would have asked a model: the question is kept in a file. */
  wouldAsk: z
    .object({
      question: z.string(),
      calls: z.array(
        z.object({
          provider: z.string(),
          model: z.string(),
          inputTokens: z.number().int(),
          /** Limit of the answer. */
          maxTokens: z.number().int(),
          /** Worst case in US dollars; null when the price of the model is unknown. */
          usd: z.number().nullable(),
          refusal: z.string().optional(),
        }),
      ),
    })
    .optional(),
  /** The fix was undone after it was delivered; it is never proposed again for this failure. */
  reverted: z.object({ at: z.string(), by: z.string(), commit: z.string().optional() }).optional(),
  /** How the fix is to be delivered; kept for the process that goes on with it. */
  wantedDelivery: z.enum(['pull-request', 'branch', 'patch']).optional(),
  approval: z.object({ by: z.enum(['person', 'yes-flag', 'band']), at: z.string() }).optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  events: z.array(HealEvent),
});
export type HealRecord = z.infer<typeof HealRecord>;

import { z } from 'zod';

/**
 * One change of one file. `replace` needs `find` to occur exactly once in the file as it stands;
 * `rewrite` and `create` carry the whole new content.
 */
export const Edit = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('replace'),
    file: z.string(),
    find: z.string(),
    replace: z.string(),
    /** 1-based line the model saw the text at; only a hint among several matches. */
    line: z.number().int().optional(),
  }),
  z.object({ action: z.literal('rewrite'), file: z.string(), content: z.string() }),
  z.object({ action: z.literal('create'), file: z.string(), content: z.string() }),
  z.object({ action: z.literal('delete'), file: z.string() }),
  z.object({ action: z.literal('rename'), file: z.string(), to: z.string() }),
]);
export type Edit = z.infer<typeof Edit>;

/** Where a change came from: a recipe, or a model behind a provider. */
export const FixOrigin = z.object({ provider: z.string(), model: z.string().optional() });
export type FixOrigin = z.infer<typeof FixOrigin>;

/** A change of file content or mode that cifix made in a workspace, as git sees it. */
export const FileChange = z.object({
  file: z.string(),
  kind: z.enum(['added', 'modified', 'deleted', 'renamed', 'mode']),
  from: z.string().optional(),
  added: z.number().int(),
  removed: z.number().int(),
});
export type FileChange = z.infer<typeof FileChange>;

/** A file of a change as whole texts; a text is undefined when the file is absent, binary or too large. */
export interface ChangedFile {
  file: string;
  from?: string;
  before?: string;
  after?: string;
}

/**
 * Who may let a change through, from nobody to nobody: `ask` a person, `confirm` by typed words, `patch` is
 * written to a file and never pushed.
 */
export const RiskBand = z.enum(['automatic', 'ask', 'confirm', 'patch', 'refused']);
export type RiskBand = z.infer<typeof RiskBand>;

/** One summand of the risk. */
export const RiskTerm = z.object({ term: z.string(), points: z.number(), says: z.string() });
export type RiskTerm = z.infer<typeof RiskTerm>;

/** A trace of cheating, of lowered standards or of an attack in a change. */
export const GateFinding = z.object({
  /** Kebab-case name of the rule. */
  rule: z.string(),
  /** 1 to 10; from 7 on the change is refused. */
  severity: z.number().min(1).max(10),
  file: z.string(),
  /** 1-based, in the file as the change leaves it; in the file as it was, when what it names is gone. */
  line: z.number().int().positive().optional(),
  says: z.string(),
});
export type GateFinding = z.infer<typeof GateFinding>;

/** What the gate says of a change. */
export const Verdict = z.object({
  band: RiskBand,
  /** 0 (harmless) to 10. */
  risk: z.number().min(0).max(10),
  /** One sentence for each rule that spoke. */
  reasons: z.array(z.string()),
  terms: z.array(RiskTerm).optional(),
  findings: z.array(GateFinding).optional(),
  /** The band is never milder than this, whatever the evidence. */
  floor: RiskBand.optional(),
});
export type Verdict = z.infer<typeof Verdict>;

/** How the edits of a model found their place in the files, best first. */
export const AppliedStage = z.enum(['exact', 'whitespace', 'shifted', 'fuzzy', 'rewrite']);
export type AppliedStage = z.infer<typeof AppliedStage>;

/** How much of what was red has been run with the change. */
export const Verification = z.enum(['whole-job', 'failing-step', 'subset', 'not-reproduced', 'not-runnable']);
export type Verification = z.infer<typeof Verification>;

/** What the proof and the past say of a change; the gate weighs it. */
export interface ChangeEvidence {
  byRecipe: boolean;
  /** Was the whole job green with it, and not only the failing step? */
  wholeJob: boolean;
  tests?: { before: TestCounts; after: TestCounts };
  /** Absent for a recipe. */
  appliedStage?: AppliedStage;
  /** Two answers of the model to the same question; absent when it was asked once. */
  agreement?: 'same-hunks' | 'same-files' | 'different-files';
  injectionMarkers: boolean;
  memory: { acceptedTwice: boolean; rejectedOrReverted: boolean };
  fork: boolean;
  /** `owner/name`. */
  repo: string;
}

/** What test runners say in their summaries; several suites added up. */
export const TestCounts = z.object({
  /** Absent when a runner tells no total. */
  total: z.number().int().optional(),
  passed: z.number().int(),
  failed: z.number().int(),
  skipped: z.number().int(),
});
export type TestCounts = z.infer<typeof TestCounts>;

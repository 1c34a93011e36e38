import type { AppliedStage, RiskTerm, Verdict, Verification } from '../../domain/index.js';
import type { GatePolicy } from './proposed-change.js';
import { makeVerdict, stricter } from './verdict.js';

/** What is known of a change besides the change itself. */
export interface RiskEvidence {
  /** Absent for a recipe. */
  appliedStage?: AppliedStage;
  verified: Verification;
  /** Two answers of the model to the same question; absent when it was asked once. */
  agreement?: 'same-hunks' | 'same-files' | 'different-files';
  /** What became of such fixes before. */
  memory?: { acceptedTwice: boolean; rejectedOrReverted: boolean };
  fork: boolean;
  firstTimeAuthor?: boolean;
  /** The log or the repository held text that reads like an instruction to a model. */
  injectionMarkers: boolean;
  /** 0 to 1, what the model says of itself; it can only raise the risk. */
  modelConfidence?: number;
  /** What `compareTests` says. */
  testsShrunk?: string;
  /** `owner/name`. */
  repo?: string;
}

const term = (name: string, points: number, says: string): RiskTerm => ({ term: name, points, says });

const ofStage: Readonly<Record<AppliedStage, RiskTerm>> = {
  exact: term('apply', 0, 'The edits fitted exactly'),
  whitespace: term('apply', 0.3, 'The edits fitted but for blanks at the ends of lines or an indent'),
  shifted: term('apply', 0.5, 'The edits fitted but for blanks'),
  fuzzy: term('apply', 1.5, 'The edits fitted only roughly'),
  rewrite: term('apply', 1, 'A whole file was written anew'),
};
const ofVerification: Readonly<Record<Verification, RiskTerm>> = {
  'whole-job': term('verify', 0, 'The whole job is green with it'),
  'failing-step': term('verify', 1, 'Only the failing step was run with it'),
  subset: term('verify', 1.5, 'Only a part of the job could be run with it'),
  'not-reproduced': term('verify', 3, 'The failure was never seen on this machine'),
  'not-runnable': term('verify', 4, 'The job cannot be run on this machine'),
};
const ofAgreement = {
  'same-hunks': term('agree', -0.5, 'A second answer of the model was the same'),
  'same-files': term('agree', 0, 'A second answer of the model changed the same files'),
  'different-files': term('agree', 1, 'A second answer of the model changed other files'),
} as const;
/** Below this a model had better said that it does not know. */
const littleConfidence = 0.3;

/** The verdict with all that is known about the change; each term is shown with its points. */
export function weighRisk(verdict: Verdict, evidence: RiskEvidence, policy: GatePolicy): Verdict {
  const { terms = [], findings = [], floor } = verdict;
  const refusals = verdict.band === 'refused' ? verdict.reasons : [];
  const all = [...terms, ...termsOfEvidence(evidence)];
  const least = stricter(floor ?? 'automatic', evidence.testsShrunk ? 'confirm' : 'automatic');
  return makeVerdict({ refusals, terms: all, findings, floor: least, repo: evidence.repo }, policy);
}

const termsOfEvidence = ({
  appliedStage,
  verified,
  agreement,
  memory,
  fork,
  firstTimeAuthor,
  injectionMarkers,
  modelConfidence,
  testsShrunk,
}: RiskEvidence): RiskTerm[] => [
  ...(appliedStage ? [ofStage[appliedStage]] : []),
  ofVerification[verified],
  ...(testsShrunk ? [term('suite', 3, testsShrunk.replace(/\.$/, ''))] : []),
  ...(agreement ? [ofAgreement[agreement]] : []),
  ...(memory?.acceptedTwice ? [term('memory', -1, 'Such a fix was accepted twice before')] : []),
  ...(memory?.rejectedOrReverted ? [term('memory', 2, 'Such a fix was rejected or reverted before')] : []),
  ...(fork || firstTimeAuthor
    ? [term('trust', 2, fork ? 'The code comes from a fork' : 'Its author is new to the repository')]
    : []),
  ...(injectionMarkers
    ? [term('trust', 2, 'The log or the code holds text that tries to instruct a model')]
    : []),
  ...(modelConfidence !== undefined && modelConfidence < littleConfidence
    ? [term('self', 1, 'The model is unsure itself')]
    : []),
];

import type { AppliedStage, TestCounts, Verdict } from '../domain/index.js';
import { compareTests, type GatePolicy, type RiskEvidence, weighRisk } from './gate/index.js';

/** What the proof and the past say of a change. */
export interface Evidence {
  byRecipe: boolean;
  /** Was the whole job green with it, and not only the failing step? */
  wholeJob: boolean;
  tests?: { before: TestCounts; after: TestCounts };
  appliedStage?: AppliedStage;
  agreement?: RiskEvidence['agreement'];
  injectionMarkers: boolean;
  memory: { acceptedTwice: boolean; rejectedOrReverted: boolean };
  fork: boolean;
  repo: string;
}

/** The gate's word with the evidence. A model's change after which fewer tests run is refused, whatever it is. */
export function weigh(verdict: Verdict, evidence: Evidence, policy: GatePolicy): Verdict {
  const { wholeJob, tests, byRecipe, ...rest } = evidence;
  const testsShrunk = compareTests(tests?.before, tests?.after);
  const weighed = weighRisk(
    verdict,
    {
      ...rest,
      verified: wholeJob ? 'whole-job' : 'failing-step',
      ...(testsShrunk ? { testsShrunk } : {}),
    },
    policy,
  );
  return testsShrunk && !byRecipe
    ? {
        ...weighed,
        band: 'refused',
        risk: Math.max(weighed.risk, 7),
        reasons: [testsShrunk, ...weighed.reasons],
      }
    : weighed;
}

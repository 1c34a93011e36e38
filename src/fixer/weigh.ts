import type { ChangeEvidence, Verdict } from '../domain/index.js';
import { compareTests, type GatePolicy, weighRisk } from './gate/index.js';

/** The gate's word with the evidence. A model's change after which fewer tests run is refused, whatever it is. */
export function weigh(verdict: Verdict, evidence: ChangeEvidence, policy: GatePolicy): Verdict {
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

import type { BuildResult, Fidelity } from '../domain/index.js';

/** How true a replay was; `sameFingerprints` is found out by whoever read both logs, null without a CI log. */
export const fidelityOf = (
  result: BuildResult,
  { sameFingerprints }: { sameFingerprints: boolean | null },
): Fidelity => ({
  sandbox: result.sandbox,
  steps: result.steps.map((step) => ({ ...step, job: result.jobName })),
  sameFingerprints,
  warnings: result.warnings,
});

import { type Fidelity, oneLine } from '../domain/index.js';

/** How true a replay was: the sandbox, every step with what was done with it, and what lowers the truth. */
export function fidelityLines(fidelity: Fidelity, columns: number): string[] {
  const same = fidelity.sameFingerprints;
  return [
    `sandbox ${fidelity.sandbox}; same failure as in CI: ${same === null ? 'nothing to compare with' : same ? 'yes' : 'no'}`,
    ...fidelity.steps.map(
      (step) =>
        // Cut by itself: as one line the columns would close up.
        `${step.treatment.padEnd(11)} ${step.conclusion.padEnd(9)} ${oneLine(`${step.name}${step.reason ? `: ${step.reason}` : ''}`, columns - 24)}`,
    ),
    ...fidelity.warnings.map((warning) => oneLine(`! ${warning}`, columns - 2)),
  ];
}

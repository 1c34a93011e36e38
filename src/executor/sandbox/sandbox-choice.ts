/** The sandbox that steps run in. `none` still means: allow-listed environment, own HOME, everything killed. */
export type SandboxChoice =
  | { kind: 'bwrap'; program: string; version: string }
  /** `reason` says why there is none, when that was not a person's choice. */
  | { kind: 'none'; reason?: string };

export interface SandboxProblem {
  problem: string;
  hint: string;
}

export const isSandboxProblem = (found: SandboxChoice | SandboxProblem): found is SandboxProblem =>
  'problem' in found;

export const describeSandbox = (sandbox: SandboxChoice): string =>
  sandbox.kind === 'bwrap' ? `bubblewrap ${sandbox.version}` : 'none';

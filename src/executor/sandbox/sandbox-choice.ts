/** A container engine, as it was found to work here. */
export interface ContainerEngine {
  kind: 'podman' | 'docker';
  program: string;
  version: string;
  /** What the engine's own client needs to find its storage or its daemon; steps see none of it. */
  env: Record<string, string>;
  /** Options that keep its containers within this process's own limits. */
  limits: string[];
  /** A container whose network the steps share. */
  joined?: string;
}

/** The sandbox that steps run in. `none` still means: allow-listed environment, own HOME, everything killed. */
export type SandboxChoice =
  | { kind: 'bwrap'; program: string; version: string }
  | ContainerEngine
  /** `reason` says why there is none, when that was not a person's choice. */
  | { kind: 'none'; reason?: string };

export interface SandboxProblem {
  problem: string;
  hint: string;
}

export const isSandboxProblem = (found: SandboxChoice | SandboxProblem): found is SandboxProblem =>
  'problem' in found;

export const isContainerEngine = (sandbox: SandboxChoice): sandbox is ContainerEngine =>
  sandbox.kind === 'podman' || sandbox.kind === 'docker';

export function describeSandbox(sandbox: SandboxChoice): string {
  switch (sandbox.kind) {
    case 'none':
      return 'none';
    case 'bwrap':
      return `bubblewrap ${sandbox.version}`;
    default:
      return `${sandbox.kind} ${sandbox.version}`;
  }
}

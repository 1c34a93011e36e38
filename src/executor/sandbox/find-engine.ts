import { detectEngine } from './detect-engine.js';
import type { HostEnv } from './host-environment.js';
import {
  type ContainerEngine,
  isContainerEngine,
  isSandboxProblem,
  type SandboxChoice,
} from './sandbox-choice.js';

/** The engine that steps are in already, else the first that works here; a text says why there is none. */
export async function findEngine(
  sandbox: SandboxChoice,
  hostEnv: HostEnv,
): Promise<ContainerEngine | string> {
  if (isContainerEngine(sandbox)) return sandbox;
  const problems: string[] = [];
  for (const kind of ['podman', 'docker'] as const) {
    const found = await detectEngine(kind, hostEnv);
    if (!isSandboxProblem(found)) return found;
    problems.push(found.problem);
  }
  return problems.join(', ');
}

import { detectSandbox, isSandboxProblem, type SandboxChoice } from '../../../src/executor/index.js';

const [found, ...engines] = await Promise.all(
  (['bwrap', 'podman', 'docker'] as const).map((kind) => detectSandbox(kind, { hostEnv: process.env })),
);

/** Why the tests of the sandbox cannot run here; undefined when they can. */
export const whyNoBwrap: string | undefined = found && isSandboxProblem(found) ? found.problem : undefined;

export const bwrap: SandboxChoice = found && !isSandboxProblem(found) ? found : { kind: 'none' };

/** Every sandbox that starts on this machine, the strongest first. */
export const allSandboxes: [string, SandboxChoice][] = [found, ...engines].flatMap((each) =>
  each === undefined || isSandboxProblem(each) ? [] : [[each.kind, each] satisfies [string, SandboxChoice]],
);

/** Escapes are tried from the strongest; from each of them when CIFIX_TEST_SANDBOXES is `all`. */
export const sandboxes = process.env.CIFIX_TEST_SANDBOXES === 'all' ? allSandboxes : allSandboxes.slice(0, 1);

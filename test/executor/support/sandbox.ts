import { detectSandbox, isSandboxProblem, type SandboxChoice } from '../../../src/executor/index.js';

const found = await detectSandbox('bwrap', { hostEnv: process.env });

/** Why the tests of the sandbox cannot run here; undefined when they can. */
export const whyNoBwrap: string | undefined = isSandboxProblem(found) ? found.problem : undefined;

export const bwrap: SandboxChoice = isSandboxProblem(found) ? { kind: 'none' } : found;

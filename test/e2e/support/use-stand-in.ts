import { afterAll, beforeAll, expect } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../../src/demo/index.js';
import { watchExchanges } from '../../support/github-api/validate.js';
import { type Machine, openMachine, token } from './run-cifix.js';

/** A GitHub stand-in, and a machine that reaches it. */
interface Scene {
  github: GitHubStandIn;
  machine: Machine;
}

/**
 * Starts a stand-in and a machine before the tests of a `describe`, hands them over, and ends both after them. All
 * that went between the two must fit GitHub's own description.
 */
export function useStandIn(
  handOver: (scene: Scene) => void,
  options: Omit<Parameters<typeof startGitHub>[0], 'tokens'> = {},
): void {
  let scene: Scene;
  let violations: readonly string[] = [];
  beforeAll(async () => {
    const github = await startGitHub({ tokens: [{ token, login: 'octo' }], ...options });
    violations = watchExchanges(github);
    scene = { github, machine: await openMachine(github) };
    handOver(scene);
  });
  afterAll(async () => {
    await scene.github.close();
    await scene.machine.remove();
    expect(violations).toEqual([]);
  });
}

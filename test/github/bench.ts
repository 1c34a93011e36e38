import type { FileTree, GitHubOptions, GitHubStandIn } from '../../src/demo/index.js';
import { startGitHub } from '../../src/demo/index.js';
import type { Clock } from '../../src/domain/index.js';
import { createGitHub, type GitHub } from '../../src/github/index.js';
import { watchExchanges } from '../support/github-api/validate.js';

export const repo = 'octo/project';
export const token = 'token-of-octo';

/** A clock that only sleeping moves on. */
export interface FakeClock extends Clock {
  /** Milliseconds of every sleep so far. */
  sleeps: number[];
}

export function createClock(): FakeClock {
  let now = Date.now();
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    sleep: async (ms) => {
      sleeps.push(ms);
      now += ms;
    },
  };
}

export interface Bench {
  standIn: GitHubStandIn;
  violations: readonly string[];
  /** The room under test, as a user with this token. */
  connect(options?: { token?: string; signal?: AbortSignal }): GitHub & { clock: FakeClock };
  /** Starts CI for a repository of these files and answers its newest run. */
  begin(files: FileTree): Promise<number>;
}

export async function openBench(options: GitHubOptions = {}): Promise<Bench> {
  const standIn = await startGitHub({ tokens: [{ token, login: 'octo' }], ...options });
  const connect: Bench['connect'] = ({ token: own = token, signal = new AbortController().signal } = {}) => {
    const clock = createClock();
    const github = createGitHub({ apiUrl: standIn.apiUrl, token: own, userAgent: 'cifix', clock, signal });
    return Object.assign(github, { clock });
  };
  const [owner = '', name = ''] = repo.split('/');
  return {
    standIn,
    violations: watchExchanges(standIn),
    connect,
    begin: async (files) => {
      await standIn.createRepository({ owner, name, files });
      await standIn.waitForIdle();
      const { runs = [] } = await connect().listRuns(repo);
      const [run] = runs;
      if (run === undefined) throw new Error('no run was started');
      return run.id;
    },
  };
}

export const workflow = (...steps: string[]): FileTree => ({
  '.github/workflows/ci.yml': [
    'name: CI',
    'on: [push, workflow_dispatch]',
    'jobs:',
    '  build:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    ...steps.map((step) => `      - run: ${step}`),
    '',
  ].join('\n'),
  'docs/a file.md': 'ünïcode\n',
});

export async function readAll(stream: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Context } from '../../src/context.js';
import { type FileTree, type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { Diagnosis, type Failure, type Run } from '../../src/domain/index.js';
import { bisectRun, diagnoseRun, type Ports } from '../../src/orchestrator/index.js';
import { createPorts, openWorld } from '../../src/wiring.js';
import { createFakeClock } from '../support/fake-clock.js';
import { watchExchanges } from '../support/github-api/validate.js';

const token = 'token-of-octo';
const repo = 'octo/sums';

let github: GitHubStandIn;
let violations: readonly string[];
let directory: string;
let ports: Ports;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'whose-red-'));
  github = await startGitHub({ tokens: [{ token, login: 'octo' }] });
  violations = watchExchanges(github);
  const context: Context = {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      XDG_STATE_HOME: join(directory, 'state'),
      XDG_CACHE_HOME: join(directory, 'cache'),
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.serverUrl,
      GH_TOKEN: token,
    },
    terminal: { err: () => {} } as unknown as Context['terminal'],
    clock: createFakeClock(),
    signal: new AbortController().signal,
    flags: { json: false, verbose: false, debug: false },
  };
  ports = await createPorts(context, await openWorld(context), {
    sandbox: 'none',
    provider: 'none',
    approver: { decide: async () => ({ kind: 'wait' }) },
    tell: () => {},
  });
});

afterEach(async () => {
  await github.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  expect(violations).toEqual([]);
});

/** CI looks only at pushes that touch `release.txt`, so that several commits share one run. */
const workflow = [
  'name: CI',
  'on: { push: { paths: [release.txt] } }',
  'jobs:',
  '  test:',
  '    runs-on: ubuntu-latest',
  '    steps:',
  '      - uses: actions/checkout@v4',
  '      - run: echo "tool version $(cat tool.txt)"; echo "Successfully installed left-$(cat tool.txt)"',
  '      - run: node src/main.js',
  '',
].join('\n');

const sum = (sign: string): string =>
  `export function sum(a, b) {\n  if (a ${sign} b !== 5) throw new RangeError('wrong sum');\n  return 5;\n}\n`;

const green: FileTree = {
  '.github/workflows/ci.yml': workflow,
  'package.json': '{ "type": "module" }\n',
  'src/main.js': "import { sum } from './sum.js';\nconsole.log(sum(2, 3));\n",
  'src/sum.js': sum('+'),
  'tool.txt': '1.0.0\n',
  'release.txt': '1\n',
};

async function push(message: string, files: FileTree, branch = 'main'): Promise<string> {
  const sha = await github.commitFiles(repo, branch, files, message);
  await github.waitForIdle();
  return sha;
}

async function runAt(sha: string): Promise<Run> {
  const { runs = [] } = await ports.github.listRuns(repo);
  const run = runs.find(({ headSha }) => headSha === sha);
  if (!run) throw new Error(`no run at ${sha}`);
  return run;
}

const start = (files = green): Promise<unknown> =>
  github.createRepository({ owner: 'octo', name: 'sums', files }).then(() => github.waitForIdle());

async function diagnose(run: Run): Promise<{ diagnosis: Diagnosis; failure: Failure }> {
  const diagnosis = await diagnoseRun(ports, run);
  expect(Diagnosis.parse(diagnosis)).toEqual(diagnosis);
  const [failure] = diagnosis.failures;
  if (!failure || diagnosis.failures.length !== 1) throw new Error('not one failure');
  return { diagnosis, failure };
}

const apiRequests = (): number => github.requests.filter(({ origin }) => origin === 'api').length;

test('the commit that touched the failing file is suspected first, between the last green and the first red run', async () => {
  await start();
  const rename = await push('Rename a label', { 'README.md': 'sums\n' });
  const breaking = await push('Subtract instead of add', { 'src/sum.js': sum('-'), 'tool.txt': '1.1.0\n' });
  const first = await runAt(await push('Release two', { 'release.txt': '2\n' }));
  const second = await runAt(await push('Release three', { 'release.txt': '3\n' }));

  const before = apiRequests();
  const { diagnosis, failure } = await diagnose(second);
  // One for the jobs of the run, one for its log, and at most ten more.
  expect(apiRequests() - before).toBeLessThanOrEqual(14);
  expect(diagnosis.notes).toBeUndefined();
  expect(failure.reports[0]?.file).toBe('src/sum.js');
  const { firstRed, lastGreen, parent, base, suspects } = failure.origin ?? {};
  expect(firstRed).toMatchObject({
    runId: first.id,
    sha: first.headSha,
    title: 'Release two',
    author: 'octo',
  });
  expect(lastGreen?.runId).toBeLessThan(first.id);
  expect(parent).toBe('red');
  expect(base).toBeUndefined();
  expect(suspects?.map(({ sha, touches }) => [sha, touches])).toEqual([
    [breaking, ['src/sum.js']],
    [first.headSha, []],
    [rename, []],
  ]);
  expect(failure.changed).toContainEqual({
    kind: 'dependency',
    name: 'left',
    green: '1.0.0',
    red: '1.1.0',
  });
  expect(failure.flaky.likely).toBe(false);
});

test('the first push of a branch is held against the branch it goes into', async () => {
  await start();
  const broken = await push('Break it', { 'src/sum.js': sum('-'), 'release.txt': '2\n' }, 'topic');
  const { failure } = await diagnose(await runAt(broken));
  expect(failure.origin).toMatchObject({
    firstRed: { sha: broken },
    lastGreen: { branch: 'main' },
    parent: 'green',
    base: { branch: 'main', conclusion: 'success' },
    suspects: [{ sha: broken, touches: ['src/sum.js'] }],
  });
});

test('a base branch that is red as well is said to be', async () => {
  await start();
  await push('Break main', { 'src/sum.js': sum('-'), 'release.txt': '2\n' });
  const topic = await push('Work on top', { 'release.txt': '3\n' }, 'topic');
  const { failure } = await diagnose(await runAt(topic));
  expect(failure.origin).toMatchObject({
    parent: 'red',
    base: { branch: 'main', conclusion: 'failure' },
  });
});

test('runs that the newest page does not hold are asked for', async () => {
  await start();
  const oldest = (await ports.github.listRuns(repo)).runs?.[0]?.id;
  const run = await runAt(await push('Break it', { 'src/sum.js': sum('-'), 'release.txt': '2\n' }));
  await push('Mend it', { 'src/sum.js': sum('+'), 'release.txt': '3\n' });
  const { github: all } = ports;
  const busy = Array.from({ length: 100 }, (_none, index) => ({
    ...run,
    id: run.id + 1000 + index,
    branch: 'busy',
    headSha: 'f'.repeat(40),
  }));
  const listRuns: typeof all.listRuns = async () => ({ runs: busy });
  const diagnosis = await diagnoseRun({ ...ports, github: { ...all, listRuns } }, run);
  expect(diagnosis.failures[0]?.origin).toMatchObject({
    firstRed: { runId: run.id },
    lastGreen: { runId: oldest },
    suspects: [{ title: 'Break it' }],
  });
});

test('a failure that a mere re-run has healed before is flaky', async () => {
  const flaky = ['node:assert', 'node:test'].map((name, index) => `import ${'ab'[index]} from '${name}';`);
  const files = {
    ...green,
    '.github/workflows/ci.yml': workflow.replace('node src/main.js', 'node --test'),
    'test/sum.test.js': [...flaky, "b('adds', () => a.equal(process.env.GITHUB_RUN_ATTEMPT, '2'));", ''].join(
      '\n',
    ),
  };
  await start(files);
  const [first] = (await ports.github.listRuns(repo)).runs ?? [];
  await fetch(`${github.apiUrl}/repos/${repo}/actions/runs/${first?.id}/rerun`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  await github.waitForIdle();
  const again = await runAt(await push('Release two', { 'release.txt': '2\n' }));
  const { failure } = await diagnose(again);
  expect(failure).toMatchObject({
    category: 'test',
    action: 'rerun',
    flaky: { likely: true, why: 'the same failure came and went before without a change' },
  });
});

test('a job that another attempt of the same commit passed is flaky, and to be run again', async () => {
  const files = {
    ...green,
    '.github/workflows/ci.yml': workflow.replace('node src/main.js', 'test "$GITHUB_RUN_ATTEMPT" = 2'),
  };
  await start(files);
  const [run] = (await ports.github.listRuns(repo)).runs ?? [];
  if (!run) throw new Error('no run');
  const answer = await fetch(`${github.apiUrl}/repos/${repo}/actions/runs/${run.id}/rerun`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(201);
  await github.waitForIdle();
  const { failure } = await diagnose(await ports.github.getRun(repo, run.id, 1));
  expect(failure.flaky).toEqual({ likely: true, why: 'another attempt of the same commit passed' });
  expect(failure.action).toBe('rerun');
});

test('a diagnosis stands when nothing more can be asked, and says so', async () => {
  await start();
  const run = await runAt(await push('Break it', { 'src/sum.js': sum('-'), 'release.txt': '2\n' }));
  github.fault({ kind: '500', match: { path: /\/compare\// }, times: 99 });
  const { diagnosis, failure } = await diagnose(run);
  expect(failure.summary).toContain('wrong sum');
  expect(failure.origin?.suspects).toEqual([]);
  expect(diagnosis.notes?.join(' ')).toMatch(/the commits [0-9a-f]{10}\.\.\.[0-9a-f]{10}/);
});

test('nobody asks where a red began unless it is wanted', async () => {
  await start();
  const run = await runAt(await push('Break it', { 'src/sum.js': sum('-'), 'release.txt': '2\n' }));
  const before = apiRequests();
  const diagnosis = await diagnoseRun({ ...ports, origin: undefined }, run);
  // Its jobs and their log, and what says more about them: annotations and problem matchers.
  expect(apiRequests() - before).toBe(4);
  expect(diagnosis.failures[0]?.origin).toBeUndefined();
});

test('bisecting finds the first bad commit by replaying the job, past a commit that cannot run it', async () => {
  await start();
  await push('One', { 'README.md': '1\n' });
  await push('Two', { 'README.md': '2\n' });
  const broken = await push('Three', { 'src/sum.js': sum('-') });
  await push('Four', { 'README.md': '4\n' });
  await push('Five', { '.github/workflows/ci.yml': 'jobs: [\n' });
  const last = await push('Six', { '.github/workflows/ci.yml': workflow, 'release.txt': '2\n' });
  const run = await runAt(last);
  const { diagnosis } = await diagnose(run);
  const origin = ports.origin;
  if (!origin) throw new Error('no origin');
  const found = await bisectRun(ports, origin, { run, diagnosis, id: 'abcdef12' });
  expect(found.notes).toBeUndefined();
  expect(found.failures[0]?.origin?.bisected).toMatchObject({ sha: broken, title: 'Three', author: 'octo' });
  // ⌈log2 6⌉ + 1: six commits, the red one among them.
  expect(found.failures[0]?.origin?.bisected?.replays).toBeLessThanOrEqual(4);
});

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { watchExchanges } from '../support/github-api/validate.js';
import { onlyHeal, readError, readHeals } from './support/answers.js';
import { comesTrue } from './support/moments.js';
import { listCommandLines } from './support/processes.js';
import { scriptWithoutBit, workflowOf } from './support/projects.js';
import { createRed, type RedRepository } from './support/red-repository.js';
import { type Machine, openMachine as openOne, token } from './support/run-cifix.js';

interface Scene {
  github: GitHubStandIn;
  machine: Machine;
  red: RedRepository;
}

/** Comes true at one moment of a heal. */
type Moment = (scene: Scene) => () => boolean | Promise<boolean>;

const recorded =
  (state: string): Moment =>
  ({ machine }) =>
  async () =>
    (await machine.readHistory()).includes(`"state": "${state}"`);

/** The first request to such a path of the repository hangs for ever, and has arrived. */
const hanging =
  (path: string): Moment =>
  ({ github, red }) => {
    const fault = github.fault({
      match: { path: new RegExp(`${red.repo}(?:\\.git)?/${path}`) },
      kind: 'hang',
    });
    return () => fault.left() === 0;
  };

const answered =
  (path: string): Moment =>
  ({ github, red }) => {
    const wanted = new RegExp(`${red.repo}(?:\\.git)?/${path}$`);
    return () =>
      github.requests.some(
        (request) => request.method === 'POST' && wanted.test(request.path) && request.status > 0,
      );
  };

const moments: [name: string, moment: Moment][] = [
  ['while the fix is being proved', recorded('proposed')],
  ['right after the proof', recorded('verified')],
  ['between the commit and the push', hanging('info/refs\\?service=git-receive-pack')],
  ['when the push has landed and nothing is recorded of it', answered('git-receive-pack')],
  ['between the push and the pull request', hanging('pulls\\?')],
  ['when the pull request is open and nothing is recorded of it', answered('pulls')],
  ['while it watches CI', recorded('watching')],
];

describe('a heal that is cut off and started again', { concurrent: true, timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  const machines: Machine[] = [];
  let violations: readonly string[];

  beforeAll(async () => {
    github = await startGitHub({ tokens: [{ token, login: 'octo' }], secrets: { QUICK: 'yes-quick' } });
    violations = watchExchanges(github);
  });
  afterAll(async () => {
    await github.close();
    for (const machine of machines) await machine.remove();
    expect(violations).toEqual([]);
  });
  const openMachine = async (): Promise<Machine> => {
    const machine = await openOne(github);
    machines.push(machine);
    return machine;
  };

  test('killed at each of its moments, one after the other, it goes on and does nothing twice', async () => {
    const machine = await openMachine();
    const red = await createRed(github, 'killed', scriptWithoutBit);
    const command = ['heal', red.run, '--repo', red.repo, '--yes', '--json'];
    const release = github.holdJobs();
    for (const [name, momentOf] of moments) {
      const hasCome = momentOf({ github, machine, red });
      const running = machine.start(command);
      expect(await comesTrue(running, hasCome), `it came to be killed ${name}`).toBe(true);
      running.child.kill('SIGKILL');
      expect((await running.ended).signal, name).toBe('SIGKILL');
    }
    release();

    const ended = await machine.run(command);
    const heal = onlyHeal(ended);
    expect(heal.state).toBe('healed');
    expect(ended.code).toBe(0);
    expect(readHeals(await machine.run(['history', '--json']), 'history')).toHaveLength(1);
    expect(await red.pulls()).toMatchObject([{ state: 'open', head: { sha: heal.delivery?.commit } }]);
    expect(await red.branches()).toEqual([heal.delivery?.branch, 'main']);
    expect(await red.git('rev-list', '--count', `main..${heal.delivery?.branch}`)).toBe('1');
    const sent = github.requests.filter(
      ({ method, path, status }) => method === 'POST' && path.includes(red.repo) && status < 400,
    );
    expect(sent.filter(({ path }) => path.endsWith('/git-receive-pack'))).toHaveLength(1);
    expect(sent.filter(({ path }) => path.endsWith('/pulls'))).toHaveLength(1);
  });

  test('Ctrl-C while it watches ends with 2, keeps the record, and "resume" sees CI turn green', async () => {
    const machine = await openMachine();
    const red = await createRed(github, 'interrupted', scriptWithoutBit);
    const release = github.holdJobs();
    const running = machine.start(['heal', red.run, '--repo', red.repo, '--yes', '--json']);
    expect(await comesTrue(running, recorded('watching')({ github, machine, red }))).toBe(true);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    release();
    expect(readError(ended)).toMatchObject({ code: 'cancelled' });
    expect(ended.code).toBe(2);
    expect(readError(ended).hint).toContain('cifix resume');
    expect(onlyHeal(await machine.run(['history', '--json']), 'history').state).toBe('watching');

    const resumed = await machine.run(['resume', '--json']);
    expect(onlyHeal(resumed)).toMatchObject({ state: 'healed', ci: { conclusion: 'success' } });
    expect(resumed.code).toBe(0);
    expect(await red.pulls()).toHaveLength(1);
    expect(readHeals(await machine.run(['resume', '--json']))).toEqual([]);
  });

  test('Ctrl-C during the replay leaves nothing behind but the record', async () => {
    const machine = await openMachine();
    const red = await createRed(github, 'interrupted-early', scriptWithoutBit);
    const running = machine.start(['heal', red.run, '--repo', red.repo, '--yes', '--json']);
    expect(await comesTrue(running, recorded('diagnosed')({ github, machine, red }))).toBe(true);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(readError(ended)).toMatchObject({ code: 'cancelled' });
    expect(ended.code).toBe(2);
    expect(await red.branches()).toEqual(['main']);
    const kept = onlyHeal(await machine.run(['history', '--json']), 'history');
    expect(['diagnosed', 'replayed', 'proposed', 'verified']).toContain(kept.state);
  });

  test.skipIf(process.platform !== 'linux')('Ctrl-C ends the step that is running here', async () => {
    const machine = await openMachine();
    // Without the secret, which only CI has, the step takes its time.
    const red = await createRed(github, 'slow-here', {
      '.github/workflows/ci.yml': workflowOf({ check: 'sh check.sh' }).replace(
        'jobs:',
        ['env:', `  QUICK: $\{{ secrets.QUICK }}`, 'jobs:'].join('\n'),
      ),
      'check.sh':
        'test -n "$QUICK" || sleep 4711\necho "check.sh: line 2: expected peace, got war" >&2\nexit 1\n',
    });
    const sleeping = async (): Promise<boolean> =>
      (await listCommandLines()).some((line) => line.includes('sleep 4711'));
    const running = machine.start(['heal', red.run, '--repo', red.repo, '--yes', '--json']);
    expect(await comesTrue(running, sleeping)).toBe(true);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(readError(ended)).toMatchObject({ code: 'cancelled' });
    expect(ended.code).toBe(2);
    await vi.waitUntil(async () => !(await sleeping()), { interval: 20, timeout: 10_000 });
    expect(onlyHeal(await machine.run(['history', '--json']), 'history').state).toBe('diagnosed');
  });

  test('the run that is healed already is answered from the record, without a second fix', async () => {
    const machine = await openMachine();
    const red = await createRed(github, 'twice', scriptWithoutBit);
    const command = ['heal', red.run, '--repo', red.repo, '--yes', '--json'];
    const first = onlyHeal(await machine.run(command));
    const again = await machine.run(command);
    expect(onlyHeal(again)).toEqual(first);
    expect(again.code).toBe(0);
    expect(await red.pulls()).toHaveLength(1);
  });
});

import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { watchExchanges } from '../support/github-api/validate.js';
import { onlyHeal, readError, readHeals } from './support/answers.js';
import { scriptWithoutBit } from './support/projects.js';
import { createRed, type RedRepository } from './support/red-repository.js';
import { type Machine, openMachine, token } from './support/run-cifix.js';

/** Comes true at one moment of a heal. */
type Moment = (github: GitHubStandIn, machine: Machine, red: RedRepository) => () => Promise<boolean>;

const recorded =
  (state: string): Moment =>
  (_github, machine) =>
  async () =>
    (await machine.readHistory()).includes(`"state": "${state}"`);

/** The first request of this kind hangs for ever, and has arrived. */
const hanging =
  (path: RegExp): Moment =>
  (github) => {
    const fault = github.fault({ match: { path }, kind: 'hang' });
    return async () => fault.left() === 0;
  };

const answered =
  (method: string, path: RegExp): Moment =>
  (github) => {
    const before = github.requests.length;
    return async () =>
      github.requests
        .slice(before)
        .some((request) => request.method === method && path.test(request.path) && request.status > 0);
  };

const moments: [name: string, moment: Moment][] = [
  ['while the fix is being proved', recorded('proposed')],
  ['right after the proof', recorded('verified')],
  ['between the commit and the push', hanging(/git-receive-pack/)],
  ['when the push has landed and nothing is recorded of it', answered('POST', /git-receive-pack/)],
  ['between the push and the pull request', hanging(/\/pulls\?/)],
  ['when the pull request is open and nothing is recorded of it', answered('POST', /\/pulls$/)],
  ['while it watches CI', recorded('watching')],
];

describe('a heal that is cut off and started again', () => {
  let github: GitHubStandIn;
  let machine: Machine;
  let violations: readonly string[];

  beforeAll(async () => {
    github = await startGitHub({ tokens: [{ token, login: 'octo' }] });
    violations = watchExchanges(github);
  });
  afterAll(async () => {
    await github.close();
    expect(violations).toEqual([]);
  });
  beforeEach(async () => {
    machine = await openMachine(github);
  });
  afterEach(() => machine.remove());

  test.each(moments)('killed %s, it goes on and does nothing twice', async (name, momentOf) => {
    const red = await createRed(github, name.replaceAll(' ', '-').slice(0, 40), scriptWithoutBit);
    const before = github.requests.length;
    const command = ['heal', red.run, '--repo', red.repo, '--yes', '--json'];
    const release = github.holdJobs();
    onTestFinished(release);
    const hasCome = momentOf(github, machine, red);
    const first = machine.start(command);
    await vi.waitUntil(hasCome, { interval: 2, timeout: 25_000 });
    first.child.kill('SIGKILL');
    expect((await first.ended).signal).toBe('SIGKILL');
    release();

    const ended = await machine.run(command);
    const heal = onlyHeal(ended);
    expect(heal.state).toBe('healed');
    expect(ended.code).toBe(0);
    expect(readHeals(await machine.run(['history', '--json']), 'history')).toHaveLength(1);
    expect(await red.pulls()).toMatchObject([{ state: 'open', head: { sha: heal.delivery?.commit } }]);
    expect(await red.branches()).toEqual([heal.delivery?.branch, 'main']);
    expect(await red.git('rev-list', '--count', `main..${heal.delivery?.branch}`)).toBe('1');
    const sent = github.requests
      .slice(before)
      .filter(({ method, status }) => method === 'POST' && status < 400);
    expect(sent.filter(({ path }) => path.endsWith('/git-receive-pack'))).toHaveLength(1);
    expect(sent.filter(({ path }) => path.endsWith('/pulls'))).toHaveLength(1);
  });

  test('Ctrl-C while it watches ends with 2, keeps the record, and "resume" sees CI turn green', async () => {
    const red = await createRed(github, 'interrupted', scriptWithoutBit);
    const release = github.holdJobs();
    onTestFinished(release);
    const running = machine.start(['heal', red.run, '--repo', red.repo, '--yes', '--json']);
    await vi.waitUntil(recorded('watching')(github, machine, red), { interval: 5, timeout: 25_000 });
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(readError(ended)).toMatchObject({ code: 'cancelled' });
    expect(ended.code).toBe(2);
    expect(readError(ended).hint).toContain('cifix resume');
    expect(onlyHeal(await machine.run(['history', '--json']), 'history').state).toBe('watching');

    release();
    const resumed = await machine.run(['resume', '--json']);
    expect(onlyHeal(resumed)).toMatchObject({ state: 'healed', ci: { conclusion: 'success' } });
    expect(resumed.code).toBe(0);
    expect(await red.pulls()).toHaveLength(1);
    expect(readHeals(await machine.run(['resume', '--json']))).toEqual([]);
  });

  test('Ctrl-C during the replay leaves nothing behind but the record', async () => {
    const red = await createRed(github, 'interrupted-early', scriptWithoutBit);
    const running = machine.start(['heal', red.run, '--repo', red.repo, '--yes', '--json']);
    await vi.waitUntil(recorded('diagnosed')(github, machine, red), { interval: 2, timeout: 25_000 });
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(readError(ended)).toMatchObject({ code: 'cancelled' });
    expect(ended.code).toBe(2);
    expect(await red.branches()).toEqual(['main']);
    const kept = onlyHeal(await machine.run(['history', '--json']), 'history');
    expect(['diagnosed', 'replayed', 'proposed', 'verified']).toContain(kept.state);
  });

  test('the run that is healed already is answered from the record, without a second fix', async () => {
    const red = await createRed(github, 'twice', scriptWithoutBit);
    const command = ['heal', red.run, '--repo', red.repo, '--yes', '--json'];
    const first = onlyHeal(await machine.run(command));
    const again = await machine.run(command);
    expect(onlyHeal(again)).toEqual(first);
    expect(again.code).toBe(0);
    expect(await red.pulls()).toHaveLength(1);
  });
});

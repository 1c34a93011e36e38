import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../src/demo/index.js';
import { watchExchanges } from '../support/github-api/validate.js';
import { readDiagnosis, readError } from './support/answers.js';
import { ownTools, twoScriptsWithoutBit, workflowOf, wrongSum } from './support/projects.js';
import { createRed, type RedRepository } from './support/red-repository.js';
import { type Machine, openMachine, token } from './support/run-cifix.js';

const expression = (text: string): string => `\${{ ${text} }}`;

describe('diagnose', { concurrent: true, timeout: 90_000 }, () => {
  let github: GitHubStandIn;
  let machine: Machine;
  let offline: Machine;
  let red: RedRepository;
  let violations: readonly string[];

  beforeAll(async () => {
    github = await startGitHub({ tokens: [{ token, login: 'octo' }] });
    violations = watchExchanges(github);
    machine = await openMachine(github);
    offline = await openMachine();
    red = await createRed(github, 'sums', wrongSum);
  });
  afterAll(async () => {
    await github.close();
    await machine.remove();
    await offline.remove();
    expect(violations).toEqual([]);
  });

  test('a run is named by its number, its address, or by being the newest red one', async () => {
    const address = `${github.serverUrl}/${red.repo}/actions/runs/${red.run}`;
    for (const args of [[red.run, '--repo', red.repo], [address], ['--repo', red.repo]]) {
      const ended = await machine.run(['diagnose', ...args, '--json']);
      const { source, failures } = readDiagnosis(ended);
      expect(source).toMatchObject({ kind: 'run', repo: red.repo, runId: Number(red.run), attempt: 1 });
      expect(failures).toMatchObject([
        {
          job: 'test',
          step: 'Run it',
          command: 'node --test',
          exitCode: 1,
          category: 'test',
          owner: 'developer',
          action: 'fix',
        },
      ]);
      expect(failures[0]?.reports[0]).toMatchObject({
        rootCause: true,
        tool: 'node:test',
        file: 'test/sum.test.js',
        test: { name: 'adds two numbers', expected: '5', actual: '-1' },
      });
      expect(ended.code).toBe(0);
    }
  });

  test('one job of a run is picked by its name', async () => {
    const two = await createRed(github, 'two', twoScriptsWithoutBit);
    const ended = await machine.run(['diagnose', two.run, '--repo', two.repo, '--job', 'pack', '--json']);
    expect(readDiagnosis(ended).failures.map(({ job }) => job)).toEqual(['pack']);
  });

  test('a run whose logs have expired is diagnosed as far as it can be', async () => {
    const old = await createRed(github, 'old', wrongSum);
    github.expireLogs(old.repo, Number(old.run));
    const ended = await machine.run(['diagnose', old.run, '--repo', old.repo, '--json']);
    const [failure] = readDiagnosis(ended).failures;
    expect(failure).toMatchObject({ job: 'test', step: 'Run it', category: 'unknown', action: 'rerun' });
    expect(failure?.summary).toContain('may have expired');
    expect(ended.code).toBe(0);
  });

  test("the repository's own problem matchers read the log, and annotations give places to it", async () => {
    const own = await createRed(github, 'own', ownTools);
    const ended = await machine.run(['diagnose', own.run, '--repo', own.repo, '--json']);
    const { failures, notes } = readDiagnosis(ended);
    const causes = new Map(
      failures.map(({ job, reports }) => [job, reports.find(({ rootCause }) => rootCause)]),
    );
    expect(causes.get('known')).toMatchObject({
      tool: 'quirk',
      file: 'src/x.q',
      line: 7,
      message: 'a quirk',
    });
    expect(causes.get('annotated')).toMatchObject({ file: 'src/y.q', line: 4, message: 'y has no end' });
    expect(notes).toContain('The problem matcher "broken" cannot be used: its expression is not valid.');
  });

  test('a replay runs the failed job here and says how true that was; a dry run only says what it would run', async () => {
    const wanted = ['diagnose', red.run, '--repo', red.repo, '--no-origin', '--replay'];
    const dry = readDiagnosis(await machine.run([...wanted, '--dry-run', '--json']));
    expect(dry.plans).toMatchObject([
      {
        jobName: 'test',
        steps: [{ action: { kind: 'native' } }, { action: { kind: 'run', script: 'node --test' } }],
      },
    ]);
    expect(dry.fidelity).toBeUndefined();
    const ended = await machine.run([...wanted, '--json']);
    const { fidelity, failures } = readDiagnosis(ended);
    expect(fidelity).toMatchObject({
      sameFingerprints: true,
      steps: [
        { name: expect.stringContaining('checkout'), conclusion: 'success' },
        { name: 'Run it', treatment: 'replayed', conclusion: 'failure', exitCode: 1 },
      ],
    });
    expect(failures[0]?.flaky.likely).toBe(false);
    const screen = await machine.run(wanted);
    expect(screen.stdout).toContain('same failure as in CI: yes');
    expect(screen.stderr).toContain('test › Run it');
  });

  test('what another job gave out is taken from the log of the run', async () => {
    const workflow = [
      'on: push',
      'jobs:',
      '  make:',
      '    runs-on: ubuntu-latest',
      '    outputs:',
      `      word: ${expression('steps.say.outputs.word')}`,
      '    steps:',
      '      - id: say',
      '        run: echo "word=hello" >> "$GITHUB_OUTPUT"',
      '  use:',
      '    needs: make',
      '    runs-on: ubuntu-latest',
      '    steps:',
      '      - name: Use it',
      `        run: test "${expression('needs.make.outputs.word')}" = hello && exit 3`,
    ].join('\n');
    const needing = await createRed(github, 'needing', { '.github/workflows/ci.yml': workflow });
    const wanted = ['diagnose', needing.run, '--repo', needing.repo, '--no-origin', '--replay', '--json'];
    const { fidelity } = readDiagnosis(await machine.run(wanted));
    expect(fidelity?.steps).toMatchObject([{ name: 'Use it', treatment: 'replayed', exitCode: 3 }]);
    expect(fidelity?.warnings.join()).toContain('taken from its log');
  });

  test('a failure that does not happen here is called flaky, with that as its evidence', async () => {
    const odd = await createRed(github, 'odd', {
      '.github/workflows/ci.yml': workflowOf({ test: 'test "$RUNNER_NAME" = cifix' }),
    });
    const ended = await machine.run([
      'diagnose',
      odd.run,
      '--repo',
      odd.repo,
      '--no-origin',
      '--replay',
      '--json',
    ]);
    const { fidelity, failures } = readDiagnosis(ended);
    expect(fidelity?.sameFingerprints).toBeNull();
    expect(failures[0]?.flaky).toEqual({ likely: true, why: 'it did not fail when it was replayed here' });
  });

  test('what a scan wrote is diagnosed run by run, and a run that is gone is told beside the others', async () => {
    const one = await createRed(github, 'scanned', wrongSum);
    const file = join(machine.root, 'scan.json');
    await machine.run(['scan', '--repo', one.repo, '--output', file, '--json']);
    const scan = JSON.parse(await readFile(file, 'utf8'));
    const [failure] = scan.repositories[0].failures;
    scan.repositories[0].failures.push({ ...failure, runId: 987654321 });
    await writeFile(file, JSON.stringify(scan));
    const ended = await machine.run(['diagnose', '--input', file, '--json', '--no-origin']);
    expect(ended.code).toBe(0);
    const answer = JSON.parse(ended.stdout);
    expect(answer.diagnoses).toMatchObject([
      { source: { runId: Number(one.run) }, failures: [{ job: 'test' }] },
    ]);
    expect(answer.errors).toMatchObject([{ repo: one.repo, runId: 987654321, attempt: 1 }]);
    await writeFile(file, '{}');
    const useless = await machine.run(['diagnose', '--input', file, '--json']);
    expect(readError(useless)).toMatchObject({ code: 'input-useless' });
    expect(useless.code).toBe(3);
  });

  test('a log on disk or on standard input needs no GitHub, and both say the same', async () => {
    const log = await downloadLog(github, red);
    await writeFile(join(offline.cwd, 'job.log'), log);
    const fromFile = await offline.run(['diagnose', '--log', 'job.log', '--json']);
    const fromPipe = await offline.run(['diagnose', '--log', '-', '--json'], { stdin: log });
    const read = readDiagnosis(fromFile);
    expect(read.source).toEqual({ kind: 'log' });
    expect(read.failures).toMatchObject([{ category: 'test', command: 'node --test', exitCode: 1 }]);
    expect(read.stats).toMatchObject({ bytes: Buffer.byteLength(log) });
    expect(readDiagnosis(fromPipe).failures).toEqual(read.failures);

    const text = await offline.run(['diagnose', '--log', 'job.log']);
    expect(text.stdout).toContain('test/sum.test.js');
    expect(text.stdout).not.toContain('\u001b');
    expect(text.code).toBe(0);
  });

  test.each<[string, (path: string) => Promise<void>, RegExp]>([
    ['is not there', async () => {}, /There is no log/],
    ['is empty', (path) => writeFile(path, ''), /is empty/],
    ['is a directory', async (path) => void (await mkdir(path)), /is no file/],
    ['is an archive', (path) => writeFile(path, gzipSync('error: no')), /is an archive/],
    [
      'is binary',
      async (path) => writeFile(path, await readFile(process.execPath).then((b) => b.subarray(0, 9000))),
      /is no text/,
    ],
  ])('a log that %s is exit 3 with one clear message', async (name, make, complaint) => {
    const path = join(offline.root, name.replaceAll(' ', '-'));
    await make(path);
    const ended = await offline.run(['diagnose', '--log', path, '--json']);
    expect(readError(ended).message).toMatch(complaint);
    expect(readError(ended).facts).toMatchObject({ path });
    expect(ended.code).toBe(3);
  });

  test('nothing on standard input is said to be nothing', async () => {
    const ended = await offline.run(['diagnose', '--log', '-', '--json'], { stdin: '' });
    expect(readError(ended).message).toBe('Standard input is empty.');
    expect(ended.code).toBe(3);
    const both = await offline.run(['diagnose', '17', '--log', '-', '--json']);
    expect(readError(both)).toMatchObject({ code: 'usage' });
    expect(both.code).toBe(3);
  });
});

async function downloadLog(github: GitHubStandIn, red: RedRepository): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const list = await fetch(`${github.apiUrl}/repos/${red.repo}/actions/runs/${red.run}/jobs`, { headers });
  const { jobs } = (await list.json()) as { jobs: { id: number }[] };
  const moved = await fetch(`${github.apiUrl}/repos/${red.repo}/actions/jobs/${jobs[0]?.id}/logs`, {
    headers,
    redirect: 'manual',
  });
  return (await fetch(moved.headers.get('location') ?? '')).text();
}

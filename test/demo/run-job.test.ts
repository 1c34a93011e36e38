import { execFile } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, jobOf, openBench, runWorkflow } from './run-workflow.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench({ secrets: { KEY: 'opensesame' } });
});

afterEach(async () => {
  await bench.github.close();
  expect(bench.violations).toEqual([]);
});

const runSteps = async (...steps: string[]) => {
  const { conclusion, jobs } = await runWorkflow(bench, jobOf(...steps), { 'dir/file.txt': 'in dir\n' });
  const [job] = jobs;
  if (job === undefined) throw new Error('there is no job');
  return { conclusion, job, main: job.steps.slice(1, 1 + steps.length), log: job.log };
};

test('a step that fails ends the job with the exit code of its own command', async () => {
  const { conclusion, main, log } = await runSteps('run: echo before', 'run: (exit 7)', 'run: echo after');
  expect(conclusion).toBe('failure');
  expect(main).toEqual([
    ['Run echo before', 'success'],
    ['Run (exit 7)', 'failure'],
    ['Run echo after', 'skipped'],
  ]);
  expect(log).toContain('##[error]Process completed with exit code 7.\n');
  expect(log).not.toMatch(/^after$/m);
});

test('the default shell forgives the left side of a pipe, "shell: bash" does not', async () => {
  const { main } = await runSteps('run: false | cat', 'shell: bash\nrun: false | cat');
  expect(main.map(([, conclusion]) => conclusion)).toEqual(['success', 'failure']);
});

test('a step header shows script, shell and environment as GitHub prints them', async () => {
  const { log } = await runSteps('name: Greet\nenv: { WHO: you }\nrun: |\n  echo "hi"\n  echo "$WHO"');
  expect(log).toContain(
    [
      '##[group]Run echo "hi"',
      '\x1b[36;1mecho "hi"\x1b[0m',
      '\x1b[36;1mecho "$WHO"\x1b[0m',
      'shell: /usr/bin/bash -e {0}',
      'env:',
      '  WHO: you',
      '##[endgroup]',
      'hi',
      'you',
      '',
    ].join('\n'),
  );
});

test('later steps see what earlier ones wrote to GITHUB_ENV, GITHUB_PATH and GITHUB_OUTPUT', async () => {
  const { main, log } = await runSteps(
    'id: one\nrun: |\n  echo "A=first" >> "$GITHUB_ENV"\n  printf "B<<END\\nx\\ny\\nEND\\n" >> "$GITHUB_ENV"\n' +
      '  mkdir -p tools; printf "#!/bin/sh\\necho tool ran\\n" > tools/mytool; chmod +x tools/mytool\n' +
      '  echo "$PWD/tools" >> "$GITHUB_PATH"\n  echo "answer=42" >> "$GITHUB_OUTPUT"',
    `run: |\n  echo "$A/$B" | tr '\\n' ','; echo\n  mytool\n  echo answer \${{ steps.one.outputs.answer }}`,
  );
  expect(main[1]?.[1]).toBe('success');
  expect(log).toContain('first/x,y,');
  expect(log).toMatch(/^tool ran$/m);
  expect(log).toMatch(/^answer 42$/m);
});

test('the working directory of a step is below the checkout', async () => {
  const { log } = await runSteps('uses: actions/checkout@v4', 'working-directory: dir\nrun: cat file.txt');
  expect(log).toMatch(/^in dir$/m);
});

test('without a checkout the workspace is empty', async () => {
  const { log } = await runSteps('run: echo "[$(ls -A)]"');
  expect(log).toMatch(/^\[\]$/m);
});

test('always() and failure() run after a failure, continue-on-error hides one', async () => {
  const { main, conclusion } = await runSteps(
    'id: soft\ncontinue-on-error: true\nrun: exit 3',
    "if: steps.soft.outcome == 'failure' && steps.soft.conclusion == 'success'\nrun: echo told",
    'run: exit 1',
    'if: failure()\nrun: echo a',
    'if: always()\nrun: echo b',
    'if: success()\nrun: echo c',
  );
  expect(main.map(([, end]) => end)).toEqual([
    'success',
    'success',
    'failure',
    'success',
    'success',
    'skipped',
  ]);
  expect(conclusion).toBe('failure');
});

test('a step that outlives its timeout is killed and says so', async () => {
  const { main, log } = await runSteps('name: Slow\ntimeout-minutes: 0.003\nrun: sleep 60');
  expect(main).toEqual([['Slow', 'failure']]);
  expect(log).toContain("##[error]The action 'Slow' has timed out after 0.003 minutes.\n");
});

test('a server that a step leaves running serves the next step and dies with the job', async () => {
  const { main, log } = await runSteps(
    'run: |\n  sleep 300 &\n  echo $! > "$RUNNER_TEMP/pid"',
    'run: kill -0 "$(cat "$RUNNER_TEMP/pid")" && echo "pid $(cat "$RUNNER_TEMP/pid")"',
  );
  expect(main.map(([, end]) => end)).toEqual(['success', 'success']);
  const pid = Number(/^pid (\d+)$/m.exec(log)?.[1]);
  expect(await processState(pid)).toMatch(/^(Z|$)/);
});

/** Empty when there is no such process, `Z…` when it is dead and only waits to be collected. */
const processState = (pid: number): Promise<string> =>
  new Promise((resolve) => {
    execFile('ps', ['-o', 'stat=', '-p', String(pid)], (_, stdout) => resolve(stdout.trim()));
  });

test('what the stand-in cannot run fails the job and is named', async () => {
  const { conclusion, main, log } = await runSteps('uses: docker/build-push-action@v6', 'run: echo never');
  expect(conclusion).toBe('failure');
  expect(main.map(([, end]) => end)).toEqual(['skipped', 'skipped']);
  expect(log).toContain("##[error]This stand-in cannot run the action 'docker/build-push-action@v6'.\n");
});

test.each([
  ['an expression', "if: hashFiles('**/x') != ''\nrun: echo x", 'hashFiles()'],
  ['a shell', 'shell: pwsh\nrun: echo x', "the shell 'pwsh'"],
])('%s beyond the stand-in fails the step and is named', async (_, step, name) => {
  const { conclusion, log } = await runSteps(step);
  expect(conclusion).toBe('failure');
  expect(log).toMatch(new RegExp(`^##\\[error\\].*${name.replace(/[()]/g, '\\$&')}`, 'm'));
});

test('secrets and masked values never reach the log', async () => {
  const { log } = await runSteps(
    `env: { KEY: "\${{ secrets.KEY }}" }\nrun: echo "key is $KEY"`,
    'run: |\n  echo "::add-mask::hunter2"\n  echo "now hunter2 is hidden"',
  );
  expect(log).not.toContain('opensesame');
  expect(log).toMatch(/^key is \*\*\*$/m);
  expect(log).toMatch(/^now \*\*\* is hidden$/m);
});

test('jobs get no variable of the process that runs the stand-in', async () => {
  process.env.STAND_IN_TEST_TOKEN = 'must-not-leak';
  const { log } = await runSteps('run: env').finally(() => {
    delete process.env.STAND_IN_TEST_TOKEN;
  });
  expect(log).toMatch(/^CI=true$/m);
  expect(log).not.toContain('must-not-leak');
  expect(/^HOME=(.*)$/m.exec(log)?.[1]).not.toBe(process.env.HOME);
  expect(/^PATH=(.*)$/m.exec(log)?.[1]).not.toContain('node_modules');
});

test('checkout can take another ref, another path and the whole history', async () => {
  const { log } = await runSteps(
    'uses: actions/checkout@v4\nwith: { path: copy, fetch-depth: 0, ref: main }',
    'run: cat copy/dir/file.txt && git -C copy rev-parse --abbrev-ref origin/main',
  );
  expect(log).toMatch(/^in dir$/m);
  expect(log).toMatch(/^origin\/main$/m);
});

test('checkout refuses a path outside of the workspace', async () => {
  const { conclusion, log } = await runSteps('uses: actions/checkout@v4\nwith: { path: ../../.. }');
  expect(conclusion).toBe('failure');
  expect(log).toContain("##[error]Repository path '../../..' is not under");
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { fidelityOf, runTool } from '../../src/executor/index.js';
import { makeWorkspace, replay } from './support/replay.js';

const workflow = `
on: push
jobs:
  job:
    runs-on: ubuntu-latest
    env: { LEVEL: job }
    steps:
      - id: first
        run: |
          echo ran >> install-count
          echo "TOOL=made" >> $GITHUB_ENV
          echo "$PWD/bin" >> $GITHUB_PATH
          echo "out=value" >> $GITHUB_OUTPUT
          echo "::add-mask::topsecret"
          mkdir -p bin && printf '#!/bin/sh\\necho from path\\n' > bin/mine && chmod +x bin/mine
      - name: Check
        run: |
          echo "LATER=set" >> $GITHUB_ENV
          echo "$TOOL \${{ steps.first.outputs.out }} $(mine) $LEVEL" > seen
          echo "say topsecret"
          test -f fixed
      - run: echo "$LATER" > end
`;

test('after a fix the failing step alone runs again, in the state right before it', async () => {
  const first = await replay(workflow);
  expect(first.result.failedStep).toMatchObject({ number: 2, name: 'Check', exitCode: 1 });
  expect(first.result.command).toContain('test -f fixed');
  const { session } = first.result;
  expect(session).toMatchObject({ nextStep: 2, status: 'success', env: { LEVEL: 'job', TOOL: 'made' } });
  expect(session.env).not.toHaveProperty('LATER');
  writeFileSync(join(first.tree, 'fixed'), '');

  const again = await replay(workflow, { workspace: first.workspace, only: 2, session });
  expect(again.result.conclusion).toBe('success');
  expect(again.result.steps.map((step) => step.number)).toEqual([2]);
  expect(readFileSync(join(first.tree, 'seen'), 'utf8')).toBe('made value from path job\n');
  expect(readFileSync(join(first.tree, 'install-count'), 'utf8')).toBe('ran\n');
  expect(readFileSync(again.result.logFile, 'utf8')).toContain('say ***');
  expect(existsSync(join(first.tree, 'end'))).toBe(false);

  const rest = await replay(workflow, { workspace: first.workspace, from: 2, session });
  expect(rest.result.steps.map((step) => step.treatment)).toEqual(['skipped', 'replayed', 'replayed']);
  expect(rest.result.steps[0]?.reason).toBe('ran earlier on this workspace');
  expect(readFileSync(join(first.tree, 'end'), 'utf8')).toBe('set\n');
});

test('a session that is handed out is not changed by a later run', async () => {
  const first = await replay(workflow);
  const before = JSON.stringify(first.result.session);
  await replay(workflow, { workspace: first.workspace, only: 2, session: first.result.session });
  expect(JSON.stringify(first.result.session)).toBe(before);
});

test('a tool of a recipe has the PATH and variables of the job, and no tokens', async () => {
  const { result, workspace, tree } = await replay(workflow);
  const options = {
    workspace,
    sandbox: { kind: 'none' } as const,
    hostEnv: { PATH: process.env.PATH, GITHUB_TOKEN: 'host-token' },
    signal: new AbortController().signal,
    timeoutMs: 10_000,
    session: result.session,
  };
  const end = await runTool(
    ['sh', '-c', 'mine; echo "$TOOL [$GITHUB_TOKEN]"; pwd; echo err >&2; exit 3'],
    options,
  );
  expect(end).toMatchObject({
    exitCode: 3,
    end: 'exited',
    output: `from path\nmade []\n${tree}\nerr\n`,
  });
  const inside = await runTool(['pwd'], { ...options, cwd: 'bin', env: { X: '1' } });
  expect(inside.output.trim()).toBe(join(tree, 'bin'));
});

test('long output of a tool is kept at its end only', async () => {
  const end = await runTool(['sh', '-c', 'yes line | head -c 3000000; echo last'], {
    workspace: makeWorkspace(),
    sandbox: { kind: 'none' },
    hostEnv: { PATH: process.env.PATH },
    signal: new AbortController().signal,
    timeoutMs: 10_000,
  });
  expect(end.output.length).toBe(200 * 1024);
  expect(end.output.endsWith('last\n')).toBe(true);
});

test('a tool that does not exist, or does not end, gives an exit code and no exception', async () => {
  const options = {
    workspace: makeWorkspace(),
    sandbox: { kind: 'none' } as const,
    hostEnv: { PATH: process.env.PATH },
    signal: new AbortController().signal,
  };
  expect(await runTool(['no-such-tool-here'], { ...options, timeoutMs: 10_000 })).toMatchObject({
    exitCode: 127,
  });
  expect(await runTool(['sleep', '60'], { ...options, timeoutMs: 50 })).toMatchObject({ end: 'timed-out' });
});

test('the fidelity report names the job of each step and keeps the warnings', async () => {
  const { result } = await replay(workflow);
  const fidelity = fidelityOf(result, { sameFingerprints: null });
  expect(fidelity).toMatchObject({ sandbox: 'none', sameFingerprints: null, warnings: [] });
  expect(fidelity.steps.map((step) => [step.job, step.number, step.treatment])).toEqual([
    ['job', 1, 'replayed'],
    ['job', 2, 'replayed'],
    ['job', 3, 'not-reached'],
  ]);
});

test('progress is told step by step, line by line, without control sequences', async () => {
  const events: string[] = [];
  await replay(
    JSON.stringify({
      on: 'push',
      jobs: {
        job: {
          'runs-on': 'x',
          steps: [{ name: 'One', run: "printf '\\033[31mred\\033[0m\\007 \\033]0;title\\007text\\n'" }],
        },
      },
    }),
    {
      onEvent: (event) => {
        events.push(
          event.type === 'output'
            ? `${event.number}: ${event.line}`
            : event.type === 'step-started'
              ? `start ${event.number} ${event.name}`
              : `end ${event.result.number} ${event.result.conclusion}`,
        );
      },
    },
  );
  expect(events).toEqual(['start 1 One', '1: red text', 'end 1 success']);
});

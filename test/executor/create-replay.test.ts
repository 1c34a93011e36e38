import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { expect, test } from 'vitest';

import type { LogLine, Plan, ReplayFacts, ReplayProgress, Workspace } from '../../src/domain/index.js';
import { createReplay } from '../../src/executor/index.js';
import { readLog } from '../../src/logs/index.js';
import { makeWorkspace } from './support/replay.js';

const path = '.github/workflows/ci.yml';
const facts: ReplayFacts = { repo: 'octo/demo', sha: 'a'.repeat(40), branch: 'main', event: 'push' };
const expression = (text: string): string => `\${{ ${text} }}`;

const replayer = () =>
  createReplay({
    sandbox: 'none',
    trust: true,
    hostEnv: { PATH: process.env.PATH, HOME: process.env.HOME },
    cacheDir: makeWorkspace().scratch,
    installsDir: makeWorkspace().scratch,
    signal: new AbortController().signal,
    serverUrl: 'https://github.com',
    apiUrl: 'https://api.github.com',
    fetchToolchains: false,
    jobMinutes: 5,
    redact: (text) => text,
  });

function workspaceWith(jobs: Record<string, unknown>, on: unknown = 'push'): Workspace {
  const workspace = makeWorkspace();
  mkdirSync(join(workspace.tree, '.github/workflows'), { recursive: true });
  writeFileSync(join(workspace.tree, path), JSON.stringify({ on, jobs }));
  return workspace;
}

/** A log as GitHub gives it, through the reader of logs. */
function openLog(...lines: string[]): {
  open: () => Promise<AsyncIterable<readonly LogLine[]>>;
  opened: number;
} {
  const log = {
    opened: 0,
    open: async () => {
      log.opened++;
      const bytes = lines.map((line) => `2026-11-20T10:00:00.0000000Z ${line}\n`).join('');
      return readLog(Readable.from([Buffer.from(bytes)]));
    },
  };
  return log;
}

const header = (script: string, env: Record<string, string> = {}): string[] => [
  `##[group]Run ${script.split('\n')[0]}`,
  ...script.split('\n').map((line) => `\u001b[36;1m${line}\u001b[0m`),
  'shell: /usr/bin/bash -e {0}',
  ...(Object.keys(env).length > 0 ? ['env:'] : []),
  ...Object.entries(env).map(([key, value]) => `  ${key}: ${value}`),
  '##[endgroup]',
];

async function planned(
  workspace: Workspace,
  jobName: string,
  open?: () => Promise<AsyncIterable<readonly LogLine[]> | undefined>,
): Promise<Plan> {
  const found = await replayer().plan(workspace, { workflowPath: path, jobName }, facts, open);
  if ('problem' in found) throw new Error(found.problem);
  return found.plan;
}

test('the log of CI is opened only for a plan that asks for what only the run knew', async () => {
  const log = openLog(...header('make'));
  await planned(
    workspaceWith({ a: { 'runs-on': 'x', steps: [{ run: `make ${expression('github.sha')}` }] } }),
    'a',
    log.open,
  );
  expect(log.opened).toBe(0);
  const steps = [{ run: `make ${expression('vars.TARGET')}` }];
  await planned(workspaceWith({ a: { 'runs-on': 'x', steps } }), 'a', log.open);
  expect(log.opened).toBe(1);
});

test('outputs of other jobs, variables and the event are taken from the log', async () => {
  const steps = [
    { uses: 'actions/setup-node@v4', with: { 'node-version': expression('needs.b.outputs.node') } },
    { if: `github.event.action == 'opened'`, run: 'make opened' },
    { if: `vars.FULL == 'true'`, run: 'make full' },
    { run: `make ${expression('needs.b.outputs.target')} VERSION=${expression('github.ref_name')}` },
    { run: 'make last' },
  ];
  const env = { REGION: expression('vars.REGION') };
  const jobs = { a: { needs: 'b', 'runs-on': 'x', env, steps }, b: { 'runs-on': 'x', steps: [] } };
  const log = openLog(
    '##[group]Run actions/setup-node@v4',
    'with:',
    '  node-version: 22',
    '  check-latest: false',
    '##[endgroup]',
    ...header('make full', { REGION: 'eu west' }),
    ...header('make web VERSION=main', { REGION: 'eu west' }),
    'web: done',
    ...header('make last', { REGION: 'eu west' }),
  );
  const plan = await planned(workspaceWith(jobs), 'a', log.open);
  expect(plan.env).toEqual({ REGION: 'eu west' });
  expect(plan.steps[0]?.action).toMatchObject({ with: { 'node-version': '22' } });
  expect(plan.steps.map((step) => step.if)).toEqual([undefined, 'false', 'success()', undefined, undefined]);
  expect(plan.steps[3]?.action).toMatchObject({
    script: `make web VERSION=${expression('github.ref_name')}`,
  });
});

test('the leg of a matrix that another job computed is read from the log where the name does not tell it', async () => {
  const jobs = {
    list: { 'runs-on': 'x', steps: [] },
    test: {
      needs: 'list',
      'runs-on': 'ubuntu-latest',
      strategy: { matrix: { include: expression('fromJSON(needs.list.outputs.all)') } },
      steps: [
        { uses: 'actions/setup-node@v4', with: { 'node-version': expression('matrix.node') } },
        { if: 'matrix.lint', run: 'npm run lint' },
        { run: `npm test -w ${expression('matrix.pkg.name')}`, env: { LINT: expression('matrix.lint') } },
      ],
    },
  };
  const log = openLog(
    ...['##[group]Run actions/setup-node@v4', 'with:', '  node-version: 20', '##[endgroup]'],
    ...header('npm test -w core', { LINT: 'false' }),
  );
  const plan = await planned(workspaceWith(jobs), 'test (20, core, false)', log.open);
  expect(plan).toMatchObject({
    jobName: 'test (20, core, false)',
    matrix: { node: 20, pkg: { name: 'core' }, lint: false },
  });
  const silent = openLog(...header('something else'));
  await expect(planned(workspaceWith(jobs), 'test (20, core, false)', silent.open)).rejects.toThrow(
    'neither its name nor its log tells matrix.node, matrix.pkg.name, matrix.lint',
  );
});

test.each([
  ['a command', `${expression('needs.b.outputs.tool')} --version`, 'reboot --version'],
  ['an option', `git log ${expression('needs.b.outputs.range')}`, 'git log --output=/etc/x'],
  ['a second command', `make ${expression('needs.b.outputs.x')}`, 'make x; reboot'],
])('a log brings no %s into the plan', async (_what, run, shown) => {
  const jobs = { a: { needs: 'b', 'runs-on': 'x', steps: [{ run }] }, b: { 'runs-on': 'x', steps: [] } };
  const plan = await planned(workspaceWith(jobs), 'a', openLog(...header(shown)).open);
  expect(plan.steps[0]?.action).toMatchObject({ kind: 'run', script: run });
});

test('the log does not choose the command of an action that runs one, nor settle a step that it may not show', async () => {
  const steps = [
    { uses: 'nick-fields/retry@v3', with: { command: expression('needs.b.outputs.cmd') } },
    { if: `vars.FULL == 'true'`, run: `make ${expression('matrix.title')}` },
    { run: 'make last' },
  ];
  const jobs = { a: { needs: 'b', 'runs-on': 'x', steps }, b: { 'runs-on': 'x', steps: [] } };
  const log = openLog(
    ...['##[group]Run nick-fields/retry@v3', 'with:', '  command: reboot', '##[endgroup]'],
    ...header('make a title of many words'),
    ...header('make last'),
  );
  const plan = await planned(workspaceWith(jobs), 'a', log.open);
  expect(plan.steps[0]?.action).toMatchObject({ with: { command: expression('needs.b.outputs.cmd') } });
  expect(plan.steps[1]?.if).toBe(`vars.FULL == 'true'`);
});

test('what the facts say of the run is what its expressions and steps see', async () => {
  const steps = [
    {
      run: `echo "$GITHUB_ACTOR $GITHUB_RUN_NUMBER $GITHUB_REF $GITHUB_HEAD_REF $GITHUB_BASE_REF ${expression('github.event.pull_request.number')} ${expression('vars.REGION')} ${expression('github.event.pull_request.head.repo.full_name == github.repository')}" > seen`,
    },
  ];
  const workspace = workspaceWith({ a: { 'runs-on': 'x', steps } }, 'pull_request');
  const replay = replayer();
  const known: ReplayFacts = {
    ...{ ...facts, event: 'pull_request', branch: 'topic', baseBranch: 'main', pullRequest: 7, fork: false },
    ...{ actor: 'octocat', runNumber: 12, vars: { REGION: 'eu' } },
  };
  const found = await replay.plan(workspace, { workflowPath: path, jobName: 'a' }, known);
  if ('problem' in found) throw new Error(found.problem);
  const options = {
    facts: known,
    logFile: join(workspace.scratch, '../job.log'),
    onProgress: () => undefined,
  };
  await replay.run(found.plan, workspace, options);
  expect(readFileSync(join(workspace.tree, 'seen'), 'utf8')).toBe(
    'octocat 12 refs/pull/7/merge topic main 7 eu true\n',
  );
});

test('an artifact goes from one job to the next through the folder of the replay', async () => {
  const up = { uses: 'actions/upload-artifact@v4', with: { name: 'dist', path: 'dist' } };
  const down = { uses: 'actions/download-artifact@v4', with: { name: 'dist', path: 'web' } };
  const jobs = {
    build: { 'runs-on': 'x', steps: [{ run: 'mkdir dist && echo built > dist/a.js' }, up] },
    use: { needs: 'build', 'runs-on': 'x', steps: [down, { run: 'cat web/a.js > seen' }] },
  };
  const artifactsDir = join(makeWorkspace().scratch, 'artifacts');
  const replay = replayer();
  const runJob = async (jobName: string): Promise<Workspace> => {
    const workspace = workspaceWith(jobs);
    const found = await replay.plan(workspace, { workflowPath: path, jobName }, facts);
    if ('problem' in found) throw new Error(found.problem);
    const logFile = join(workspace.scratch, '../job.log');
    await replay.run(found.plan, workspace, { facts, logFile, artifactsDir, onProgress: () => undefined });
    return workspace;
  };
  await runJob('build');
  const { tree } = await runJob('use');
  expect(readFileSync(join(tree, 'seen'), 'utf8')).toBe('built\n');
});

test('a step is told to start only when it does', async () => {
  const steps = [
    { name: 'off', if: false, run: 'true' },
    { name: 'never', run: 'git push' },
    { name: 'fails', run: 'exit 1' },
    { name: 'late', run: 'true' },
    { name: 'always', if: 'always()', run: 'true' },
  ];
  const workspace = workspaceWith({ a: { 'runs-on': 'x', steps } });
  const replay = replayer();
  const found = await replay.plan(workspace, { workflowPath: path, jobName: 'a' }, facts);
  if ('problem' in found) throw new Error(found.problem);
  const told: string[] = [];
  const onProgress = (progress: ReplayProgress): void => {
    if (progress.kind === 'step')
      told.push('treatment' in progress.step ? `end ${progress.step.name}` : progress.step.name);
  };
  await replay.run(found.plan, workspace, {
    facts,
    logFile: join(workspace.scratch, '../job.log'),
    onProgress,
  });
  expect(told).toEqual(['end off', 'end never', 'fails', 'end fails', 'end late', 'always', 'end always']);
});

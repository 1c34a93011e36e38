import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import type { ReplayFacts } from '../../src/domain/index.js';
import { createReplay, planJob, readWorkflow } from '../../src/executor/index.js';
import { findInstall } from '../../src/executor/run/reuse-install.js';
import { findImage } from '../../src/executor/sandbox/find-image.js';
import type { ContainerEngine } from '../../src/executor/sandbox/sandbox-choice.js';
import { makeWorkspace } from './support/replay.js';

/** A podman of ours, which writes down what it is asked, and a PATH with it and nothing else but a shell. */
function fakeEngine(cases: string): { engine: ContainerEngine; PATH: string; asked(): string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'cifix-engine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'podman');
  const list = join(folder, 'asked');
  writeFileSync(program, `#!/bin/sh\necho "$*" >> ${list}\ncase "$*" in\n${cases}\nesac\n`);
  chmodSync(program, 0o755);
  return {
    engine: { kind: 'podman', program, version: '5', env: { PATH: '/usr/bin:/bin' }, limits: [] },
    PATH: `${folder}:/usr/bin:/bin`,
    asked: () => (existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : []),
  };
}

const inspected = JSON.stringify([
  { Id: 'sha256:abc', Config: { Env: ['PATH=/usr/bin', 'A=b=c', 'LINES=1\n2'], User: 'node' } },
]);
const search = { signal: new AbortController().signal, tell: () => {} };

describe.skipIf(process.platform !== 'linux')('an image', () => {
  test('that is here is taken as it is, and nothing is fetched', async () => {
    const { engine, asked } = fakeEngine(`image\\ inspect*) cat <<'END'\n${inspected}\nEND\n;;`);
    expect(await findImage(engine, 'docker://node:20', search)).toEqual({
      id: 'sha256:abc',
      env: { PATH: '/usr/bin', A: 'b=c', LINES: '1\n2' },
      user: 'node',
    });
    expect(asked()).toEqual(['image inspect -- docker.io/library/node:20']);
  });

  test('that cannot be fetched is told with what went wrong, not with progress', async () => {
    const { engine, asked } = fakeEngine(
      'image*) exit 1 ;;\npull*) echo "Trying to pull x..." >&2; echo "Error: initializing source: no such host" >&2; exit 125 ;;',
    );
    expect(await findImage(engine, '--all', search)).toBe(
      'the image cannot be fetched: initializing source: no such host',
    );
    // Nothing that a workflow writes is read as an option.
    expect(asked().at(-1)).toBe('pull --quiet -- docker.io/library/--all');
  });

  test.each([
    [{ fork: true }, false, 'those of a fork are fetched with --trust only'],
    [{ fork: true }, true, undefined],
    [{ fork: false }, false, undefined],
  ])('of the code %j with trust %s is fetched or not', async (more, trust, reason) => {
    const probe = 'while [ "$1" != --workdir ]; do shift; done; echo works > "$2/seen"';
    const { asked, PATH } = fakeEngine(
      `run*) ${probe} ;;\n*nothing*) ;;\nimage*|pull*) echo "Error: none" >&2; exit 125 ;;`,
    );
    const text = JSON.stringify({
      on: 'push',
      jobs: { job: { 'runs-on': 'x', container: 'octo/tool:1', steps: [{ run: 'true' }] } },
    });
    const read = readWorkflow(text, 'job.yml');
    if ('problems' in read) throw new Error('a sound workflow');
    const facts: ReplayFacts = { repo: 'o/r', sha: 'a'.repeat(40), branch: 'main', event: 'push', ...more };
    const plan = planJob({ workflow: read.workflow, path: 'job.yml', jobName: 'job', event: 'push' });
    if ('problem' in plan) throw new Error(plan.problem);
    const workspace = makeWorkspace();
    const replay = createReplay({
      ...{ sandbox: 'podman', trust, hostEnv: { PATH }, fetchToolchains: false, jobMinutes: 1 },
      ...{ cacheDir: join(workspace.scratch, 'c'), installsDir: join(workspace.scratch, 'i') },
      ...{ signal: search.signal, serverUrl: 'https://github.com', apiUrl: 'https://api.github.com' },
      redact: (line) => line,
    });
    const logFile = join(workspace.scratch, 'job.log');
    const { warnings } = await replay.run(plan, workspace, { facts, logFile, onProgress: () => {} });
    const pulls = asked().filter((line) => line.startsWith('pull'));
    expect(pulls).toEqual(reason ? [] : ['pull --quiet -- docker.io/octo/tool:1']);
    expect(warnings.join()).toContain(reason ?? 'the image cannot be fetched: none');
  });
});

test('in an image only packages of the workspace count as installed, and each image has its own', async () => {
  const workspace = makeWorkspace();
  writeFileSync(join(workspace.tree, 'package.json'), '{}');
  const call = (script: string, imageId?: string) => ({
    ...{ script, folder: workspace.tree, env: {}, path: '', scratch: workspace.scratch },
    ...(imageId !== undefined && { imageId }),
  });
  const find = (script: string, imageId?: string) => findInstall({ workspace }, call(script, imageId));
  expect(await find('pip install -r requirements.txt', 'one')).toBeUndefined();
  expect(await find('corepack enable\nyarn install', 'one')).toBeUndefined();
  await (await find('npm ci', 'one'))?.remember();
  expect((await find('npm ci', 'one'))?.done).toContain('installed already');
  expect((await find('npm ci', 'two'))?.done).toBeUndefined();
  expect((await find('npm ci'))?.done).toBeUndefined();
});

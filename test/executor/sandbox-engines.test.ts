import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { describeSandbox, detectSandbox } from '../../src/executor/index.js';
import { containerArgv } from '../../src/executor/sandbox/container.js';
import { emptyFile } from '../../src/executor/sandbox/mounts.js';
import { type ContainerEngine, isContainerEngine } from '../../src/executor/sandbox/sandbox-choice.js';
import { job, outputOf } from './support/escapes.js';
import { makeWorkspace, replay } from './support/replay.js';
import { allSandboxes } from './support/sandbox.js';

const onLinux = process.platform === 'linux';

/** A PATH on which these programs are scripts of ours, and no other sandbox is found. */
function pathWith(programs: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cifix-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

const engine: ContainerEngine = { kind: 'podman', program: '/p', version: '1', env: {}, limits: [] };
const command = { argv: ['bash', 'x.sh'], cwd: '/w', env: { A: 'b\nc', SECRET: '' }, name: 'cifix-1-x' };

/** The words of a container's command line up to the image. */
function optionsOf(of: ContainerEngine, network: boolean): string {
  const { tree, scratch, gitDir } = makeWorkspace();
  const mounts = { home: '/nonexistent', path: [], tree, scratch, gitDir };
  return containerArgv(of, mounts, { ...command, network }).join(' ');
}

test.skipIf(!onLinux)(
  'a container gets no rights, no network unless it may, and no variable but its own',
  () => {
    const options = optionsOf(engine, false);
    for (const wanted of [
      '--cap-drop ALL',
      '--security-opt no-new-privileges',
      '--read-only',
      '--network none',
      '--pids-limit ',
      '--memory ',
      '--pull never',
      '--log-driver none',
      '--env A=b\nc',
      '--env SECRET= ',
    ])
      expect(options).toContain(wanted);
    expect(options).not.toMatch(
      /--privileged|--env \w+ |source=\/(?:,|home|root|run|tmp|proc|sys|dev)\b(?!\/)/,
    );
    expect(optionsOf(engine, true)).not.toContain('--network');
    expect(optionsOf({ ...engine, joined: 'cifix-1-service' }, true)).toContain(
      '--network container:cifix-1-service',
    );
    // Even beside services: a step without network has none.
    expect(optionsOf({ ...engine, joined: 'cifix-1-service' }, false)).toContain('--network none');
  },
);

test.skipIf(!onLinux)('a comma in the name of a folder begins no other setting of a mount', () => {
  const { tree, scratch, gitDir } = makeWorkspace();
  const binds = [{ from: tree, to: `${tree}/a,source=/etc,"b"` }];
  const mounts = { home: '/nonexistent', path: [], tree, scratch, gitDir, binds };
  expect(containerArgv(engine, mounts, { ...command, network: false })).toContain(
    `type=bind,source=${tree},"target=${tree}/a,source=/etc,""b"""`,
  );
});

test.skipIf(!onLinux)(
  'an engine that is missing, or whose daemon is off, is a problem with advice',
  async () => {
    const PATH = pathWith({
      docker: 'echo "Cannot connect to the Docker daemon at unix:///x.sock." >&2; exit 1',
    });
    expect(await detectSandbox('podman', { hostEnv: { PATH } })).toEqual({
      problem: 'podman is not installed',
      hint: 'install the package `podman`',
    });
    expect(await detectSandbox('docker', { hostEnv: { PATH } })).toEqual({
      problem: 'docker starts no container here: Cannot connect to the Docker daemon at unix:///x.sock.',
      hint: 'start the daemon, and see that this user may use it: `docker info`',
    });
  },
);

test.skipIf(!onLinux)(
  'an engine that reports success but does not see the files of this machine is refused',
  async () => {
    const PATH = pathWith({ docker: 'exit 0' });
    expect(await detectSandbox('docker', { hostEnv: { PATH } })).toMatchObject({
      problem: "docker starts no container here: what it writes does not reach this machine's files",
    });
  },
);

test.skipIf(!onLinux)('auto names every sandbox that is there and does not start', async () => {
  const PATH = pathWith({ podman: 'echo "no subuid ranges" >&2; exit 125' });
  const found = await detectSandbox('auto', { hostEnv: { PATH } });
  expect(found).toMatchObject({ kind: 'none', reason: expect.stringContaining('no subuid ranges') });
  expect(found).toMatchObject({ reason: expect.not.stringContaining('docker') });
});

const engines = allSandboxes.flatMap(([kind, sandbox]): [string, ContainerEngine][] =>
  isContainerEngine(sandbox) ? [[kind, sandbox]] : [],
);

describe.each(engines)('in %s', (_kind, sandbox) => {
  const names = (): string[] =>
    execFileSync(sandbox.program, ['ps', '--all', '--format', '{{.Names}}'], {
      env: sandbox.env,
      encoding: 'utf8',
    }).split('\n');

  test('steps see one tree and one /tmp, with the tools of this machine', async () => {
    const { result, tree } = await replay(
      job(
        'node --version; echo kept > /tmp/kept; echo A=1 >> $GITHUB_ENV',
        'cat /tmp/kept > seen; echo "A is $A"; exit 7',
      ),
      { sandbox },
    );
    expect(outputOf(result)).toContain(process.version);
    expect(outputOf(result)).toContain('A is 1');
    expect(result.failedStep).toMatchObject({ number: 2, exitCode: 7 });
    expect(readFileSync(join(tree, 'seen'), 'utf8')).toBe('kept\n');
    expect(statSync(join(tree, 'seen')).uid).toBe(process.getuid?.());
    expect(result.sandbox).toBe(describeSandbox(sandbox));
    expect(names().filter((name) => name.startsWith(`cifix-${process.pid}-`))).toEqual([]);
  });

  test('what a cifix that was killed left running is taken away by the next', async () => {
    // No process has this id: it is beyond what the kernel gives out.
    const orphan = 'cifix-4194305-orphan';
    const beside = 'cifix-4194305-beside';
    const workspace = makeWorkspace();
    mkdirSync(join(workspace.scratch, 'tmp'));
    writeFileSync(emptyFile(workspace.scratch), '');
    const start = (name: string, engine: ContainerEngine): void => {
      const [file = '', run = '', ...rest] = containerArgv(
        engine,
        { home: '/', path: [], ...workspace },
        { argv: ['sleep', '60'], cwd: '/', env: {}, network: engine.joined !== undefined, name },
      );
      execFileSync(file, [run, '--detach', ...rest], { env: sandbox.env });
    };
    start(orphan, sandbox);
    start(beside, { ...sandbox, joined: orphan });
    expect(names()).toEqual(expect.arrayContaining([orphan, beside]));
    await detectSandbox(sandbox.kind, { hostEnv: { PATH: process.env.PATH, ...sandbox.env } });
    expect(names().filter((name) => name.includes('4194305'))).toEqual([]);
  });
});

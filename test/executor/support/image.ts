import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { ContainerEngine, SandboxChoice } from '../../../src/executor/sandbox/sandbox-choice.js';
import { allSandboxes } from './sandbox.js';

const isEngine = (sandbox: SandboxChoice): sandbox is ContainerEngine =>
  sandbox.kind === 'podman' || sandbox.kind === 'docker';

/** The first container engine that works on this machine. */
export const engine: ContainerEngine | undefined = allSandboxes.map(([, sandbox]) => sandbox).find(isEngine);

const run = (args: string[], input?: Buffer): string =>
  engine === undefined
    ? ''
    : execFileSync(engine.program, args, { encoding: 'utf8', env: engine.env, input, stdio: 'pipe' });

/** Every container that there is, running or not, by name. */
export const containers = (): string => run(['ps', '--all', '--format', '{{.Names}}']);

export interface ImageContent {
  /** Programs of this machine, which come with the libraries that they need and nothing else. */
  programs: string[];
  /** Instructions of a Dockerfile. */
  changes?: string[];
}

/** An image that is fetched from nowhere; it is removed when the test ends. */
export function makeImage(
  name: string,
  { programs, changes = [] }: ImageContent,
  whenFinished: (remove: () => void) => void = onTestFinished,
): void {
  const root = mkdtempSync(join(tmpdir(), 'cifix-image-'));
  whenFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const program of programs) {
    const libraries = execFileSync('/usr/bin/ldd', [program], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
    for (const file of [program, ...libraries]) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(file, join(root, file), { dereference: true });
    }
  }
  for (const folder of ['tmp', 'usr/bin']) mkdirSync(join(root, folder), { recursive: true });
  whenFinished(() => void run(['rmi', '--force', name]));
  const archive = execFileSync('tar', ['-c', '-C', root, '.'], { maxBuffer: 1e9 });
  run(['import', ...changes.flatMap((change) => ['--change', change]), '-', name], archive);
}

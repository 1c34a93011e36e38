import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { setUpInImage } from '../../src/executor/toolchain/set-up-in-image.js';
import type { ToolContext } from '../../src/executor/toolchain/tool-context.js';

/** An image in which these programs answer so. */
function image(answers: Record<string, string>, more: Partial<ToolContext> = {}): ToolContext {
  const folder = mkdtempSync(join(tmpdir(), 'cifix-image-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    ...{ inputs: {}, ref: 'v4', tree: folder, scratch: folder, toolFolder: folder, mayFetch: false },
    ...{ hostEnv: process.env, path: process.env.PATH ?? '' },
    run: async ([program = '']) =>
      answers[program] === undefined
        ? { exitCode: 127, output: 'not found' }
        : { exitCode: 0, output: answers[program] },
    ...more,
  };
}

test('a tool of the image that fits is taken, whatever this machine has', async () => {
  const context = image({ node: 'v18.20.4' }, { inputs: { 'node-version': '18' } });
  expect(await setUpInImage('setup-node', context)).toEqual({
    note: 'node 18.20.4 of the image',
    outputs: { 'node-version': '18.20.4', 'cache-hit': 'false' },
  });
});

test('the version that a file of the project asks for is held against the one of the image', async () => {
  const context = image(
    { go: 'go version go1.22.3 linux/amd64' },
    { inputs: { 'go-version-file': 'go.mod' } },
  );
  writeFileSync(join(context.tree, 'go.mod'), 'module a\n\ngo 1.24\n');
  expect(await setUpInImage('setup-go', context)).toMatchObject({
    warning: 'CI set up go 1.24, the image has 1.22.3',
    outputs: { 'go-version': '1.22.3' },
  });
});

test('a tool that the image lacks is told as missing', async () => {
  expect(await setUpInImage('setup-java', image({}))).toEqual({
    note: 'CI set up java, the image has none',
    warning: 'CI set up java, the image has none',
  });
  const rust = image({ rustc: 'rustc 1.80.1 (3f5fd8dd4 2024-08-06)' }, { ref: '1.75' });
  expect(await setUpInImage('setup-rust', rust)).toMatchObject({
    warning: 'CI set up rust 1.75, the image has 1.80.1',
  });
});

test('npm of the image gives what it can give, and nothing without npm', async () => {
  const withNpm = image({ npm: '10.9.0' }, { inputs: { version: '9' } });
  const outcome = await setUpInImage('setup-pnpm', withNpm);
  expect(outcome).toMatchObject({ note: 'pnpm 9 from npm', path: [join(withNpm.scratch, 'bin')] });
  expect(readFileSync(join(withNpm.scratch, 'bin/pnpm'), 'utf8')).toContain("'pnpm@9'");
  expect(await setUpInImage('setup-bun', image({}))).toMatchObject({
    warning: 'CI set up bun, the image has none',
  });
});

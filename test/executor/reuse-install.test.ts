import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeWorkspace, replay } from './support/replay.js';

const workflow = `
on: push
jobs:
  job:
    runs-on: ubuntu-latest
    steps:
      - name: Install
        run: npm ci --no-audit --no-fund
      - name: Use
        run: node -e "process.exitCode = Number(!require('dep').good)"
`;

/** A project whose only package lies in its own tree, so that npm needs no registry. */
function writeProject(tree: string, version = '1.0.0'): void {
  const lock = {
    name: 'project',
    lockfileVersion: 3,
    packages: {
      '': { name: 'project', dependencies: { dep: 'file:dep' } },
      dep: { version },
      'node_modules/dep': { resolved: 'dep', link: true },
    },
  };
  const files: Record<string, unknown> = {
    'package.json': { name: 'project', dependencies: { dep: 'file:dep' } },
    'package-lock.json': lock,
    'dep/package.json': { name: 'dep', version },
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), JSON.stringify(content));
  }
  writeFileSync(join(tree, 'dep/index.js'), 'exports.good = false;\n');
}

const treatments = ({ steps }: { steps: { name: string; treatment: string; conclusion: string }[] }) =>
  steps.map(({ name, treatment, conclusion }) => `${name}: ${treatment}, ${conclusion}`);

test('an install is not run again on the same workspace until something changes that it depends on', async () => {
  const first = await replay(workflow, { prepare: writeProject });
  expect(treatments(first.result)).toEqual(['Install: replayed, success', 'Use: replayed, failure']);
  const { workspace, tree } = first;
  writeFileSync(join(tree, 'dep/index.js'), 'exports.good = true;\n');
  const second = await replay(workflow, { workspace });
  expect(treatments(second.result)).toEqual(['Install: substituted, success', 'Use: replayed, success']);
  expect(second.result.steps[0]?.reason).toContain('installed already');
  expect(readFileSync(second.result.logFile, 'utf8')).toContain('##[group]Run npm ci');
  writeProject(tree, '2.0.0');
  const third = await replay(workflow, { workspace });
  expect(treatments(third.result)[0]).toBe('Install: replayed, success');
});

test('an install that failed is run again', async () => {
  const workspace = makeWorkspace();
  writeProject(workspace.tree);
  rmSync(join(workspace.tree, 'package-lock.json'));
  const first = await replay(workflow, { workspace });
  expect(treatments(first.result)[0]).toBe('Install: replayed, failure');
  const second = await replay(workflow, { workspace });
  expect(treatments(second.result)[0]).toBe('Install: replayed, failure');
});

test('another heal takes the packages of an earlier one', async () => {
  const store = join(makeWorkspace().scratch, 'installs');
  const installs = { folder: store, trust: 'own' };
  await replay(workflow, { prepare: writeProject, installs });
  const other = await replay(workflow, { prepare: writeProject, installs });
  expect(treatments(other.result)[0]).toBe('Install: substituted, success');
  expect(other.result.steps[0]?.reason).toContain('an earlier heal');
  const stranger = await replay(workflow, {
    prepare: writeProject,
    installs: { folder: store, trust: 'fork of octo/demo' },
  });
  expect(treatments(stranger.result)[0]).toBe('Install: replayed, success');
});

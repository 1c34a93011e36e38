import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { describeSandbox, detectSandbox } from '../../src/executor/index.js';
import { whyNoBwrap } from './support/sandbox.js';

/** A PATH on which bubblewrap is a script of ours. */
function pathWith(script: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'cifix-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  if (script !== undefined) {
    writeFileSync(join(folder, 'bwrap'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bwrap'), 0o755);
  }
  return folder;
}

test('none is what was asked for, without a reason', async () => {
  expect(await detectSandbox('none', { hostEnv: {} })).toEqual({ kind: 'none' });
});

test.skipIf(process.platform !== 'linux')(
  'a missing bubblewrap is a problem with advice, and auto says why there is none',
  async () => {
    const hostEnv = { PATH: pathWith(undefined) };
    expect(await detectSandbox('bwrap', { hostEnv })).toEqual({
      problem: 'bubblewrap is not installed',
      hint: 'install the package `bubblewrap`',
    });
    expect(await detectSandbox('auto', { hostEnv })).toEqual({
      kind: 'none',
      reason: 'bubblewrap is not installed (install the package `bubblewrap`)',
    });
  },
);

test.skipIf(process.platform !== 'linux')(
  'a bubblewrap that may not make namespaces is a problem with its own words',
  async () => {
    const hostEnv = { PATH: pathWith('echo "bwrap: setting up uid map: Permission denied" >&2; exit 1') };
    expect(await detectSandbox('bwrap', { hostEnv })).toMatchObject({
      problem: 'bubblewrap does not start here: bwrap: setting up uid map: Permission denied',
      hint: expect.stringContaining('AppArmor'),
    });
  },
);

test.skipIf(whyNoBwrap !== undefined)(
  'auto takes bubblewrap where it starts, and names its version',
  async () => {
    const found = await detectSandbox('auto', { hostEnv: process.env });
    expect(found).toMatchObject({ kind: 'bwrap', version: expect.stringMatching(/^\d+\.\d+/) });
    if (!('problem' in found)) expect(describeSandbox(found)).toMatch(/^bubblewrap \d/);
  },
);

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Machine, openMachine } from './support/run-cifix.js';

describe('cifix demo', { timeout: 90_000 }, () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await openMachine();
  });
  afterAll(() => machine.remove());

  test('without a terminal, a network or a model it shows a red CI turn green, and leaves nothing behind', async () => {
    const ended = await machine.run(['demo']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('No model is configured');
    expect(ended.stderr).toContain('CI is green.');
    expect(ended.stdout).toContain('healed');
    expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/\u001b|\n\s+at .*:\d+:\d+/);
    expect(await readdir(join(machine.root, 'tmp'))).toEqual([]);
    expect(await machine.readHistory()).toBe('');
  });
});

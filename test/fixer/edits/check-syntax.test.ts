import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findSyntaxFault, type RunChecker } from '../../../src/fixer/edits/index.js';

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'check-syntax-'));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

/** Really runs the program. */
const run: RunChecker = async ([file = '', ...args]) => {
  const { status, stdout, stderr, error } = spawnSync(file, args, { cwd: tree, encoding: 'utf8' });
  return { exitCode: error ? 127 : (status ?? 1), output: `${stdout}${stderr}` };
};
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

const check = (file: string, before: string | undefined, after: string) => {
  writeFileSync(join(tree, file), after);
  return findSyntaxFault(tree, [{ file, ...(before === undefined ? {} : { before }) }], run);
};

const broken = [
  ['node', 'a.js', 'const a = 1;\n', 'const a = ;\n', 'SyntaxError'],
  ['node', 'a.json', '{"a": 1}\n', '{"a": 1,}\n', 'JSON'],
  ['bash', 'a.sh', 'if true; then echo; fi\n', 'if true; then echo\n', 'syntax error'],
  ['python3', 'a.py', 'x = 1\n', 'x = (\n', 'SyntaxError'],
  ['gofmt', 'a.go', 'package a\n', 'package a\nfunc {\n', 'expected'],
] as const;

test.each(broken.filter(([program]) => has(program)))(
  '%s finds that %s can no longer be parsed',
  async (_program, file, before, after, says) => {
    const fault = await check(file, before, after);
    expect(fault?.file).toBe(file);
    expect(fault?.says).toContain(says);
    expect(await check(file, before, before)).toBeUndefined();
    expect(readdirSync(tree)).toEqual([file]);
  },
);

test('a dialect that was never understood is let through', async () => {
  expect(await check('view.js', 'const v = <p>{a}</p>;\n', 'const v = <p>{b}</p>;\n')).toBeUndefined();
  expect(await check('new.js', undefined, 'const v = <p/>;\n')).toMatchObject({ file: 'new.js' });
});

test('without the program, and for languages that have none, nothing is said', async () => {
  const missing: RunChecker = async () => ({ exitCode: 127, output: 'not found' });
  writeFileSync(join(tree, 'a.rb'), 'def\n');
  expect(
    await findSyntaxFault(tree, [{ file: 'a.rb', before: '' }, { file: 'a.rs' }], missing),
  ).toBeUndefined();
});

import { expect, it } from 'vitest';
import { fingerprintOf } from '../../src/parser/index.js';

const report = (message: string, file = 'src/a.ts') =>
  fingerprintOf({ tool: 't', category: 'test', message, file });

it('does not change with numbers, times, hashes and folders', () => {
  const one = report('took 12.5 s in /home/runner/work/a/a/x.ts at 2026-01-02T03:04:05Z, commit 0a1b2c3d4e');
  const two = report(
    'took 7 s in /builds/b/b/x.ts at 2027-11-12T13:14:15Z, commit ffee112233',
    'packages/b/src/a.ts',
  );
  expect(one).toBe(two);
  expect(one).toMatch(/^[0-9a-f]{16}$/);
});

it('does not change with a folder that is named after a hash or an id', () => {
  const at = (root: string) => report(`Diff in ${root}/src/graph/mod.rs:33`);
  expect(at('/tmp/case/worktrees/7abd2859/1/tree')).toBe(at('/home/runner/work/a/a'));
  expect(at('/runs/8f14e45f-ceea-467f-a0e6-3f1c2b9d1a77/a')).toBe(at('/home/runner/work/a/a'));
});

it('changes with the words, the file name, the code and the tool', () => {
  const base = { tool: 't', category: 'lint', message: 'unused name', file: 'a.ts', code: 'x' };
  const all = [
    base,
    { ...base, message: 'empty block' },
    { ...base, file: 'b.ts' },
    { ...base, code: 'y' },
    { ...base, tool: 'u' },
  ];
  expect(new Set(all.map(fingerprintOf)).size).toBe(all.length);
});

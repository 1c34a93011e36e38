import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseLog } from './read-text.js';

const folder = join(import.meta.dirname, '../corpus/cases');
const logs = readdirSync(folder).map((name) => readFileSync(join(folder, name, 'log.txt')));
/** `CIFIX_FUZZ_ROUNDS=10000` reads as many. */
const rounds = Number(process.env.CIFIX_FUZZ_ROUNDS ?? 800);
const slowestMs = 1000;
const budgetMs = 30_000 + rounds * 30;

/** A small generator of repeatable numbers (xorshift), so that a failure can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutate(random: (below: number) => number): Buffer {
  const pick = (): Buffer => logs[random(logs.length)] ?? Buffer.alloc(0);
  const first = pick();
  const cut = random(first.length);
  const kind = random(5);
  if (kind === 0) return first.subarray(0, cut);
  if (kind === 1) return first.subarray(cut);
  const second = pick();
  if (kind === 2) return Buffer.concat([first.subarray(0, cut), second.subarray(random(second.length))]);
  const noisy = Buffer.from(first);
  for (let n = 0; n < 60; n++) noisy[random(noisy.length)] = random(256);
  if (kind === 3) return noisy;
  const hostile = [
    '../../etc/passwd:1:1: error: x',
    '(((((((((',
    ' '.repeat(300),
    'a:1:'.repeat(200),
    '\u001b]8;;',
    'File "../../../x.py", line 1',
  ];
  const inserted = hostile[random(hostile.length)] ?? '';
  return Buffer.concat([first.subarray(0, cut), Buffer.from(`\n${inserted}\n`), first.subarray(cut)]);
}

it(
  'reads broken and hostile logs quickly, without a crash and without leaving the repository',
  async () => {
    const random = randomFrom(20260304);
    for (let round = 0; round < rounds; round++) {
      const log = mutate(random);
      const before = process.cpuUsage();
      const jobs = await parseLog(log);
      const spent = process.cpuUsage(before);
      expect((spent.user + spent.system) / 1000).toBeLessThan(slowestMs);
      for (const report of jobs.flatMap((job) => job.reports)) {
        expect(report.file ?? 'none').not.toMatch(/^\/|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)|^\.git\//);
        expect(report.message).not.toMatch(/[\u0000-\u0008\u001b]/);
        expect(report.evidence.endLine).toBeGreaterThanOrEqual(report.evidence.startLine);
      }
    }
  },
  budgetMs,
);

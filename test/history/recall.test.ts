import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HealRecord } from '../../src/domain/index.js';
import { createHistory } from '../../src/history/index.js';
import { createFakeClock } from '../support/fake-clock.js';
import { anAttempt, aRecord } from '../support/samples.js';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'recall-'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

const clock = createFakeClock();
const open = () =>
  createHistory({
    stateDir,
    clock,
    exclusive: (work) => work(),
    redact: (text) => text.replaceAll('hunter2', '***'),
    onSetAside: () => {},
  });

const cause = { fingerprint: 'f1', message: "'count' is assigned a value but never used" };
const patch = (line: string) =>
  `diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-old\n+${line}\n`;
let made = 0;
const past = (state: HealRecord['state'], diff: string, given: Partial<HealRecord> = {}): HealRecord =>
  aRecord(state, {
    id: `past-${++made}`,
    createdAt: `2026-01-0${(made % 9) + 1}T00:00:00.000Z`,
    causes: [cause],
    attempts: [anAttempt({ diff: patch(diff), summary: `use ${diff}` })],
    ...given,
  });

async function recallAfter(...records: HealRecord[]) {
  const history = open();
  for (const record of records) await history.save(record);
  return history.recall({ repo: 'octo/project', causes: [cause], except: 'now' });
}

test('nothing is remembered where nothing was healed', async () => {
  expect(await recallAfter()).toEqual({ similar: [], pushed: [], answers: [], spurned: [] });
});

test('a fix that was accepted for the same fingerprint comes before one that failed', async () => {
  const { similar } = await recallAfter(past('exhausted', 'wrong'), past('healed', 'right'));
  expect(similar.map(({ fate, summary, diff }) => [fate, summary, diff])).toEqual([
    ['accepted', 'use right', patch('right')],
    ['did-not-work', 'use wrong', patch('wrong')],
  ]);
});

test('a message like it counts, another one, another repository and the heal itself do not', async () => {
  const like = { fingerprint: 'f2', message: "'total' is assigned a value but never used" };
  const other = { fingerprint: 'f3', message: 'Cannot find module' };
  const { similar } = await recallAfter(
    past('healed', 'alike', { causes: [like] }),
    past('healed', 'different', { causes: [other] }),
    past('healed', 'elsewhere', { repo: 'octo/other' }),
    past('healed', 'itself', { id: 'now' }),
  );
  expect(similar.map(({ summary, isExact }) => [summary, isExact])).toEqual([['use alike', false]]);
});

test('at most two are told, and of an open heal none', async () => {
  const { similar } = await recallAfter(
    ...['a', 'b', 'c'].map((line) => past('healed', line)),
    past('verified', 'open'),
  );
  expect(similar).toHaveLength(2);
});

test('accepted twice it is a recipe, wherever in the file it stood', async () => {
  const moved = anAttempt({ diff: patch('right').replace('@@ -1 +1 @@', '@@ -9 +9 @@') });
  const once = await recallAfter(past('healed', 'right'));
  expect(once.learned).toBeUndefined();
  const twice = await recallAfter(past('healed', 'right', { attempts: [moved] }));
  expect(twice.learned).toMatchObject({ fate: 'accepted', isExact: true });
});

test('a revert by hand is noted with the heal, and the commits to look for are told', async () => {
  const delivery = { kind: 'branch' as const, branch: 'main', commit: 'c'.repeat(40) };
  const record = past('healed', 'right', { delivery });
  const history = open();
  await history.save(record);
  const about = { repo: 'octo/project', causes: [cause], except: 'now' };
  expect((await history.recall(about)).pushed).toEqual([{ id: record.id, commit: delivery.commit }]);
  await history.noteRevert(record.id, 'd'.repeat(40));
  const after = await history.recall(about);
  expect([after.pushed, after.spurned.length, after.similar[0]?.fate]).toEqual([[], 1, 'reverted']);
});

test('every repository lists what it has taught', async () => {
  const history = open();
  for (const diff of ['right', 'right', 'once']) await history.save(past('healed', diff));
  expect(await history.learned()).toMatchObject([
    { repo: 'octo/project', summary: 'use right', cause: cause.message },
  ]);
});

test('what a person rejected or undid is spurned, and a recipe no longer', async () => {
  const declined = await recallAfter(past('declined', 'no'));
  expect(declined.spurned).toHaveLength(1);
  const reverted = await recallAfter(
    past('healed', 'right'),
    past('healed', 'right'),
    past('healed', 'right', { reverted: { at: '2026-01-09T00:00:00.000Z', by: 'person' } }),
  );
  expect(reverted.learned).toBeUndefined();
  expect(reverted.spurned).toHaveLength(2);
  expect(reverted.spurned[0]).toContain('+right');
});

test('what a person answered about the same failure is known to the next heal of it', async () => {
  const asked = { question: 'Which?', at: '2026-01-02T00:00:00.000Z', answer: 'The first.' };
  const open = { question: 'Really?', at: '2026-01-02T00:00:00.000Z' };
  const { answers } = await recallAfter(
    past('aborted', 'x', { questions: [asked, open] }),
    past('aborted', 'x', { causes: [{ ...cause, fingerprint: 'f9' }], questions: [asked] }),
  );
  expect(answers).toEqual([{ question: 'Which?', answer: 'The first.' }]);
});

test('only the cost of the last day counts', async () => {
  const history = open();
  const spent = { tokens: { input: 100, output: 50 }, costUsd: 0.25 };
  const at = (hoursAgo: number) => new Date(clock.now() - hoursAgo * 3_600_000).toISOString();
  await history.save(past('healed', 'new', { updatedAt: at(1), attempts: [anAttempt(spent)] }));
  await history.save(past('healed', 'old', { updatedAt: at(25), attempts: [anAttempt(spent)] }));
  expect(await history.spentToday()).toEqual({ usd: 0.25, tokens: 150 });
});

test('a kept text holds no secret', async () => {
  const history = open();
  await history.keepText('abc', 'question.md', 'password hunter2');
  expect(readFileSync(await history.fileOf('abc', 'question.md'), 'utf8')).toBe('password ***');
});

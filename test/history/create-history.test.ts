import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HealRecord } from '../../src/domain/index.js';
import { createHistory, newHealId } from '../../src/history/index.js';
import { createFakeClock } from '../support/fake-clock.js';
import { aFailure, anAttempt, aReceipt, aRecord, aReport, aRun } from '../support/samples.js';

const run = promisify(execFile);
let stateDir: string;
let setAside: string[];
beforeEach(() => {
  stateDir = join(mkdtempSync(join(tmpdir(), 'history-')), 'cifix');
  setAside = [];
});
afterEach(() => rmSync(join(stateDir, '..'), { recursive: true, force: true }));

const clock = createFakeClock();
const open = (redact: (text: string) => string = (text) => text) =>
  createHistory({
    stateDir,
    clock,
    exclusive: (work) => work(),
    redact,
    onSetAside: (path) => setAside.push(path),
  });
const file = () => join(stateDir, 'history.json');
const stored = () => readFileSync(file(), 'utf8');

const full = (given: Partial<HealRecord> = {}): HealRecord =>
  aRecord('healed', {
    gitDir: '/mirror.git',
    run: aRun(),
    diagnosis: {
      schemaVersion: 1,
      source: { kind: 'run', repo: 'octo/project', runId: 77, attempt: 1 },
      failures: [aFailure()],
      stats: { lines: 5, bytes: 50, ms: 1 },
    },
    attempts: [anAttempt({ error: 'no' }), anAttempt({ n: 2, diff: 'second\n' })],
    receipt: aReceipt(),
    fidelity: { sandbox: 'bwrap', steps: [], sameFingerprints: true, warnings: [] },
    delivery: { kind: 'branch', branch: 'main', commit: 'c'.repeat(40) },
    ci: { conclusion: 'success', runId: 78 },
    approval: { by: 'person', at: '2026-01-02T03:04:05.000Z' },
    ...given,
  });

describe('the history', () => {
  test('is empty where nothing was written, and reading makes no file', async () => {
    expect(await open().list()).toEqual([]);
    expect(readdirSync(stateDir)).toEqual([]);
  });

  test('gives back what was saved, whole', async () => {
    await open().save(full());
    expect(await open().get('abcdef12')).toEqual(full());
  });

  test('keeps one record an id; the last one saved is the one that is read', async () => {
    const history = open();
    await history.save(aRecord('detected'));
    await history.save(aRecord('watching', { reason: 'no-run' }));
    expect((await history.list()).map(({ state }) => state)).toEqual(['watching']);
  });

  test('lists newest first, and finds by an unambiguous beginning of an id only', async () => {
    const history = open();
    await history.save(aRecord('healed', { id: 'aa11', createdAt: '2026-01-01T00:00:00.000Z' }));
    await history.save(aRecord('healed', { id: 'aa22', createdAt: '2026-01-03T00:00:00.000Z' }));
    await history.save(aRecord('healed', { id: 'bb33', createdAt: '2026-01-02T00:00:00.000Z' }));
    expect((await history.list()).map(({ id }) => id)).toEqual(['aa22', 'bb33', 'aa11']);
    expect((await history.get('bb'))?.id).toBe('bb33');
    expect((await history.get('aa2'))?.id).toBe('aa22');
    expect(await history.get('aa')).toBeUndefined();
    expect(await history.get('cc')).toBeUndefined();
  });

  test('finds the heal of a run attempt that is open or healed, and no other', async () => {
    const history = open();
    const states = ['exhausted', 'declined', 'superseded', 'failed'] as const;
    for (const [index, state] of states.entries()) await history.save(aRecord(state, { id: `e${index}` }));
    expect(await history.findForRun('octo/project', 77, 1)).toBeUndefined();
    await history.save(full({ id: 'open', state: 'awaiting-approval' }));
    expect(await history.findForRun('octo/project', 77, 1)).toMatchObject({
      id: 'open',
      attempts: [{ n: 1 }, { diff: 'second\n' }],
    });
    expect(await history.findForRun('octo/project', 77, 2)).toBeUndefined();
    expect(await history.findForRun('octo/other', 77, 1)).toBeUndefined();
  });

  test('keeps diffs and diagnoses in files of the record, so that the one file stays small', async () => {
    const big = 'x'.repeat(500_000);
    await open().save(full({ attempts: [anAttempt({ diff: big })] }));
    expect(statSync(file()).size).toBeLessThan(10_000);
    expect(readdirSync(join(stateDir, 'records', 'abcdef12')).sort()).toEqual([
      'attempt-1.patch',
      'diagnosis.json',
    ]);
    expect((await open().get('abcdef12'))?.attempts[0]?.diff).toBe(big);
  });

  test('is for its owner only', async () => {
    await open().save(full());
    expect(statSync(stateDir).mode & 0o077).toBe(0);
    expect(statSync(join(stateDir, 'records', 'abcdef12', 'attempt-1.patch')).mode & 0o077).toBe(0);
  });

  test('remembers where a scan left off, a repository each', async () => {
    const history = open();
    await history.saveScanMark('a/b', { etag: '"1"', seen: ['1/1'] });
    await history.saveScanMark('a/c', { seen: [] });
    expect(await open().scanMark('a/b')).toEqual({ etag: '"1"', seen: ['1/1'] });
    expect(await open().scanMark('x/y')).toBeUndefined();
  });

  test('gives new ids that are not taken', () => {
    const ids = new Set(Array.from({ length: 500 }, newHealId));
    expect(ids.size).toBe(500);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}$/);
  });
});

describe('a secret', () => {
  test('is masked in every string that is written, in the one file and beside it', async () => {
    const secret = 'hunter2hunter2';
    const history = open((text) => text.replaceAll(secret, '***'));
    const said = (text: string) => `${text} ${secret} ${text}`;
    await history.save(
      full({
        repo: said('repo'),
        reason: said('reason'),
        next: said('next'),
        run: aRun({ url: said('url') }),
        diagnosis: {
          schemaVersion: 1,
          source: { kind: 'log', url: said('source') },
          failures: [
            aFailure({
              summary: said('summary'),
              command: said('command'),
              reports: [
                aReport({
                  message: said('message'),
                  evidence: { startLine: 1, endLine: 1, excerpt: said('excerpt') },
                  test: { name: said('test'), actual: said('actual') },
                  frames: [{ file: said('file'), project: true }],
                }),
              ],
            }),
          ],
          stats: { lines: 1, bytes: 1, ms: 1 },
        },
        attempts: [anAttempt({ diff: said('diff'), error: said('error'), summary: said('summary') })],
        events: [{ at: '2026-01-02T03:04:05.000Z', state: 'healed', detail: said('detail') }],
      }),
    );
    for (const path of [
      'history.json',
      'records/abcdef12/attempt-1.patch',
      'records/abcdef12/diagnosis.json',
    ]) {
      const text = readFileSync(join(stateDir, path), 'utf8');
      expect(text, path).not.toContain(secret);
      expect(text, path).toContain('***');
    }
  });
});

describe('a history file that is not as it should be', () => {
  test.each([
    ['cut off', '{"schemaVersion":1,"heals":[{"id":"ab'],
    ['no JSON', 'hello'],
    ['of another shape', '{"schemaVersion":1,"heals":"many","scans":{}}'],
    ['without a version', '[]'],
  ])('is set aside with its content when it is %s', async (_case, text) => {
    await open().list();
    writeFileSync(file(), text);
    const history = open();
    await history.save(aRecord('detected'));
    expect(setAside).toHaveLength(1);
    expect(readFileSync(setAside[0] ?? '', 'utf8')).toBe(text);
    expect(await history.list()).toHaveLength(1);
  });

  test('is taken for empty when it is empty, with nothing set aside', async () => {
    await open().list();
    writeFileSync(file(), '');
    expect(await open().list()).toEqual([]);
    expect(setAside).toEqual([]);
  });

  test('is refused and left alone when a newer cifix wrote it', async () => {
    await open().list();
    const text = '{"schemaVersion":2,"heals":{},"more":true}';
    writeFileSync(file(), text);
    await expect(open().save(aRecord('detected'))).rejects.toMatchObject({
      kind: 'usage',
      code: 'history-too-new',
    });
    await expect(open().list()).rejects.toMatchObject({ code: 'history-too-new' });
    expect(stored()).toBe(text);
    expect(setAside).toEqual([]);
  });
});

describe('a crash between the files of a record', () => {
  test('before the one file is written leaves the record as it was before', async () => {
    await open().save(full({ state: 'verified', attempts: [anAttempt()] }));
    const before = stored();
    // The files of the record come first; the process died before the history file was replaced.
    await open().save(full({ attempts: [anAttempt(), anAttempt({ n: 2 })] }));
    writeFileSync(file(), before);
    expect(await open().get('abcdef12')).toMatchObject({ state: 'verified', attempts: [{ n: 1 }] });
  });

  test.each([
    ['attempt-1.patch', 'attempts.0.diff', ''],
    ['diagnosis.json', 'diagnosis', undefined],
  ])('that lost %s leaves a record that can be read', async (name, path, value) => {
    await open().save(full());
    rmSync(join(stateDir, 'records', 'abcdef12', name));
    const record = await open().get('abcdef12');
    expect(record?.state).toBe('healed');
    if (value === undefined) expect(record).not.toHaveProperty(path);
    else expect(record).toHaveProperty(path, value);
  });

  test('that left half a diagnosis leaves a record that can be read', async () => {
    await open().save(full());
    writeFileSync(join(stateDir, 'records', 'abcdef12', 'diagnosis.json'), '{"schemaVersion":1,"fail');
    const record = await open().get('abcdef12');
    expect(record).toMatchObject({ state: 'healed' });
    expect(record?.diagnosis).toBeUndefined();
  });
});

describe('the files of a record', () => {
  test('are replaced as a whole, never written over', async () => {
    await open().save(full());
    const inode = () => statSync(join(stateDir, 'records', 'abcdef12', 'attempt-1.patch')).ino;
    const before = inode();
    await open().save(full());
    expect(inode()).not.toBe(before);
    expect(readdirSync(join(stateDir, 'records', 'abcdef12')).sort()).toEqual([
      'attempt-1.patch',
      'attempt-2.patch',
      'diagnosis.json',
    ]);
  });
});

describe('two processes at once', () => {
  test('lose nothing of what either writes (needs dist/: npm run build)', async () => {
    const script = join(import.meta.dirname, 'write-records.mjs');
    await Promise.all(['a', 'b'].map((name) => run(process.execPath, [script, stateDir, name, '12'])));
    const ids = (await open().list()).map(({ id }) => id).sort();
    const wanted = ['a', 'b'].flatMap((name) => Array.from({ length: 12 }, (_, n) => `${name}${n}`)).sort();
    expect(ids).toEqual(wanted);
    expect(setAside).toEqual([]);
  });
});

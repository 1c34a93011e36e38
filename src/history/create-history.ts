import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Clock,
  Diagnosis,
  type HealRecord,
  isEnd,
  type PastCause,
  type PastFix,
  type Recollection,
} from '../domain/index.js';
import { type HistoryFile, openHistory, type ScanMark } from './history-file.js';
import { findAnswers, findMemories, healedTwice, recollect } from './recall.js';

/** Runs `work` while no other process of this user changes the history. */
type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

export interface HistoryOptions {
  stateDir: string;
  clock: Clock;
  exclusive: Exclusive;
  /** Masks secrets in everything that is written. */
  redact(text: string): string;
  /** Told once when an unreadable file was set aside. */
  onSetAside(path: string): void;
}

export interface History {
  /** Newest first. */
  list(): Promise<HealRecord[]>;
  /** By id, or by an unambiguous beginning of one. */
  get(id: string): Promise<HealRecord | undefined>;
  /** The heal of this run attempt that has not ended, or that ended healed. */
  findForRun(repo: string, runId: number, attempt: number): Promise<HealRecord | undefined>;
  save(record: HealRecord): Promise<void>;
  /** What earlier heals of this repository teach about these causes; `except` is the heal that asks. */
  recall(about: { repo: string; causes: readonly PastCause[]; except: string }): Promise<Recollection>;
  /** Notes that a person undid a fix by themselves: it is never proposed again for its failure. */
  noteRevert(id: string, commit: string): Promise<void>;
  /** Every fix that became a recipe of its repository. */
  learned(): Promise<{ repo: string; heal: string; summary: string; cause: string }[]>;
  /** What the heals of the last 24 hours have cost. */
  spentToday(): Promise<{ usd: number; tokens: number }>;
  /** Keeps a text with a record, redacted. */
  keepText(id: string, name: string, text: string): Promise<void>;
  /** Absolute path of a file kept with a record; the directory exists. */
  fileOf(id: string, name: string): Promise<string>;
  scanMark(key: string): Promise<ScanMark | undefined>;
  saveScanMark(key: string, mark: ScanMark): Promise<void>;
}

/** A new record's id: eight hex digits, unused as far as chance goes. */
export const newHealId = (): string => randomBytes(4).toString('hex');

export function createHistory(options: HistoryOptions): History {
  const { stateDir, clock, exclusive } = options;
  const open = async () => {
    const opened = await openHistory(stateDir, clock.now);
    if (opened.setAside) options.onSetAside(opened.setAside);
    return opened.low;
  };
  const update = (change: (data: HistoryFile) => void): Promise<void> =>
    exclusive(async () => {
      const low = await open();
      await low.update(change);
    });
  const read = async (): Promise<HistoryFile> => exclusive(async () => (await open()).data);
  const directoryOf = async (id: string): Promise<string> => {
    const directory = join(stateDir, 'records', id);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return directory;
  };

  const pastFixOf = async (
    record: HealRecord,
    { fate, isExact }: Pick<PastFix, 'fate' | 'isExact'>,
  ): Promise<PastFix> => {
    const attempts = (await withBigThings(record, await directoryOf(record.id))).attempts;
    const last = attempts.findLast(({ diff }) => diff !== '');
    const commit = record.delivery?.commit;
    return {
      id: record.id,
      fate,
      isExact,
      summary: last?.summary ?? '',
      diff: last?.diff ?? '',
      ...(commit === undefined ? {} : { commit }),
    };
  };

  const recall: History['recall'] = async (about) => {
    const { heals } = await read();
    const memories = findMemories(heals, about).slice(0, maxMemories);
    const fixes = await Promise.all(memories.map(async ({ record, ...rest }) => pastFixOf(record, rest)));
    return { ...recollect(fixes), answers: findAnswers(heals, about) };
  };

  return {
    list: async () => [...(await read()).heals].sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
    get: async (id) => {
      const found = (await read()).heals.filter((record) => record.id.startsWith(id));
      const [record] = found;
      return record && found.length === 1 ? withBigThings(record, await directoryOf(record.id)) : undefined;
    },
    findForRun: async (repo, runId, attempt) => {
      const found = (await read()).heals.findLast(
        (record) =>
          record.repo === repo &&
          record.runId === runId &&
          record.runAttempt === attempt &&
          (!isEnd(record.state) || (record.state === 'healed' && !record.reverted)),
      );
      return found && withBigThings(found, await directoryOf(found.id));
    },
    save: async (record) => {
      const clean = redactAll(record, options.redact);
      const slim = await storeBigThings(clean, await directoryOf(record.id));
      await update((data) => {
        const at = data.heals.findIndex(({ id }) => id === record.id);
        if (at < 0) data.heals.push(slim);
        else data.heals[at] = slim;
      });
    },
    recall,
    noteRevert: (id, commit) =>
      update((data) => {
        const record = data.heals.find((heal) => heal.id === id);
        if (record && !record.reverted)
          record.reverted = { at: new Date(clock.now()).toISOString(), by: 'commit', commit };
      }),
    learned: async () => {
      const found = await Promise.all(
        healedTwice((await read()).heals).map(async ({ repo, cause }) => {
          const { learned } = await recall({ repo, causes: [cause], except: '' });
          return learned && { repo, heal: learned.id, summary: learned.summary, cause: cause.message };
        }),
      );
      return found.filter((entry) => entry !== undefined);
    },
    spentToday: async () => {
      const since = new Date(clock.now() - 86_400_000).toISOString();
      const attempts = (await read()).heals
        .filter(({ updatedAt }) => updatedAt >= since)
        .flatMap((record) => record.attempts);
      return attempts.reduce(
        (sum, { costUsd, tokens }) => ({
          usd: sum.usd + (costUsd ?? 0),
          tokens: sum.tokens + tokens.input + tokens.output,
        }),
        { usd: 0, tokens: 0 },
      );
    },
    keepText: async (id, name, text) => writeWhole(join(await directoryOf(id), name), options.redact(text)),
    fileOf: async (id, name) => join(await directoryOf(id), name),
    scanMark: async (key) => (await read()).scans[key],
    saveScanMark: (key, mark) =>
      update((data) => {
        data.scans[key] = mark;
      }),
  };
}

/** As many as could make a recipe and two examples, however often a failure came back. */
const maxMemories = 20;

const patchName = (n: number): string => `attempt-${n}.patch`;

/** Diffs and the diagnosis go into files of the record, so that the history file stays small. */
async function storeBigThings(record: HealRecord, directory: string): Promise<HealRecord> {
  for (const attempt of record.attempts) {
    if (attempt.diff) await writeWhole(join(directory, patchName(attempt.n)), attempt.diff);
  }
  if (record.diagnosis) {
    await writeWhole(join(directory, 'diagnosis.json'), JSON.stringify(record.diagnosis));
  }
  const { diagnosis: _kept, ...rest } = record;
  return { ...rest, attempts: record.attempts.map((attempt) => ({ ...attempt, diff: '' })) };
}

/** All of it or the file as it was: half a patch must never be taken for a fix. */
async function writeWhole(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}.new`;
  await writeFile(aside, text, { mode: 0o600 });
  await rename(aside, path);
}

async function withBigThings(record: HealRecord, directory: string): Promise<HealRecord> {
  const attempts = await Promise.all(
    record.attempts.map(async (attempt) => ({
      ...attempt,
      diff: await readFile(join(directory, patchName(attempt.n)), 'utf8').catch(() => ''),
    })),
  );
  const stored = await readFile(join(directory, 'diagnosis.json'), 'utf8').catch(() => undefined);
  const diagnosis = stored === undefined ? undefined : readDiagnosis(stored);
  return { ...record, attempts, ...(diagnosis ? { diagnosis } : {}) };
}

function readDiagnosis(stored: string): Diagnosis | undefined {
  try {
    return Diagnosis.safeParse(JSON.parse(stored)).data;
  } catch {
    return undefined;
  }
}

/** Masks every string of a value. */
function redactAll<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((inner) => redactAll(inner, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, redactAll(inner, redact)]),
  ) as T;
}

import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Low } from 'lowdb';
import { TextFile } from 'lowdb/node';
import { z } from 'zod';
import { HealRecord } from '../domain/index.js';
import { historyTooNew } from '../errors/index.js';

/** Where a scan of a repository left off. */
export const ScanMark = z.object({
  etag: z.string().optional(),
  /** `runId/attempt` of failures that were reported. */
  seen: z.array(z.string()),
});
export type ScanMark = z.infer<typeof ScanMark>;

export const HistoryFile = z.object({
  schemaVersion: z.literal(1),
  heals: z.array(HealRecord),
  scans: z.record(z.string(), ScanMark),
});
export type HistoryFile = z.infer<typeof HistoryFile>;

const empty = (): HistoryFile => ({ schemaVersion: 1, heals: [], scans: {} });

export interface OpenedHistory {
  low: Low<HistoryFile>;
  /** Path that an unreadable file was set aside to. */
  setAside?: string;
}

/**
 * Opens the history. A file that cannot be read is set aside, never overwritten; one that was written
 * by a newer cifix is left alone and refused. Call it under the lock when something will be written.
 */
export async function openHistory(stateDir: string, now: () => number): Promise<OpenedHistory> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const path = join(stateDir, 'history.json');
  const text = new TextFile(path);
  let setAside: string | undefined;
  const low = new Low<HistoryFile>(
    {
      read: async () => {
        const stored = await text.read();
        if (stored === null || stored.trim() === '') return null;
        const parsed = parse(stored, path);
        if (parsed) return parsed;
        setAside = `${path}.unreadable-${now()}`;
        await rename(path, setAside);
        return null;
      },
      write: (data) => text.write(`${JSON.stringify(data, null, 1)}\n`),
    },
    empty(),
  );
  await low.read();
  return { low, setAside };
}

function parse(stored: string, path: string): HistoryFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(stored);
  } catch {
    return undefined;
  }
  const version = z.object({ schemaVersion: z.number() }).safeParse(value);
  if (version.success && version.data.schemaVersion > 1)
    throw historyTooNew(path, version.data.schemaVersion);
  const checked = HistoryFile.safeParse(value);
  return checked.success ? checked.data : undefined;
}

import { type FileHandle, open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { logUseless } from '../errors/index.js';
import { readZipDirectory, type ZipEntry, zipMethods } from './zip-directory.js';

/** One log of a run: that of a whole job, or of one step where the archive has no file for its job. */
export interface RunLog {
  job: string;
  step?: string;
  /** Position of the step in the job, as the jobs API numbers it. */
  stepNumber?: number;
  /** To be read to its end, or given up, before the next log is asked for. */
  bytes: AsyncIterable<Uint8Array>;
}

/** All logs of a run together; GitHub's own are far smaller. */
const maxTotalBytes = 4 * 1024 ** 3;
const chunkBytes = 256 * 1024;

/**
 * The logs in the archive of a run, as GitHub's `…/logs` address gives it. Nothing is unpacked to disk and
 * no name in it is used as a path. Throws a `CifixError` for a file that is no such archive, for a damaged
 * one, and for one that holds more than it declares or more than 4 GiB.
 */
export async function* readRunZip(path: string): AsyncGenerator<RunLog> {
  const handle = await open(path, 'r');
  try {
    const entries = await readZipDirectory(handle, (why) => logUseless(path, why));
    const declared = entries.reduce((sum, entry) => sum + entry.size, 0);
    if (declared > maxTotalBytes) throw logUseless(path, 'unpacks to more than 4 GiB');
    const logs = logsIn(entries);
    if (logs.length === 0) throw logUseless(path, 'is an archive without job logs');
    for (const { entry, ...named } of logs) yield { ...named, bytes: inflated(handle, entry, path) };
  } finally {
    await handle.close();
  }
}

interface NamedEntry {
  job: string;
  step?: string;
  stepNumber?: number;
  entry: ZipEntry;
}

/** `0_build.txt`; older services write a negative number. The number only orders. */
const wholeJob = /^(-?\d+)_([^/]+)\.txt$/;
/** `build/7_Run npm test.txt`; `build/system.txt` is about the machine and left out. */
const ofStep = /^([^/]+)\/(\d+)_([^/]*)\.txt$/;

/** The whole-job files, and the step files of jobs that have none, in the order of jobs and steps. */
function logsIn(entries: readonly ZipEntry[]): NamedEntry[] {
  const jobs = entries.flatMap((entry) => {
    const match = wholeJob.exec(entry.name);
    return match ? [{ order: Number(match[1]), job: match[2] ?? '', entry }] : [];
  });
  const whole = jobs.sort((a, b) => a.order - b.order).map(({ job, entry }) => ({ job, entry }));
  const steps = entries.flatMap((entry) => {
    const match = ofStep.exec(entry.name);
    const job = match?.[1];
    if (!match || !job || whole.some((known) => isSameJob(known.job, job))) return [];
    return [{ job, stepNumber: Number(match[2]), step: match[3] ?? '', entry }];
  });
  const order = [...new Set(steps.map(({ job }) => job))];
  steps.sort((a, b) => order.indexOf(a.job) - order.indexOf(b.job) || a.stepNumber - b.stepNumber);
  return [...whole, ...steps];
}

/** Names of folders are cut to 90 UTF-16 units, at times inside a character, and trimmed. */
const cutAt = 90;
const isSameJob = (whole: string, folder: string): boolean =>
  whole === folder ||
  (folder.length >= cutAt - 2 && whole.slice(0, cutAt - 3) === folder.slice(0, cutAt - 3));

async function* inflated(handle: FileHandle, entry: ZipEntry, path: string): AsyncGenerator<Uint8Array> {
  if (entry.packedSize === 0) return;
  const packed = packedBytes(handle, entry, path);
  const stored = entry.method === zipMethods.stored;
  let size = 0;
  try {
    for await (const chunk of stored ? packed : unpacked(packed)) {
      size += chunk.length;
      if (size > entry.size) throw logUseless(path, 'holds more than it declares');
      yield chunk;
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw code?.startsWith('Z_') ? logUseless(path, 'is a damaged archive') : cause;
  }
}

function unpacked(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: chunkBytes });
  // Errors reach whoever reads; the callback only keeps them from being thrown a second time.
  return pipeline(Readable.from(packed), inflate, () => {});
}

async function* packedBytes(handle: FileHandle, entry: ZipEntry, path: string): AsyncGenerator<Uint8Array> {
  let position = await contentStart(handle, entry, path);
  const end = position + entry.packedSize;
  while (position < end) {
    const chunk = Buffer.alloc(Math.min(chunkBytes, end - position));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) throw logUseless(path, 'is a damaged archive');
    position += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

const localHeaderBytes = 30;

/** The local header repeats the name and may carry other extra fields than the directory says. */
async function contentStart(handle: FileHandle, entry: ZipEntry, path: string): Promise<number> {
  const header = Buffer.alloc(localHeaderBytes);
  const { bytesRead } = await handle.read(header, 0, localHeaderBytes, entry.offset);
  if (bytesRead < localHeaderBytes || header.readUInt32LE(0) !== 0x04034b50)
    throw logUseless(path, 'is a damaged archive');
  return entry.offset + localHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
}

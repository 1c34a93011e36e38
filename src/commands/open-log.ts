import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Context } from '../context.js';
import { logMissing, logUseless, usageError } from '../errors/index.js';
import { detectBinary } from '../logs/index.js';

/** The bytes of the log in a file, or on standard input for "-", once the first of them look like a log. */
export const openLog = async (context: Context, path: string): Promise<AsyncIterable<Uint8Array>> =>
  checked(path === '-' ? readStandardInput(context) : await openFile(path), path);

function readStandardInput(context: Context): AsyncIterable<Uint8Array> {
  if (context.terminal.stdinIsTerminal)
    throw usageError(
      'There is nothing on standard input.',
      'Pipe a log into it: gh run view --log-failed | cifix diagnose --log -',
    );
  return context.terminal.readStdin();
}

/** GitHub hands out the logs of a whole run as one zip. */
export async function isZip(path: string): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => undefined);
  try {
    const head = Buffer.alloc(4);
    await handle?.read(head, 0, 4, 0).catch(() => undefined);
    return head.toString('latin1') === 'PK\u0003\u0004';
  } finally {
    await handle?.close();
  }
}

async function openFile(path: string): Promise<AsyncIterable<Uint8Array>> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw logMissing(path, cause);
  });
  if (!stats.isFile() && !stats.isFIFO() && !stats.isCharacterDevice()) throw logUseless(path, 'is no file');
  return createReadStream(path, { highWaterMark: 256 * 1024 });
}

const complaints = {
  empty: 'is empty',
  archive: 'is an archive that is no zip of run logs; unpack it and give one of its files',
  binary: 'is no text',
} as const;

/** Passes the bytes on once the first of them look like a log. */
async function* checked(source: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  let seen = false;
  for await (const chunk of source) {
    if (!seen) {
      const found = detectBinary(chunk);
      if (found) throw logUseless(path, complaints[found]);
      seen = true;
    }
    yield chunk;
  }
  if (!seen) throw logUseless(path, complaints.empty);
}

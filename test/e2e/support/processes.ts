import { readdir, readFile } from 'node:fs/promises';

/** The command lines of all processes that this user may see; none where the system has no /proc. */
export async function listCommandLines(): Promise<string[]> {
  const names = await readdir('/proc').catch(() => []);
  const lines = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.map((line) => line.replaceAll('\0', ' ').trim()).filter(Boolean);
}

import { git } from './run-git.js';
import type { FileDifference } from './shape-commit.js';

const statuses: Record<string, FileDifference['status']> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

/** The files that differ between two trees, with counts and patches, as the API lists them. */
export const readDifferences = async (
  gitDir: string,
  from: string,
  to: string,
): Promise<FileDifference[]> => {
  const diff = (...how: string[]): Promise<string> =>
    git(['diff', '--find-renames', '--no-color', '--no-ext-diff', ...how, from, to], { cwd: gitDir });
  const [raw, counts, patches] = await Promise.all([
    diff('--raw', '-z', '--no-abbrev'),
    diff('--numstat', '-z'),
    diff('--patch'),
  ]);
  const files = parseRaw(raw);
  const numbers = parseCounts(counts);
  // Every section begins at column one with "diff --git"; content lines have a mark before them.
  const sections = patches.split(/^(?=diff --git )/m).filter((section) => section !== '');
  return files.map((file, index) => {
    const section = sections[index] ?? '';
    const start = section.search(/^@@ /m);
    return {
      ...file,
      additions: numbers[index]?.[0] ?? 0,
      deletions: numbers[index]?.[1] ?? 0,
      patch: start === -1 ? undefined : section.slice(start).trimEnd(),
    };
  });
};

type RawFile = Pick<FileDifference, 'path' | 'previousPath' | 'status' | 'sha'>;

/** `:modes old new X\0path\0`, with a second path after a rename. */
const parseRaw = (text: string): RawFile[] => {
  const fields = text.split('\0');
  const files: RawFile[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [, , oldSha = '', newSha = '', letter = 'M'] = (fields[at] ?? '').split(' ');
    const status = statuses[letter.slice(0, 1)] ?? 'modified';
    const isRename = status === 'renamed';
    const first = fields[at + 1] ?? '';
    files.push({
      path: isRename ? (fields[at + 2] ?? '') : first,
      previousPath: isRename ? first : null,
      status,
      sha: status === 'removed' ? oldSha : newSha,
    });
    at += isRename ? 3 : 2;
  }
  return files;
};

/** `added\tdeleted\tpath\0`; a rename leaves the path empty and adds two fields. Binary files have dashes. */
const parseCounts = (text: string): [number, number][] => {
  const fields = text.split('\0');
  const counts: [number, number][] = [];
  for (let at = 0; at < fields.length; ) {
    const [added, deleted, path] = (fields[at] ?? '').split('\t');
    if (added === undefined || deleted === undefined) break;
    counts.push([Number(added) || 0, Number(deleted) || 0]);
    at += path === '' ? 3 : 1;
  }
  return counts;
};

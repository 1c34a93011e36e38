import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A file's content, or what else stands at its path. */
export type Entry = string | Buffer | { link: string } | { executable: string };

const identity = ['-c', 'user.name=octo', '-c', 'user.email=octo@example.com', '-c', 'commit.gpgSign=false'];

/** git as a person runs it, for arranging and for looking; user and system configuration off. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', [...identity, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      LC_ALL: 'C',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_DATE: '@1700000000 +0000',
      GIT_COMMITTER_DATE: '@1700000000 +0000',
    },
  }).trim();
}

export function writeFiles(root: string, files: Readonly<Record<string, Entry | null>>): void {
  for (const [file, entry] of Object.entries(files)) {
    const path = join(root, file);
    if (entry === null) {
      rmSync(path, { recursive: true, force: true });
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    if (typeof entry === 'string' || Buffer.isBuffer(entry)) writeFileSync(path, entry);
    else if ('link' in entry) {
      rmSync(path, { force: true });
      symlinkSync(entry.link, path);
    } else {
      writeFileSync(path, entry.executable);
      chmodSync(path, 0o755);
    }
  }
}

/** Puts files into a working tree and commits all of it. Answers the commit. */
export function commitFiles(
  root: string,
  files: Readonly<Record<string, Entry | null>>,
  message = 'Change',
): string {
  writeFiles(root, files);
  git(root, 'add', '--all', '--force');
  git(root, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(root, 'rev-parse', 'HEAD');
}

/** A new repository on branch main, with one commit when files are given. */
export function createRepository(root: string, files?: Readonly<Record<string, Entry | null>>): string {
  mkdirSync(root, { recursive: true });
  git(root, 'init', '--quiet', '--initial-branch=main');
  return files ? commitFiles(root, files, 'First') : '';
}

/** A directory of a test, and the function that removes it. */
export function makeScratch(name: string): { scratch: string; clean(): void } {
  const scratch = mkdtempSync(join(tmpdir(), `${name}-`));
  return { scratch, clean: () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }) };
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { ReplayResult } from '../../../src/executor/index.js';

/** A workflow whose steps are these scripts. */
export const job = (...scripts: string[]): string =>
  JSON.stringify({
    on: 'push',
    jobs: { job: { 'runs-on': 'ubuntu-latest', steps: scripts.map((run) => ({ run })) } },
  });

export const logOf = (result: ReplayResult): string => readFileSync(result.logFile, 'utf8');

/** Only what steps printed: the log's header repeats the script. */
export const outputOf = (result: ReplayResult): string =>
  logOf(result)
    .replace(/##\[group\]Run[\s\S]*?##\[endgroup\]/g, '')
    .replace(/^\S+Z /gm, '');

/** A home directory with credentials in it, outside of /tmp, which the sandbox replaces anyway. */
export function homeWithCredentials(): string {
  const home = mkdtempSync('/var/tmp/cifix-home-');
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const files: Record<string, string> = {
    '.ssh/id_ed25519': 'SECRET-ssh',
    '.config/gh/hosts.yml': 'SECRET-gh',
    '.npmrc': 'registry=https://user:SECRET-npm@npm.example.org/\n//npm.example.org/:_authToken=SECRET-npm\n',
    '.cargo/credentials.toml': 'SECRET-cargo',
    '.cargo/bin/mytool': '#!/bin/sh\necho tool found\n',
    '.git-credentials': 'SECRET-git',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(home, path, '..'), { recursive: true });
    writeFileSync(join(home, path), text, { mode: 0o755 });
  }
  return home;
}

/** Live processes whose command line holds the text. */
export function processesWith(text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
      return (
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(text) ||
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`/${text}`)
      );
    } catch {
      return false;
    }
  });
}

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mode } from './model-server.js';

/** What the program does in each mode, in shell; `$1` is the answer. It has read its question before. */
const bodies: Partial<Record<Mode, string>> = {
  ok: 'printf %s "$1"',
  slow: 'for i in 1 2 3 4 5 6 7 8 9; do printf " "; sleep 0.1; done; printf %s "$1"',
  hang: 'sleep 30',
  stall: 'printf "{"; sleep 30',
  garbage: "printf '<<<\\033[2J not json'",
  truncated: 'printf %.12s "$1"',
  unauthorised: 'echo "Error: 401 invalid key \\033[31m" >&2; exit 1',
  'rate-limited': 'echo "HTTP 429: slow down" >&2; exit 1',
  failing: 'echo "boom" >&2; exit 3',
};

/** A model behind a program on this machine, with faults on demand. */
export function createModelCommand() {
  const directory = mkdtempSync(join(tmpdir(), 'model-command-'));
  const calls = join(directory, 'calls');
  return {
    directory,
    /** The program and its arguments for a mode. */
    play: (mode: Mode, text: string): string[] => {
      const path = join(directory, `${mode}.sh`);
      writeFileSync(path, `#!/bin/sh\ncat > /dev/null\necho >> '${calls}'\n${bodies[mode]}\n`);
      chmodSync(path, 0o755);
      writeFileSync(calls, '');
      return [path, text];
    },
    calls: (): number => readFileSync(calls, 'utf8').length,
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}

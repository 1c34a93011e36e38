import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GitHubStandIn } from '../../../src/demo/index.js';

const executable = fileURLToPath(new URL('../../../bin/cifix.js', import.meta.url));

export const token = 'e2e-token-that-nobody-may-see-4711';

type Variables = Record<string, string | undefined>;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

interface Running {
  child: ChildProcessWithoutNullStreams;
  ended: Promise<Ended>;
}

interface RunOptions {
  cwd?: string;
  /** On top of the machine's own; undefined takes a variable away. */
  env?: Variables;
  stdin?: string | Buffer;
}

/** A person's machine: a home, state and cache of its own, and the built cifix. */
export interface Machine {
  root: string;
  stateDir: string;
  cacheDir: string;
  /** Where cifix is started unless told otherwise; an empty directory. */
  cwd: string;
  start(args: readonly string[], options?: RunOptions): Running;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** The history file as it is at this moment; empty when there is none. */
  readHistory(): Promise<string>;
  /** Content of every file that cifix left on this machine, by path. */
  readEverything(): Promise<Map<string, Buffer>>;
  remove(): Promise<void>;
}

/** A machine that reaches the given GitHub, or none. */
export async function openMachine(
  github?: Pick<GitHubStandIn, 'apiUrl' | 'serverUrl'>,
  env: Variables = {},
): Promise<Machine> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'cifix-e2e-')));
  const paths = Object.fromEntries(
    ['home', 'state', 'cache', 'tmp', 'work'].map((name) => [name, join(root, name)]),
  );
  for (const path of Object.values(paths)) await mkdir(path, { recursive: true });
  const cwd = join(root, 'work');
  const base: Variables = {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    HOME: paths.home,
    XDG_STATE_HOME: paths.state,
    XDG_CACHE_HOME: paths.cache,
    TMPDIR: paths.tmp,
    NO_COLOR: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    // The product looks at CI every five seconds; a stand-in answers sooner.
    CIFIX_WATCH_POLL_SECONDS: '0.1',
    // What the sandboxes do has tests of its own.
    CIFIX_SANDBOX: 'none',
    ...(github && {
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.serverUrl,
      GH_TOKEN: token,
    }),
    ...env,
  };
  const start = (args: readonly string[], options: RunOptions = {}): Running => {
    const child = spawn(process.execPath, [executable, ...args], {
      cwd: options.cwd ?? cwd,
      env: definedOf({ ...base, ...options.env }),
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin);
    return { child, ended: endOf(child) };
  };
  return {
    root,
    stateDir: join(root, 'state', 'cifix'),
    cacheDir: join(root, 'cache', 'cifix'),
    cwd,
    start,
    run: (args, options) => start(args, options).ended,
    readHistory: () => readFile(join(root, 'state', 'cifix', 'history.json'), 'utf8').catch(() => ''),
    readEverything: () => readTree(root),
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

const definedOf = (variables: Variables): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

async function readTree(root: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path, await readFile(path));
  }
  return files;
}

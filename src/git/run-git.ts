import { tmpdir } from 'node:os';
import { type SimpleGitOptions, simpleGit } from 'simple-git';
import type { GitCredential, GitOptions, RunGit } from '../domain/index.js';
import { gitMissing } from '../errors/index.js';
import { gitFailure } from './git-failure.js';

/** Configuration that no repository can override: no hooks, no foreign transports, no prompts, no redirects. */
const hardening: Readonly<Record<string, string>> = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.autocrlf': 'false',
  'core.quotePath': 'false',
  'core.symlinks': 'true',
  'credential.helper': '',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'http.followRedirects': 'false',
  'protocol.allow': 'never',
  'protocol.http.allow': 'always',
  'protocol.https.allow': 'always',
  'protocol.file.allow': 'user',
  'submodule.recurse': 'false',
  'diff.external': '',
  'advice.detachedHead': 'false',
  'safe.directory': '*',
};

const passedOn = [
  'PATH',
  'HOME',
  'LANG',
  'TMPDIR',
  'SSL_CERT_FILE',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
];

/**
 * `RunGit` over simple-git. User and system configuration are off; a credential travels as an HTTP
 * header in the environment of this one child, bound to its origin, so that it stands in no argument
 * list and in no file. Rejects with `CifixError` (git-failed, git-refused, …).
 */
export function createRunGit(hostEnv: Readonly<Record<string, string | undefined>>): RunGit {
  return async (args, options = {}) => {
    const env = environmentOf(hostEnv, options);
    const settings: Partial<SimpleGitOptions> = {
      baseDir: options.cwd ?? options.gitDir ?? tmpdir(),
      allowEnvironment: Object.keys(env).filter((name) => name.startsWith('GIT_')),
      unsafe: {
        allowUnsafeConfigEnvCount: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeHooksPath: true,
        allowUnsafeCredentialHelper: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeDiffExternal: true,
      },
      // By default the answer is given 50 ms after git has ended, whether all of its output was read or not.
      completion: { onClose: true, onExit: false },
      // By default an end by a signal, or with an exit code but no words, counts as success.
      errors: (error, { exitCode }) => error ?? (exitCode === 0 ? undefined : silentFailure(exitCode)),
      ...(options.signal ? { abort: options.signal } : {}),
      // simple-git takes an empty text for none, and git would wait for its standard input for ever.
      ...(options.input === undefined ? {} : { input: () => options.input || '\n' }),
    };
    try {
      return await simpleGit(settings).outputHandler(saySomething).env(env).raw(args);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof Error && /ENOENT/.test(error.message)) throw gitMissing(error);
      throw gitFailure(args, error, options.credential?.token);
    }
  };
}

const silentFailure = (exitCode: number | null): Error =>
  new Error(exitCode === null ? 'git was killed' : `git ended with exit code ${exitCode} and no message`);

/** simple-git waits 50 ms longer for a git that printed nothing; an empty chunk spares that. */
const saySomething = (_command: string, stdout: NodeJS.ReadableStream): void => {
  setImmediate(() => stdout.emit('data', Buffer.alloc(0)));
};

function environmentOf(
  host: Readonly<Record<string, string | undefined>>,
  options: GitOptions,
): Record<string, string> {
  const env: Record<string, string> = {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    ...options.env,
  };
  for (const name of passedOn) {
    const value = host[name];
    if (value !== undefined) env[name] = value;
  }
  if (options.gitDir) env.GIT_DIR = options.gitDir;
  if (options.workTree) env.GIT_WORK_TREE = options.workTree;
  if (options.indexFile) env.GIT_INDEX_FILE = options.indexFile;
  const entries = Object.entries({ ...hardening, ...headerOf(options.credential) });
  env.GIT_CONFIG_COUNT = String(entries.length);
  for (const [index, [key, value]] of entries.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

function headerOf(credential: GitCredential | undefined): Record<string, string> {
  if (!credential) return {};
  const basic = Buffer.from(`x-access-token:${credential.token}`).toString('base64');
  return { [`http.${credential.origin}/.extraHeader`]: `Authorization: Basic ${basic}` };
}

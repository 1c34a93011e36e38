import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { standInGitFailed } from '../errors/index.js';

export interface GitResult {
  code: number;
  stdout: Buffer;
  stderr: string;
}

export interface GitOptions {
  cwd?: string;
  input?: string | Buffer;
  env?: Record<string, string>;
}

/** Neither the user's git configuration nor any credential of the caller reaches a git of the stand-in. */
export const gitEnvironment = (extra: Record<string, string> = {}): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  LANG: 'C.UTF-8',
  HOME: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_TERMINAL_PROMPT: '0',
  ...extra,
});

/** Runs git and hands back whatever it answered; only a git that cannot be started throws. */
export const tryGit = (args: string[], options: GitOptions = {}): Promise<GitResult> =>
  new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: options.cwd, env: gitEnvironment(options.env) });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (cause) => reject(standInGitFailed(args, cause.message)));
    child.on('close', (code) =>
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
    // Git may have gone before it read its input; its exit code tells that story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });

/** Like `tryGit`, for a git that must succeed; answers its standard output as text. */
export const git = async (args: string[], options: GitOptions = {}): Promise<string> => {
  const result = await tryGit(args, options);
  if (result.code !== 0) throw standInGitFailed(args, result.stderr);
  return result.stdout.toString('utf8');
};

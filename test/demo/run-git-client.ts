import { spawn } from 'node:child_process';

export interface GitClientResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A git as a user of the stand-in would run it: an asynchronous child with its own credentials. */
export const runGitClient = (
  args: string[],
  options: { cwd?: string; token?: string } = {},
): Promise<GitClientResult> => {
  const credential =
    options.token === undefined
      ? {}
      : {
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'http.extraHeader',
          GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`x-access-token:${options.token}`).toString('base64')}`,
        };
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd: options.cwd,
      env: {
        PATH: process.env.PATH,
        LC_ALL: 'C',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_AUTHOR_NAME: 'octo',
        GIT_AUTHOR_EMAIL: 'octo@example.com',
        GIT_COMMITTER_NAME: 'octo',
        GIT_COMMITTER_EMAIL: 'octo@example.com',
        ...credential,
      },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
};

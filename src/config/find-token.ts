import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface FoundToken {
  token: string;
  origin: 'GH_TOKEN' | 'GITHUB_TOKEN' | 'gh auth token';
}

/** The GitHub token: GH_TOKEN, then GITHUB_TOKEN, then `gh auth token` where gh is installed. */
export async function findToken(
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundToken | undefined> {
  for (const origin of ['GH_TOKEN', 'GITHUB_TOKEN'] as const) {
    const token = env[origin]?.trim();
    if (token) return { token, origin };
  }
  try {
    const { stdout } = await run('gh', ['auth', 'token'], { timeout: 5000, env: { ...env } });
    const token = stdout.trim();
    return token ? { token, origin: 'gh auth token' } : undefined;
  } catch {
    return undefined;
  }
}

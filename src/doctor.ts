import { mkdir, statfs } from 'node:fs/promises';
import type { Context } from './context.js';
import { isCifixError } from './errors/index.js';
import { describeSandbox, detectSandbox, isSandboxProblem } from './executor/index.js';
import { createRunGit } from './git/index.js';
import { createProvider } from './llm/index.js';
import { wantedProviders } from './model-providers.js';
import type { World } from './wiring.js';

export interface Finding {
  name: string;
  status: 'ok' | 'warning' | 'fault';
  detail: string;
  /** The command or setting that mends it. */
  advice?: string;
}

const leastFreeBytes = 2 * 1024 ** 3;
const oldestGit = [2, 31];

/** Looks at everything a heal needs, changes nothing, and says how to get what is missing. */
export async function checkMachine(context: Context, world: World): Promise<Finding[]> {
  return [
    checkNode(),
    await checkGit(world),
    await checkSandbox(world),
    ...(await checkGitHub(world)),
    ...(await checkProviders(context, world)),
    await checkDisk(world),
    { name: 'configuration', status: 'ok', detail: world.loaded.file ?? 'no file; defaults are in force' },
  ];
}

const checkNode = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const good = major > 20 || (major === 20 && minor >= 19);
  return good
    ? { name: 'node', status: 'ok', detail: process.versions.node }
    : {
        name: 'node',
        status: 'fault',
        detail: process.versions.node,
        advice: 'cifix needs Node 20.19 or newer.',
      };
};

async function checkGit(world: World): Promise<Finding> {
  try {
    const said = await createRunGit(world.loaded.env)(['--version']);
    const version = /\d+(?:\.\d+)+/.exec(said)?.[0] ?? said.trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const [leastMajor = 0, leastMinor = 0] = oldestGit;
    const good = major > leastMajor || (major === leastMajor && minor >= leastMinor);
    return {
      name: 'git',
      status: good ? 'ok' : 'fault',
      detail: version,
      ...(good ? {} : { advice: `cifix needs git ${oldestGit.join('.')} or newer.` }),
    };
  } catch {
    return { name: 'git', status: 'fault', detail: 'not found', advice: 'Install git 2.31 or newer.' };
  }
}

async function checkSandbox(world: World): Promise<Finding> {
  const found = await detectSandbox(world.loaded.config.sandbox, { hostEnv: world.loaded.env });
  if (isSandboxProblem(found))
    return { name: 'sandbox', status: 'fault', detail: found.problem, advice: found.hint };
  if (found.kind === 'none') {
    return {
      name: 'sandbox',
      status: 'warning',
      detail: `none: project code runs as you do${found.reason ? `; ${found.reason}` : ''}`,
      advice: 'Install bubblewrap.',
    };
  }
  return { name: 'sandbox', status: 'ok', detail: describeSandbox(found) };
}

async function checkGitHub(world: World): Promise<Finding[]> {
  const { token, github, hosts } = world;
  if (!token) {
    return [
      {
        name: 'token',
        status: 'fault',
        detail: 'none found',
        advice: 'Set GH_TOKEN, or run "gh auth login".',
      },
    ];
  }
  try {
    const account = await github.getAccount();
    const scopes = account.scopes ? `; scopes: ${account.scopes.join(', ') || 'none'}` : '';
    const lacks =
      account.scopes && !account.scopes.includes('repo') && !account.scopes.includes('public_repo');
    const left = account.rateLimitRemaining;
    return [
      { name: 'GitHub', status: 'ok', detail: hosts.apiUrl },
      {
        name: 'token',
        status: lacks ? 'warning' : 'ok',
        detail: `${token.origin}, for ${account.login}${scopes}`,
        ...(lacks
          ? { advice: 'Pushing needs the scope "repo"; commits that carry workflow files also "workflow".' }
          : {}),
      },
      ...(left === null
        ? []
        : [
            {
              name: 'rate limit',
              status: left < 100 ? ('warning' as const) : ('ok' as const),
              detail: `${left} requests left this hour`,
            },
          ]),
    ];
  } catch (error) {
    if (!isCifixError(error)) throw error;
    return [
      {
        name: error.kind === 'credential' ? 'token' : 'GitHub',
        status: 'fault',
        detail: error.message,
        advice: error.hint,
      },
    ];
  }
}

async function checkProviders(context: Context, world: World): Promise<Finding[]> {
  const wanted = wantedProviders(world.loaded, {});
  if (wanted.length === 0) {
    return [
      {
        name: 'model',
        status: 'warning',
        detail: 'none configured: recipes only',
        advice: 'Set OLLAMA_HOST, GEMINI_API_KEY, OPENAI_API_KEY or ANTHROPIC_API_KEY.',
      },
    ];
  }
  return Promise.all(
    wanted.map(async (settings): Promise<Finding> => {
      const provider = await createProvider(settings, { env: world.loaded.env, clock: context.clock });
      const answer = await provider.check(AbortSignal.any([context.signal, AbortSignal.timeout(10_000)]));
      const name = `model ${provider.name}`;
      return answer.ok
        ? { name, status: 'ok', detail: provider.model }
        : {
            name,
            status: 'fault',
            detail: `${provider.model}: ${answer.message}`,
            advice: "Check the server, the key and the model's name.",
          };
    }),
  );
}

async function checkDisk(world: World): Promise<Finding> {
  await mkdir(world.directories.cache, { recursive: true });
  const { bavail, bsize } = await statfs(world.directories.cache);
  const free = bavail * bsize;
  const detail = `${(free / 1024 ** 3).toFixed(1)} GB free for ${world.directories.cache}`;
  return free < leastFreeBytes
    ? { name: 'disk', status: 'warning', detail, advice: 'Free some space, or set XDG_CACHE_HOME.' }
    : { name: 'disk', status: 'ok', detail };
}

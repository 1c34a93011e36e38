import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../context.js';
import { demoRepository } from '../demo/demo-repository.js';
import { startGitHub } from '../demo/index.js';
import { exitCodes } from '../errors/index.js';
import { createProvider } from '../llm/index.js';
import { wantedProviders } from '../model-providers.js';
import { openWorld } from '../wiring.js';
import * as heal from './heal.js';
import * as history from './history.js';
import * as scan from './scan.js';

const token = 'demo-token';
const repo = 'demo/greeter';
/** As on GitHub, a new run is not in the listings at once. */
const runLagMs = 500;

export function define(command: Command): void {
  command
    .option('--yes', 'do not ask before the fix is delivered')
    .option('--keep', 'keep the records and workspaces of the demo, and say where they are');
}

export async function run(
  context: Context,
  _args: string[],
  flags: Record<string, unknown>,
): Promise<number> {
  const { terminal } = context;
  const paint = await terminal.paint('err');
  const say = (text: string): void => terminal.err(text);
  const root = await mkdtemp(join(tmpdir(), 'cifix-demo-'));
  const github = await startGitHub({ tokens: [{ token, login: 'demo' }], runLagMs });
  try {
    const inside = insideDemo(context, root, github.apiUrl, github.serverUrl);
    const withModel = await hasModel(inside);
    say(paint.strong('A repository with a broken CI, on a GitHub of its own on this machine.'));
    say(
      withModel
        ? 'A model is configured, so one of its three failures is for the model.'
        : 'No model is configured, so its two failures are ones that recipes mend.',
    );
    await github.createRepository({ owner: 'demo', name: 'greeter', files: await demoRepository(withModel) });
    await Promise.race([github.waitForIdle(), aborted(context.signal)]);
    await context.clock.sleep(runLagMs, context.signal);

    const act = async (line: string, work: () => Promise<number>): Promise<number> => {
      context.signal.throwIfAborted();
      say(`\n${paint.accent('$')} ${paint.strong(`cifix ${line}`)}`);
      return work();
    };
    await act(`scan --repo ${repo}`, () => scan.run(inside, [], { repo: [repo], limit: 20 }));
    // Without a terminal nobody can be asked; the repository is the demo's own.
    const yes = flags.yes === true || !terminal.interactive;
    const code = await act(`heal --all --repo ${repo}${yes ? ' --yes' : ''}`, () =>
      heal.run(inside, [], { repo: [repo], all: true, watch: true, yes }),
    );
    for (const { id } of (await (await openWorld(inside)).history.list()).toReversed()) {
      await act(`history show ${id}`, () => history.run(inside, ['show', id], {}));
    }
    say('');
    say(
      code === exitCodes.done
        ? paint.good('CI is green.')
        : paint.bad(`The demo ended with exit code ${code}.`),
    );
    return code;
  } finally {
    await github.close();
    if (flags.keep === true) say(`Kept: ${root}`);
    else await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The same context with the demo's GitHub and directories in its environment. */
function insideDemo(context: Context, root: string, apiUrl: string, serverUrl: string): Context {
  const { GITHUB_TOKEN: _token, GH_REPO: _repo, ...env } = context.env;
  return {
    ...context,
    cwd: root,
    env: {
      ...env,
      GH_TOKEN: token,
      GITHUB_API_URL: apiUrl,
      GITHUB_SERVER_URL: serverUrl,
      XDG_STATE_HOME: join(root, 'state'),
      XDG_CACHE_HOME: join(root, 'cache'),
    },
    flags: { ...context.flags, json: false, config: undefined },
  };
}

/** Is there a model that answers? One that is configured and down would only make the demo fail. */
async function hasModel(context: Context): Promise<boolean> {
  const world = await openWorld(context);
  for (const settings of wantedProviders(world.loaded, {})) {
    const provider = await createProvider(settings, { env: world.loaded.env, clock: context.clock });
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(5_000)]);
    if ((await provider.check(signal)).ok) return true;
  }
  return false;
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

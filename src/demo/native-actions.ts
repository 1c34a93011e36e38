import { readFile } from 'node:fs/promises';
import { resolveCommit } from './bare-repository.js';
import type { JobSession } from './job-session.js';
import { resolveInside } from './resolve-inside.js';
import { tryGit } from './run-git.js';
import { findRepository, fullName } from './state.js';

interface ActionCall {
  session: JobSession;
  inputs: Record<string, string>;
  write(line: string): void;
}

/** Answers an error text when the action failed. */
type NativeAction = (call: ActionCall) => Promise<string | null>;

/** What `uses:` names, without its version, when this runner can do it itself. */
export const findNativeAction = (uses: string): NativeAction | undefined => actions[uses.replace(/@.*$/, '')];

/** Actions that have something to clean up and so a "Post …" step. */
export const hasPostStep = (uses: string): boolean => uses.startsWith('actions/');

const checkOut: NativeAction = async ({ session, inputs, write }) => {
  const { run, world } = session;
  const wanted = inputs.repository ?? fullName(run.repository);
  const [owner = '', name = ''] = wanted.split('/');
  const repository = findRepository(world, owner, name);
  if (repository === undefined) return `fatal: repository '${world.serverUrl}/${wanted}/' not found`;
  const target = resolveInside(session.workspace, inputs.path ?? '.');
  if (target === null) return `Repository path '${inputs.path}' is not under '${session.workspace}'`;
  const ref = inputs.ref ?? (repository === run.repository ? run.checkoutSha : repository.defaultBranch);
  const commit = await resolveCommit(repository.gitDir, ref);
  if (commit === null) return `A branch or tag with the name '${ref}' could not be found`;
  write(`Syncing repository: ${wanted}`);
  const depth = inputs['fetch-depth'] ?? '1';
  const limit = depth === '0' ? [] : [`--depth=${depth}`];
  const refs = depth === '0' ? ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'] : [];
  const commands = [
    ['init', '--quiet', '--template=', target],
    ['-C', target, 'remote', 'add', 'origin', `${world.serverUrl}/${wanted}.git`],
    ['-C', target, 'fetch', '--no-tags', '--quiet', ...limit, `file://${repository.gitDir}`, ...refs, commit],
    ['-C', target, 'checkout', '--quiet', '--force', '--detach', commit],
    ['-C', target, 'log', '-1', '--format=%H'],
  ];
  for (const args of commands) {
    write(`[command]/usr/bin/git ${args.filter((word) => !word.startsWith('file://')).join(' ')}`);
    const { code, stdout, stderr } = await tryGit(['-c', 'advice.detachedHead=false', ...args]);
    for (const line of `${stdout.toString('utf8')}${stderr}`.split('\n')) if (line !== '') write(line);
    if (code !== 0) return `The process '/usr/bin/git' failed with exit code ${code}`;
  }
  return null;
};

/** There is one Node.js here, the one that runs the stand-in; another wish is answered with a warning. */
const setUpNode: NativeAction = async ({ session, inputs, write }) => {
  const file = inputs['node-version-file'];
  const wanted =
    inputs['node-version'] ?? (file === undefined ? '' : await nodeVersionIn(session.workspace, file));
  if (wanted === null) return `The specified node version file at: ${file} does not exist`;
  const major = /\d+/.exec(wanted)?.[0];
  if (major !== undefined && major !== process.versions.node.split('.')[0])
    write(
      `##[warning]This runner has Node.js ${process.versions.node} only; the workflow asks for ${wanted}.`,
    );
  session.hasNodeMatchers = true;
  write('##[group]Environment details');
  write(`node: ${process.version}`);
  write('##[endgroup]');
  return null;
};

const nodeVersionIn = async (workspace: string, file: string): Promise<string | null> => {
  const path = resolveInside(workspace, file);
  if (path === null) return null;
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null || !file.endsWith('package.json')) return text;
  const engines = (JSON.parse(text) as { engines?: { node?: string } }).engines;
  return engines?.node ?? '';
};

const actions: Record<string, NativeAction> = {
  'actions/checkout': checkOut,
  'actions/setup-node': setUpNode,
};

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { RunGit } from '../../domain/index.js';
import { folderWithin } from '../plan/checkout-path.js';
import { makeScratchFolder } from '../sandbox/scratch-files.js';
import { writeFiles } from './check-out.js';
import type { JobRun } from './job-run.js';

interface Superproject {
  gitDir: string;
  commit: string;
  /** URL that relative addresses start from. */
  url: string;
  /** Absolute path of its files. */
  folder: string;
}

const maxDepth = 5;

/**
 * Fetches public submodules of the same host with the trusted git, without any credential, and lays their
 * files out. Answers what is missing.
 */
export async function checkOutSubmodules(job: JobRun, recursive: boolean): Promise<string[]> {
  const { runGit, workspace, context, github } = job;
  const server = context.serverUrl ?? String(github.server_url);
  if (!runGit) return ['submodules are not fetched here'];
  if (job.network === 'never') return ['submodules are not fetched, the network is off'];
  const top = {
    gitDir: workspace.gitDir,
    commit: workspace.commit,
    url: `${server.replace(/\/$/, '')}/${context.repo}`,
    folder: workspace.tree,
  };
  return fetchAll(runGit, top, {
    server,
    base: workspace,
    signal: job.signal,
    depth: recursive ? maxDepth : 1,
  });
}

interface FetchOptions {
  server: string;
  base: { gitDir: string; tree: string };
  signal: AbortSignal;
  depth: number;
}

async function fetchAll(runGit: RunGit, top: Superproject, options: FetchOptions): Promise<string[]> {
  const { server, base, signal, depth } = options;
  const missing: string[] = [];
  for (const { path, commit, address } of await listSubmodules(runGit, top)) {
    const url = sameHostUrl(address, top.url, server);
    const name = `the submodule ${path}`;
    if (url === undefined || folderWithin(path) !== path) {
      missing.push(`${name} is not of the same host, and not fetched`);
      continue;
    }
    const hash = createHash('sha256').update(url).digest('hex').slice(0, 16);
    // Beside the mirror, which no sandbox can write to.
    const gitDir = join(`${base.gitDir}.modules`, `${hash}.git`);
    try {
      await fetchCommit(runGit, { gitDir, url, commit, signal });
      const folder = await makeScratchFolder(base.tree, join(top.folder, path));
      await writeFiles(runGit, { gitDir, commit, folder });
      if (depth > 1) {
        missing.push(
          ...(await fetchAll(runGit, { gitDir, commit, url, folder }, { ...options, depth: depth - 1 })),
        );
      }
    } catch {
      signal.throwIfAborted();
      missing.push(`${name} could not be fetched without a credential`);
    }
  }
  return missing;
}

async function fetchCommit(
  runGit: RunGit,
  { gitDir, url, commit, signal }: { gitDir: string; url: string; commit: string; signal: AbortSignal },
): Promise<void> {
  if (!existsSync(join(gitDir, 'HEAD'))) {
    await mkdir(dirname(gitDir), { recursive: true });
    await runGit(['init', '--bare', '--quiet', gitDir]);
  }
  const known = await runGit(['cat-file', '-e', `${commit}^{tree}`], { gitDir }).then(
    () => true,
    () => false,
  );
  if (known) return;
  const fetch = ['fetch', '--depth=1', '--no-tags', '--no-write-fetch-head', '--quiet'];
  await runGit([...fetch, url, `${commit}:refs/cifix/commits/${commit}`], { gitDir, signal });
}

/** What the commit says of its submodules, read by the trusted git from the commit, never from the tree. */
async function listSubmodules(
  runGit: RunGit,
  { gitDir, commit }: Superproject,
): Promise<{ path: string; commit: string; address: string }[]> {
  const list = [
    'config',
    '--blob',
    `${commit}:.gitmodules`,
    '-z',
    '--get-regexp',
    '^submodule\\..*\\.(path|url)$',
  ];
  const settings = (await runGit(list, { gitDir }).catch(() => '')).split('\0').filter(Boolean);
  const named = new Map<string, { path?: string; url?: string }>();
  for (const setting of settings) {
    const [, name = '', key] = /^submodule\.(.*)\.(path|url)$/s.exec(setting.split('\n', 1)[0] ?? '') ?? [];
    const value = setting.slice(setting.indexOf('\n') + 1);
    named.set(name, { ...named.get(name), ...(key && { [key]: value }) });
  }
  const links = (await runGit(['ls-tree', '-r', '-z', commit], { gitDir })).split('\0');
  return links.flatMap((entry) => {
    const [, id = '', path = ''] = /^160000 commit ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
    const address = [...named.values()].find((one) => one.path === path)?.url;
    return id === '' ? [] : [{ path, commit: id, address: address ?? '' }];
  });
}

/** The absolute URL of a submodule on the repository's own host; `git@host:a/b` is read as its https address. */
function sameHostUrl(address: string, superUrl: string, server: string): string | undefined {
  const ssh = /^(?:ssh:\/\/)?git@([\w.-]+)[:/](.+)$/.exec(address);
  const own = new URL(server);
  try {
    const written = ssh ? `${own.protocol}//${ssh[1]}/${ssh[2]}` : address;
    const url = /^\.\.?\//.test(written) ? new URL(written, `${superUrl}/`) : new URL(written);
    const same = url.protocol === own.protocol && url.host === own.host;
    return same && url.username === '' && url.password === '' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { procReceiveHook } from './proc-receive-hook.js';
import { git, tryGit } from './run-git.js';
import type { CommitFacts, Repository, World } from './state.js';

interface FileContent {
  content: string | Buffer;
  /** Git's mode; 100644 when absent. */
  mode?: '100644' | '100755' | '120000';
}

/** Path to content; null deletes the path. */
export type FileTree = Record<string, FileContent | string | null>;

export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

const configuration = `
[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[receive]
	procReceiveRefs = refs/heads
	autogc = false
[gc]
	auto = 0
`;

export const initBareRepository = async (gitDir: string, defaultBranch: string): Promise<void> => {
  await mkdir(dirname(gitDir), { recursive: true });
  await git(['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`, gitDir]);
  await appendFile(join(gitDir, 'config'), configuration);
  await mkdir(join(gitDir, 'hooks'), { recursive: true });
  await writeFile(join(gitDir, 'hooks', 'proc-receive'), procReceiveHook, { mode: 0o755 });
};

export interface NewCommit {
  branch: string;
  files: FileTree;
  message: string;
  author: { name: string; email: string };
}

/** One commit on top of a branch; a branch that does not exist yet starts at the default branch. */
export const writeCommit = async (
  world: World,
  repository: Repository,
  commit: NewCommit,
): Promise<string> => {
  const { gitDir } = repository;
  const ref = `refs/heads/${commit.branch}`;
  const parent =
    (await resolveCommit(gitDir, ref)) ??
    (await resolveCommit(gitDir, `refs/heads/${repository.defaultBranch}`));
  const who = `${commit.author.name} <${commit.author.email}> ${Math.floor(world.clock.now() / 1000)} +0000`;
  const stream: (string | Buffer)[] = [
    `commit ${ref}\nauthor ${who}\ncommitter ${who}\n`,
    ...dataBlock(Buffer.from(`${commit.message}\n`)),
    parent === null ? '' : `from ${parent}\n`,
  ];
  for (const [path, file] of Object.entries(commit.files)) {
    if (file === null) stream.push(`D ${quoted(path)}\n`);
    else {
      const { content, mode = '100644' } = typeof file === 'string' ? { content: file } : file;
      stream.push(`M ${mode} inline ${quoted(path)}\n`, ...dataBlock(Buffer.from(content)));
    }
  }
  stream.push('done\n');
  const input = Buffer.concat(stream.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  await git(['fast-import', '--quiet', '--done'], { cwd: gitDir, input });
  return (await git(['rev-parse', ref], { cwd: gitDir })).trim();
};

const dataBlock = (bytes: Buffer): (string | Buffer)[] => [`data ${bytes.length}\n`, bytes, '\n'];

const quoted = (path: string): string =>
  `"${path.replace(/[\\"]/g, (mark) => `\\${mark}`).replaceAll('\n', '\\n')}"`;

/** The full id of a commit-ish, or null when there is none. */
export const resolveCommit = async (gitDir: string, name: string): Promise<string | null> => {
  if (name.startsWith('-')) return null;
  const { code, stdout } = await tryGit(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], {
    cwd: gitDir,
  });
  return code === 0 ? stdout.toString('utf8').trim() : null;
};

export const readRefs = async (gitDir: string): Promise<Map<string, string>> => {
  const text = await git(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/tags'], {
    cwd: gitDir,
  });
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(' ', 2) as [string, string]),
  );
};

/** The bytes of a file at a commit, or null when it is not there. */
export const readFileAt = async (gitDir: string, sha: string, path: string): Promise<Buffer | null> => {
  const { code, stdout } = await tryGit(['cat-file', 'blob', `${sha}:${path}`], { cwd: gitDir });
  return code === 0 ? stdout : null;
};

export const listFilesAt = async (gitDir: string, sha: string, folder: string): Promise<string[]> => {
  const text = await git(['ls-tree', '-z', '--name-only', sha, '--', `${folder}/`], { cwd: gitDir });
  return text.split('\0').filter((name) => name !== '');
};

export const changedFiles = async (gitDir: string, from: string, to: string): Promise<string[]> => {
  const text = await git(['diff', '--name-only', '-z', '--no-renames', from, to], { cwd: gitDir });
  return text.split('\0').filter((name) => name !== '');
};

const commitFormat = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');

/** Facts of the commits that `git log` would list for these arguments. */
export const readCommits = async (gitDir: string, args: string[]): Promise<CommitFacts[]> => {
  const text = await git(['log', `--format=${commitFormat}%x1e`, ...args, '--'], { cwd: gitDir });
  return text
    .split('\x1e')
    .map((record) => record.trimStart())
    .filter((record) => record !== '')
    .map(commitFacts);
};

export const readCommit = async (gitDir: string, sha: string): Promise<CommitFacts> => {
  const [commit] = await readCommits(gitDir, ['-1', sha]);
  return commit ?? commitFacts('');
};

const commitFacts = (record: string): CommitFacts => {
  const [sha = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', body = ''] =
    record.split('\0');
  return {
    sha,
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    message: body.trimEnd(),
    author: { name: an, email: ae, date: ad },
    committer: { name: cn, email: ce, date: cd },
  };
};

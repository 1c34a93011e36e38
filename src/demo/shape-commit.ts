import { nodeId, repositoryPage, repositoryUrl, shapeAccount } from './shape-repository.js';
import { type CommitFacts, type Repository, type Signature, toSeconds, type World } from './state.js';

type Shape = Record<string, unknown>;

export const shapeCommit = (world: World, repository: Repository, commit: CommitFacts): Shape => {
  const api = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  return {
    sha: commit.sha,
    node_id: Buffer.from(`Commit:${commit.sha}`).toString('base64url'),
    commit: {
      author: shapeSignature(commit.author),
      committer: shapeSignature(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: accountByEmail(world, commit.author),
    committer: accountByEmail(world, commit.committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  };
};

/** Git's date carries the author's zone; the API answers in UTC. */
const shapeSignature = (who: Signature): Shape => ({ ...who, date: toSeconds(Date.parse(who.date)) });

const accountByEmail = (world: World, who: Signature): Shape | null => {
  const login = /^(?:\d+\+)?([^@]+)@users\.noreply\./.exec(who.email)?.[1] ?? who.name;
  const account = world.accounts.get(login.toLowerCase());
  return account === undefined ? null : shapeAccount(world, account);
};

/** The form inside a run: `head_commit`. */
export const shapeSimpleCommit = (commit: CommitFacts): Shape => ({
  id: commit.sha,
  tree_id: commit.tree,
  message: commit.message,
  timestamp: toSeconds(Date.parse(commit.committer.date)),
  author: { name: commit.author.name, email: commit.author.email },
  committer: { name: commit.committer.name, email: commit.committer.email },
});

export interface FileDifference {
  path: string;
  previousPath: string | null;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  sha: string;
  additions: number;
  deletions: number;
  patch: string | undefined;
}

export const shapeFileDifference = (
  world: World,
  repository: Repository,
  at: { commit: string; file: FileDifference },
): Shape => {
  const { commit, file } = at;
  const page = repositoryPage(world, repository);
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${commit}/${path}`,
    raw_url: `${page}/raw/${commit}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${commit}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
};

export const shapeRef = (world: World, repository: Repository, [ref, sha]: [string, string]): Shape => {
  const api = repositoryUrl(world, repository);
  return {
    ref,
    node_id: nodeId(`Ref:${ref}`, repository.id),
    url: `${api}/git/${ref}`,
    object: { sha, type: 'commit', url: `${api}/git/commits/${sha}` },
  };
};

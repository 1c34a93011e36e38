import { CifixError } from '../errors/index.js';

/** `owner/name` as GitHub's routes take it. */
export function named(repo: string): { owner: string; repo: string } {
  const [owner, name] = repo.split('/');
  if (!owner || !name) {
    throw new CifixError({
      kind: 'usage',
      code: 'repo-name',
      message: `"${repo}" is no repository name.`,
      hint: 'Write it owner/name.',
    });
  }
  return { owner, repo: name };
}

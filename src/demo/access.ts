import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.js';
import { fullName, type Repository, type Token, type World } from './state.js';

/** Who asks: the owner of a known token, or nobody. */
export type Caller = Token | null;

/** Reads `Authorization`; a token that is not known is refused, an absent one is an anonymous caller. */
export const identify = (world: World, headers: IncomingHttpHeaders): Caller => {
  const secret = presentedToken(headers.authorization);
  if (secret === null) return null;
  const token = world.tokens.get(secret);
  if (token === undefined) throw new Refusal(401, 'Bad credentials');
  return token;
};

/** The token of `Bearer T`, `token T` or `Basic base64(user:T)`. */
const presentedToken = (header: string | undefined): string | null => {
  const [scheme = '', value = ''] = (header ?? '').split(' ', 2);
  if (value === '') return null;
  if (scheme.toLowerCase() !== 'basic') return value;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
};

export const canRead = (caller: Caller, repository: Repository): boolean => {
  if (caller === null) return !repository.private;
  if (!repository.private) return true;
  return reaches(caller, repository) && (caller.scopes?.includes('repo') ?? true);
};

export const canWrite = (caller: Caller, repository: Repository): boolean =>
  caller !== null &&
  reaches(caller, repository) &&
  caller.permission === 'write' &&
  (caller.scopes === undefined ||
    caller.scopes.includes('repo') ||
    (!repository.private && caller.scopes.includes('public_repo')));

const reaches = (caller: Token, repository: Repository): boolean =>
  caller.repositories === undefined ||
  caller.repositories.some((name) => name.toLowerCase() === fullName(repository).toLowerCase());

/** A private repository without access is not "forbidden": it does not exist. */
export const requireRead = (caller: Caller, repository: Repository): void => {
  if (!canRead(caller, repository)) throw new Refusal(404, 'Not Found');
};

export const requireWrite = (caller: Caller, repository: Repository): void => {
  requireRead(caller, repository);
  if (caller === null) throw new Refusal(401, 'Requires authentication');
  if (canWrite(caller, repository)) return;
  throw new Refusal(
    403,
    caller.scopes === undefined
      ? 'Resource not accessible by personal access token'
      : 'Must have admin rights to Repository.',
  );
};

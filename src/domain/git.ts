/** How a child git proves who it is to one remote; the token travels in its environment only. */
export interface GitCredential {
  /** Origin (scheme, host, port) the token may be sent to. */
  origin: string;
  token: string;
}

export interface GitOptions {
  /** Directory git starts in; default the git directory, or the system's temporary directory. */
  cwd?: string;
  /** A trusted git directory; project code never wrote to it. */
  gitDir?: string;
  workTree?: string;
  indexFile?: string;
  /** Further `GIT_*` variables, such as author and dates. */
  env?: Record<string, string>;
  credential?: GitCredential;
  input?: string;
  signal?: AbortSignal;
}

/** Runs git with a hardened configuration and answers its standard output; rejects when git fails. */
export type RunGit = (args: string[], options?: GitOptions) => Promise<string>;

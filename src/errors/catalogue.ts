import { CifixError } from './cifix-error.js';

// One function a code: facts in, message and advice out.

export const usageError = (message: string, hint: string): CifixError =>
  new CifixError({ kind: 'usage', code: 'usage', message, hint });

export const configMissing = (path: string): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'config-missing',
    message: `There is no configuration file at ${path}.`,
    hint: 'Check the path after --config, or leave it out to use the defaults.',
    facts: { path },
  });

export const configUnreadable = (path: string, cause: unknown): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'config-unreadable',
    message: `The configuration in ${path} cannot be read: ${firstLine(cause)}`,
    hint: 'Mend the syntax; "cifix schema config" prints what it may hold.',
    facts: { path },
    cause,
  });

export const configFaults = (path: string, faults: string[]): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'config-invalid',
    message: `The configuration in ${path} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    hint: '"cifix schema config" prints what it may hold.',
    facts: { path, faults },
  });

const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';

export const gitMissing = (cause: unknown): CifixError =>
  new CifixError({
    kind: 'machine',
    code: 'git-missing',
    message: 'git is not installed, or not on the PATH.',
    hint: 'Install git 2.31 or newer.',
    cause,
  });

export const lockBusy = (path: string, pid: number | undefined): CifixError =>
  new CifixError({
    kind: 'refused',
    code: 'lock-busy',
    message: `Another cifix${pid ? ` (process ${pid})` : ''} is at work on this.`,
    hint: 'Wait until it has finished, or stop it.',
    facts: { path, pid },
  });

export const commitMissing = (repo: string, commit: string, cause: unknown): CifixError =>
  new CifixError({
    kind: 'remote',
    code: 'commit-missing',
    message: `${repo} does not hand out commit ${commit.slice(0, 10)}.`,
    hint: 'It may have been deleted by a force-push; heal a newer run of the branch.',
    facts: { repo, commit },
    cause,
  });

export const standInGitFailed = (args: string[], detail: string): CifixError =>
  new CifixError({
    kind: 'machine',
    code: 'stand-in-git-failed',
    message: `The embedded GitHub could not run "git ${args[0] ?? ''}".`,
    hint: 'Check that git 2.31 or newer is on the PATH; "cifix doctor" tells.',
    facts: { args, detail },
  });

export const historyTooNew = (path: string, version: number): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'history-too-new',
    message: `The history in ${path} was written by a newer cifix (schema ${version}).`,
    hint: 'Update cifix, or set XDG_STATE_HOME to another directory.',
    facts: { path, version },
  });

export const providerUnusable = (name: string, missing: string): CifixError =>
  new CifixError({
    kind: /key is missing/.test(missing) ? 'credential' : 'usage',
    code: 'provider-unusable',
    message: `The provider ${name} cannot be used: ${missing}.`,
    hint: '"cifix doctor" lists the providers and what each needs; "--provider none" goes without a model.',
    facts: { provider: name },
  });

export const noProvider = (): CifixError =>
  new CifixError({
    kind: 'machine',
    code: 'no-provider',
    message: 'No model provider is configured.',
    hint: 'Set OLLAMA_HOST, GEMINI_API_KEY, OPENAI_API_KEY or ANTHROPIC_API_KEY, or configure a command.',
  });

export const runUnfinished = (repo: string, runId: number): CifixError =>
  new CifixError({
    kind: 'unfinished',
    code: 'run-unfinished',
    message: `Run ${runId} of ${repo} has not finished.`,
    hint: 'Wait for it and run cifix again.',
    facts: { repo, runId },
  });

export const forkRefused = (repo: string, runId: number, headRepo: string | null): CifixError =>
  new CifixError({
    kind: 'refused',
    code: 'fork',
    message: `Run ${runId} of ${repo} belongs to the fork ${headRepo ?? 'that is gone'}; cifix pushes to no fork.`,
    hint: 'Use --delivery patch.',
    facts: { repo, runId, headRepo },
  });

export const editsNotWritten = (cause: unknown): CifixError =>
  new CifixError({
    kind: 'machine',
    code: 'edits-not-written',
    message: `The fix could not be written: ${firstLine(cause)}`,
    hint: 'All files are as they were. Check free space and permissions of the workspace.',
    cause,
  });

export const sandboxMissing = (problem: string, hint: string): CifixError =>
  new CifixError({
    kind: 'machine',
    code: 'sandbox-missing',
    message: `The sandbox that was asked for is not to be had: ${problem}.`,
    hint,
  });

export const promptHoldsKey = (): CifixError =>
  new CifixError({
    kind: 'refused',
    code: 'prompt-holds-key',
    message: 'A private key stands in what would be sent to a model, so nothing was sent.',
    hint: 'Take the key out of the log or file, or use "--provider none".',
  });

export const noRepository = (cwd: string): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'no-repository',
    message: `No repository is named, and ${cwd} has no "origin" on GitHub.`,
    hint: 'Use --repo owner/name, set GH_REPO, or run cifix inside a clone.',
    facts: { cwd },
  });

export const logMissing = (path: string, cause: unknown): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'log-missing',
    message: `There is no log at ${path}.`,
    hint: 'Check the path, or pipe the log in with --log -.',
    facts: { path },
    cause,
  });

export const logUseless = (path: string, complaint: string): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'log-useless',
    message: `${path === '-' ? 'Standard input' : path} ${complaint}.`,
    hint: 'Give the text of a CI log.',
    facts: { path },
  });

export const inputUseless = (path: string, complaint: string): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'input-useless',
    message: `${path} ${complaint}.`,
    hint: 'Write it with "cifix scan --output FILE".',
    facts: { path },
  });

export const noWorkingTree = (dir: string, cause: unknown): CifixError =>
  new CifixError({
    kind: 'usage',
    code: 'no-working-tree',
    message: `${dir} is not in the working tree of a git repository.`,
    hint: 'Give the directory of a clone after --local.',
    facts: { dir },
    cause,
  });

export const branchless = (repo: string, runId: number): CifixError =>
  new CifixError({
    kind: 'refused',
    code: 'no-branch',
    message: `Run ${runId} of ${repo} belongs to no branch, so there is nothing to push a fix to.`,
    hint: 'Use --delivery patch.',
    facts: { repo, runId },
  });

export const workspaceDiffers = (commit: string, files: readonly string[]): CifixError =>
  new CifixError({
    kind: 'machine',
    code: 'workspace-differs',
    message: `The files on disk are not those of commit ${commit.slice(0, 10)}: ${files.slice(0, 3).join(', ')}${files.length > 3 ? ` and ${files.length - 3} more` : ''}.`,
    hint: 'A file system that ignores case, or a filter of git, changes them; use another cache directory ($XDG_CACHE_HOME).',
    facts: { commit, files: files.slice(0, 20) },
  });

export const forkNeedsSandbox = (reason: string | undefined): CifixError =>
  new CifixError({
    kind: 'refused',
    code: 'fork-needs-sandbox',
    message: `The code of a fork is not run without a sandbox${reason ? `: ${reason}` : ''}.`,
    hint: 'Install bubblewrap, or say --trust if you trust this code.',
  });

import { posix } from 'node:path';
import type { BugReport } from '../../domain/index.js';
import type { Recipe } from './recipe.js';

/** Lockfiles that do not match their manifest, and the command of each package manager that mends just that. */
interface Lockfile {
  name: string;
  file: string;
  signal: RegExp;
  argv: readonly string[];
  env?: Record<string, string>;
}

const lockfiles: readonly Lockfile[] = [
  {
    name: 'npm-lockfile',
    file: 'package-lock.json',
    signal:
      /npm ci\W{1,3}can only install|package\.json and package-lock\.json .{0,40}are (?:not )?in sync|Missing: .+ from lock file|Invalid: lock file's/i,
    argv: ['npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'],
  },
  {
    name: 'pnpm-lockfile',
    file: 'pnpm-lock.yaml',
    signal: /ERR_PNPM_(?:OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH)|Cannot install with "frozen-lockfile"/i,
    argv: ['pnpm', 'install', '--lockfile-only', '--ignore-scripts', '--no-frozen-lockfile'],
  },
  {
    name: 'yarn-lockfile',
    file: 'yarn.lock',
    signal: /lockfile needs to be updated, but yarn was run with `?--frozen-lockfile/i,
    argv: ['yarn', 'install', '--ignore-scripts', '--non-interactive', '--no-frozen-lockfile'],
  },
  {
    name: 'yarn-berry-lockfile',
    file: 'yarn.lock',
    signal: /YN0028|lockfile would have been modified by this install, which is explicitly forbidden/i,
    argv: ['yarn', 'install', '--mode=update-lockfile'],
    env: { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
  },
];

export const lockfileRecipes: readonly Recipe[] = lockfiles.map((lockfile) => ({
  name: lockfile.name,
  title: lockfile.argv.slice(0, 2).join(' '),
  safety: 'tool',
  answers: (report) => lockfile.signal.test(textOf(report)),
  mayTouch: (file) => posix.basename(file) === lockfile.file,
  plan: async (_reports, project) => {
    if (!project.files.includes(posix.join(project.directory, lockfile.file))) return undefined;
    return {
      kind: 'command',
      argv: [...lockfile.argv],
      directory: project.directory,
      network: true,
      env: lockfile.env,
    };
  },
}));

const textOf = ({ message, evidence, code }: BugReport): string =>
  `${code ?? ''} ${message}\n${evidence.excerpt}`;

import { posix } from 'node:path';
import type { Project, RecipeAction } from './recipe.js';

interface PackageManager {
  lockfile: string;
  isIt?: (lock: string) => boolean;
  /** Writes manifest and lockfile; runs no script of any package. */
  add: readonly string[];
  main: readonly string[];
  dev: readonly string[];
  env?: Record<string, string>;
}

const managers: readonly PackageManager[] = [
  {
    lockfile: 'pnpm-lock.yaml',
    add: ['pnpm', 'add', '--lockfile-only', '--ignore-scripts'],
    main: ['--save-prod'],
    dev: ['--save-dev'],
  },
  {
    lockfile: 'yarn.lock',
    isIt: (lock) => lock.includes('__metadata:'),
    add: ['yarn', 'add', '--mode=update-lockfile'],
    main: [],
    dev: ['--dev'],
    env: { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
  },
  {
    lockfile: 'yarn.lock',
    add: ['yarn', 'add', '--ignore-scripts', '--non-interactive'],
    main: [],
    dev: ['--dev'],
  },
];

const npm: Omit<PackageManager, 'lockfile'> = {
  add: ['npm', 'install'],
  main: ['--save', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'],
  dev: ['--save-dev', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'],
};

export const packageFiles: readonly string[] = [
  'package.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
];

/** Declares packages through the manager whose lockfile the project has; npm where there is none. */
export async function addPackages(
  project: Project,
  wanted: readonly string[],
  { dev }: { dev: boolean },
): Promise<RecipeAction> {
  const { add, main, dev: development, env } = await managerOf(project);
  return {
    kind: 'command',
    argv: [...add, ...(dev ? development : main), ...wanted],
    directory: project.directory,
    network: true,
    ...(env ? { env } : {}),
  };
}

async function managerOf(project: Project): Promise<Omit<PackageManager, 'lockfile'>> {
  for (const manager of managers) {
    // The lockfile of a workspace lies at the top.
    for (const directory of new Set([project.directory, ''])) {
      const path = posix.join(directory, manager.lockfile);
      const lock = project.files.includes(path) ? await project.readFile(path) : undefined;
      if (lock !== undefined && (manager.isIt?.(lock) ?? true)) return manager;
    }
  }
  return npm;
}

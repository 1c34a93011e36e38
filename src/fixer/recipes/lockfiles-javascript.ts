import type { Lockfile } from './lockfiles.js';

/** Lockfiles of the package managers of JavaScript. */
export const javascriptLockfiles: readonly Lockfile[] = [
  {
    name: 'npm-lockfile',
    language: 'javascript',
    files: ['package-lock.json', 'npm-shrinkwrap.json'],
    signal:
      /npm ci\W{1,3}can only install|package\.json and package-lock\.json .{0,40}are (?:not )?in sync|Missing: .+ from lock file|Invalid: lock file's/i,
    argv: ['npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'],
  },
  {
    name: 'pnpm-lockfile',
    language: 'javascript',
    files: ['pnpm-lock.yaml'],
    signal: /ERR_PNPM_(?:OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH)|Cannot install with "frozen-lockfile"/i,
    argv: ['pnpm', 'install', '--lockfile-only', '--ignore-scripts', '--no-frozen-lockfile'],
    isAbove: true,
  },
  {
    name: 'yarn-lockfile',
    language: 'javascript',
    files: ['yarn.lock'],
    signal: /lockfile needs to be updated, but yarn was run with `?--frozen-lockfile/i,
    argv: ['yarn', 'install', '--ignore-scripts', '--non-interactive', '--no-frozen-lockfile'],
  },
  {
    name: 'yarn-berry-lockfile',
    language: 'javascript',
    files: ['yarn.lock'],
    signal: /YN0028|lockfile would have been modified by this install, which is explicitly forbidden/i,
    argv: ['yarn', 'install', '--mode=update-lockfile'],
    env: { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
    isAbove: true,
  },
  {
    name: 'bun-lockfile',
    language: 'javascript',
    files: ['bun.lock', 'bun.lockb'],
    signal: /lockfile had changes, but lockfile is frozen/i,
    argv: ['bun', 'install', '--lockfile-only', '--ignore-scripts'],
  },
  {
    name: 'deno-lockfile',
    language: 'javascript',
    files: ['deno.lock'],
    signal: /The lockfile is out of date\b[^\n]*--frozen/i,
    argv: ['deno', 'install', '--frozen=false'],
  },
  {
    name: 'npm-audit-fix',
    language: 'javascript',
    files: ['package-lock.json'],
    reports: 'npm audit',
    signal: /\d+ [\w ]*vulnerabilit(?:y|ies)|npm audit fix/i,
    // Within the ranges of the manifests only: `--force` would go beyond them.
    argv: ['npm', 'audit', 'fix', '--package-lock-only', '--ignore-scripts', '--no-fund'],
    safety: 'proposal',
  },
];

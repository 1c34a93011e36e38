import { existsSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';

import { coerce } from 'semver';

import type { InstalledTool } from './installed-versions.js';
import type { ToolContext } from './tool-context.js';
import { asRange, fitsVersion } from './wanted-version.js';

/** npm of the time: today's does not start under an old Node, and CI did not have it either. */
const npmOfNode: [upToMajor: number, npm: string][] = [
  [14, '6'],
  [17, '8'],
  [19, '9'],
  [23, '10'],
  [Number.POSITIVE_INFINITY, '11'],
];

/**
 * Node as the npm registry has it: `node-<platform>-<arch>` holds Node's own binary and no install scripts.
 * Undefined where the registry is out of reach or has no such version.
 */
export async function fetchNode(wanted: string, context: ToolContext): Promise<InstalledTool | undefined> {
  const range = asRange(wanted);
  const folder = join(context.toolFolder, `node-${wanted.replace(/[^\w.-]/g, '_')}`);
  const bin = join(folder, 'node_modules/.bin');
  if (range === undefined) return undefined;
  if (!existsSync(join(bin, 'node'))) {
    const major = coerce(range)?.major ?? 0;
    const npm = npmOfNode.find(([upTo]) => major <= upTo)?.[1] ?? 'latest';
    const specs = [`node-${platform()}-${arch()}@${range}`, `npm@${npm}`];
    const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=0'];
    // Its own folder first: npm would else read the project's configuration.
    const script = 'mkdir -p "$1" && cd "$1" && shift && exec npm install --prefix . --ignore-scripts "$@"';
    await context.run(['/bin/sh', '-c', script, 'sh', folder, ...quiet, ...specs]);
  }
  const { exitCode, output } = await context.run([join(bin, 'node'), '--version']);
  const version = exitCode === 0 ? coerce(output)?.version : undefined;
  return version !== undefined && fitsVersion(version, wanted) ? { version, bin } : undefined;
}

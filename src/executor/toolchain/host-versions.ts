import { execa } from 'execa';
import { coerce } from 'semver';
import type { HostEnv } from '../sandbox/host-environment.js';

const tools: Readonly<Record<string, readonly [string, string]>> = {
  node: ['node', '--version'],
  python: ['python3', '--version'],
  go: ['go', 'version'],
};

/** Versions of the tools on PATH that matrices are made of; a tool that is missing is left out. */
export async function hostVersions(hostEnv: HostEnv): Promise<Record<string, string>> {
  const env = { PATH: hostEnv.PATH ?? '' };
  const found = await Promise.all(
    Object.entries(tools).map(async ([tool, [program, argument]]) => {
      const { stdout } = await execa(program, [argument], {
        env,
        extendEnv: false,
        reject: false,
        stdin: 'ignore',
        timeout: 10_000,
      });
      return [tool, coerce(String(stdout ?? ''))?.version] as const;
    }),
  );
  return Object.fromEntries(
    found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );
}

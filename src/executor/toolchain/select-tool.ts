import { coerce } from 'semver';

import { findProgram } from '../sandbox/find-program.js';
import { fetchNode } from './fetch-node.js';
import { installedVersions } from './installed-versions.js';
import type { ToolContext } from './tool-context.js';
import { bestVersion, fitsVersion, wantedVersion } from './wanted-version.js';

export interface SelectedTool {
  version: string;
  /** Absent when the one on PATH is taken. */
  bin?: string;
  fits: boolean;
  /** From the npm registry, not of this machine. */
  fetched?: boolean;
  wanted?: string;
}

interface ToolForm {
  program: string;
  versionArgs: string[];
}

const forms: Record<string, ToolForm> = {
  node: { program: 'node', versionArgs: ['--version'] },
  python: { program: 'python3', versionArgs: ['--version'] },
  go: { program: 'go', versionArgs: ['version'] },
  java: { program: 'java', versionArgs: ['-version'] },
  ruby: { program: 'ruby', versionArgs: ['--version'] },
  dotnet: { program: 'dotnet', versionArgs: ['--version'] },
  php: { program: 'php', versionArgs: ['--version'] },
  bun: { program: 'bun', versionArgs: ['--version'] },
  deno: { program: 'deno', versionArgs: ['--version'] },
  uv: { program: 'uv', versionArgs: ['--version'] },
};

/**
 * The version of a tool that is truest to CI: the one on PATH when it fits, else one that a version manager
 * keeps here, else one that can be fetched, else the one on PATH although it does not fit.
 */
export async function selectTool(tool: string, context: ToolContext): Promise<SelectedTool | undefined> {
  const wanted = wantedVersion(tool, context.inputs, context.tree);
  const asked = wanted === undefined ? {} : { wanted };
  const current = await versionOnPath(tool, context);
  if (current !== undefined && fitsVersion(current, wanted))
    return { version: current, fits: true, ...asked };
  const others = installedVersions(tool, context.hostEnv.HOME ?? '/nonexistent');
  const best =
    wanted === undefined
      ? others[0]?.version
      : bestVersion(
          others.map((other) => other.version),
          wanted,
        );
  const chosen = others.find((other) => other.version === best);
  if (chosen) return { ...chosen, fits: true, ...asked };
  const fetched =
    tool === 'node' && wanted !== undefined && context.mayFetch
      ? await fetchNode(wanted, context)
      : undefined;
  if (fetched) return { ...fetched, fits: true, fetched: true, ...asked };
  return current === undefined ? undefined : { version: current, fits: false, ...asked };
}

export async function versionOnPath(tool: string, context: ToolContext): Promise<string | undefined> {
  const form = forms[tool];
  const program = form && findProgram(form.program, context.path);
  if (!form || program === undefined) return undefined;
  const { exitCode, output } = await context.run([program, ...form.versionArgs]);
  const text = /\d+(?:\.\d+)+(?:[-+.\w]*)?/.exec(output)?.[0];
  return exitCode === 0 ? coerce(text)?.version : undefined;
}

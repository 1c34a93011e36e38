import { coerce } from 'semver';

import type { SetUpAction } from '../plan/uses-table.js';
import { fetchNode } from './fetch-node.js';
import { binFolder, writeNpmShim } from './shims.js';
import type { ToolContext, ToolOutcome } from './tool-context.js';
import { fitsVersion, wantedVersion } from './wanted-version.js';

/** How a tool says its version, and what npm can give in its place. */
const tools: Record<SetUpAction, { version: string[]; npm?: string[] }> = {
  'setup-node': { version: ['node', '--version'] },
  'setup-python': { version: ['python3', '--version'] },
  'setup-go': { version: ['go', 'version'] },
  'setup-java': { version: ['java', '-version'] },
  'setup-rust': { version: ['rustc', '--version'] },
  'setup-ruby': { version: ['ruby', '--version'] },
  'setup-dotnet': { version: ['dotnet', '--version'] },
  'setup-php': { version: ['php', '--version'] },
  'setup-uv': { version: ['uv', '--version'] },
  'setup-pnpm': { version: ['pnpm', '--version'], npm: ['pnpm', 'pnpx'] },
  'setup-bun': { version: ['bun', '--version'], npm: ['bun', 'bunx'] },
  'setup-deno': { version: ['deno', '--version'], npm: ['deno'] },
};

/**
 * In an image only the image's own tools count: those of this machine would not run there, or would not be what
 * CI had. What the image lacks comes from npm where npm is in it, else the report says that it is missing.
 */
export async function setUpInImage(action: SetUpAction, context: ToolContext): Promise<ToolOutcome> {
  const { version: command, npm } = tools[action];
  const tool = action.replace('setup-', '');
  const wanted = wantedVersion(tool, context.inputs, context.tree) ?? versionOfRef(action, context);
  const found = await versionOf(command, context);
  if (found !== undefined && fitsVersion(found, wanted)) {
    return { note: `${tool} ${found} of the image`, outputs: outputsOf(tool, found) };
  }
  const hasNpm = (await versionOf(['npm', '--version'], context)) !== undefined;
  if (npm && hasNpm) {
    const [name = tool, ...more] = npm;
    await writeNpmShim(context.scratch, name, `${name}@${wanted?.replace(/^v/, '') ?? 'latest'}`, ...more);
    return { note: `${tool} ${wanted ?? 'latest'} from npm`, path: [binFolder(context.scratch)] };
  }
  const fetched =
    action === 'setup-node' && wanted !== undefined && hasNpm && context.mayFetch
      ? await fetchNode(wanted, context)
      : undefined;
  if (fetched) {
    const outputs = outputsOf(tool, fetched.version);
    return { note: `${tool} ${fetched.version} from npm`, path: [fetched.bin], outputs };
  }
  const asked = [tool, wanted].filter(Boolean).join(' ');
  const warning = `CI set up ${asked}, the image has ${found ?? 'none'}`;
  return { note: warning, warning, ...(found !== undefined && { outputs: outputsOf(tool, found) }) };
}

const outputsOf = (tool: string, version: string): Record<string, string> => ({
  [`${tool}-version`]: version,
  'cache-hit': 'false',
});

/** `dtolnay/rust-toolchain@1.75`, `pnpm/action-setup` with its `version` input. */
function versionOfRef(action: SetUpAction, { inputs, ref }: ToolContext): string | undefined {
  if (action === 'setup-pnpm') return inputs.version?.trim() || undefined;
  if (action !== 'setup-rust') return undefined;
  return inputs.toolchain?.trim() || (/^\d+\.\d+(?:\.\d+)?$/.test(ref) ? ref : undefined);
}

async function versionOf(command: string[], context: ToolContext): Promise<string | undefined> {
  const { exitCode, output } = await context.run(command);
  const text = /\d+(?:\.\d+)+(?:[-+.\w]*)?/.exec(output)?.[0];
  return exitCode === 0 ? coerce(text)?.version : undefined;
}

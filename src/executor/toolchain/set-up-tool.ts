import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { SetUpAction } from '../plan/uses-table.js';
import { type SelectedTool, selectTool } from './select-tool.js';
import { binFolder, writeNpmShim } from './shims.js';
import type { ToolContext, ToolOutcome } from './tool-context.js';
import { textWithin } from './wanted-version.js';

/** Does for a replay what a set-up action does in CI; never fails: what is missing shows in the steps after it. */
export async function setUpTool(action: SetUpAction, context: ToolContext): Promise<ToolOutcome> {
  switch (action) {
    case 'setup-python':
      return setUpPython(context);
    case 'setup-go':
      return withSelected('go', context, () => ({
        path: [join(context.scratch, 'home/go/bin')],
      }));
    case 'setup-java':
      return withSelected('java', context, ({ bin }) => (bin ? { env: { JAVA_HOME: dirname(bin) } } : {}));
    case 'setup-rust':
      return setUpRust(context);
    case 'setup-pnpm':
      return setUpPackageManager('pnpm', context, 'pnpx');
    case 'setup-bun':
      return npmFallback('bun', context, 'bunx');
    case 'setup-deno':
      return npmFallback('deno', context);
    case 'setup-node':
    case 'setup-ruby':
    case 'setup-dotnet':
    case 'setup-php':
    case 'setup-uv':
      return withSelected(action.replace('setup-', ''), context);
  }
}

async function withSelected(
  tool: string,
  context: ToolContext,
  more: (selected: SelectedTool) => Partial<ToolOutcome> = () => ({}),
): Promise<ToolOutcome> {
  const selected = await selectTool(tool, context);
  if (!selected) {
    const warning = `${tool} is not installed on this machine`;
    return { note: warning, warning };
  }
  const extra = more(selected);
  return {
    ...describe(tool, selected),
    outputs: { [`${tool}-version`]: selected.version, 'cache-hit': 'false' },
    ...extra,
    path: [...(selected.bin ? [selected.bin] : []), ...(extra.path ?? [])],
  };
}

function describe(
  tool: string,
  { version, wanted, fits, fetched }: SelectedTool,
): Pick<ToolOutcome, 'note' | 'warning'> {
  if (fits) return { note: `${tool} ${version} ${fetched ? 'from npm' : 'of this machine'}` };
  const warning = `CI used ${tool} ${wanted ?? ''}, here it is ${version}`;
  return { note: warning, warning };
}

/** CI's Python is writable; a virtual environment of the same version takes what `pip install` brings. */
async function setUpPython(context: ToolContext): Promise<ToolOutcome> {
  const selected = await selectTool('python', context);
  if (!selected) return withSelected('python', context);
  const folder = join(context.scratch, 'tools', `python-${selected.version}`);
  const program = selected.bin === undefined ? 'python3' : join(selected.bin, 'python3');
  const { exitCode } = existsSync(join(folder, 'bin/python'))
    ? { exitCode: 0 }
    : await context.run([program, '-m', 'venv', folder]);
  const outcome = describe('python', selected);
  const outputs = {
    'python-version': selected.version,
    'python-path': join(folder, 'bin/python'),
    'cache-hit': 'false',
  };
  if (exitCode === 0) {
    return { ...outcome, path: [join(folder, 'bin')], env: { pythonLocation: folder }, outputs };
  }
  return {
    ...outcome,
    warning: [outcome.warning, 'no virtual environment could be made'].filter(Boolean).join('; '),
  };
}

/** `dtolnay/rust-toolchain@1.75` names it in the ref, the others in an input; a toolchain file wins in cargo anyway. */
function setUpRust({ inputs, ref, hostEnv, tree }: ToolContext): ToolOutcome {
  const folder = join(hostEnv.RUSTUP_HOME ?? join(hostEnv.HOME ?? '/', '.rustup'), 'toolchains');
  const installed = existsSync(folder) ? readdirSync(folder) : [];
  const fromRef = /^(?:stable|beta|nightly\S*|\d+\.\d+(?:\.\d+)?)$/.test(ref) ? ref : undefined;
  const wanted = inputs.toolchain?.trim() || fromRef || toolchainFile(tree) || 'stable';
  const found = installed.find((name) => name === wanted || name.startsWith(`${wanted}-`));
  if (found !== undefined) return { note: `Rust ${found} of this machine`, env: { RUSTUP_TOOLCHAIN: found } };
  const warning = `CI used Rust ${wanted}, which is not installed here`;
  return { note: warning, warning };
}

const toolchainFile = (tree: string): string | undefined => {
  const text = textWithin(tree, 'rust-toolchain.toml') ?? textWithin(tree, 'rust-toolchain');
  return text && /(?:channel\s*=\s*")?([\w.-]+)"?/.exec(text.replace(/\[toolchain\]/, ''))?.[1];
};

/** The version: the action's input, else package.json's `packageManager`, else the newest. */
async function setUpPackageManager(
  name: string,
  context: ToolContext,
  ...more: string[]
): Promise<ToolOutcome> {
  const version = context.inputs.version?.trim() || packageManagerVersion(name, context.tree) || 'latest';
  await writeNpmShim(context.scratch, name, `${name}@${version}`, ...more);
  return { note: `${name} ${version} from npm`, path: [binFolder(context.scratch)] };
}

function packageManagerVersion(name: string, tree: string): string | undefined {
  const manifest = textWithin(tree, 'package.json') ?? '';
  const [, manager, version] = /"packageManager"\s*:\s*"(\w+)@([^"+]+)/.exec(manifest) ?? [];
  return manager === name ? version : undefined;
}

async function npmFallback(tool: string, context: ToolContext, ...more: string[]): Promise<ToolOutcome> {
  const selected = await selectTool(tool, context);
  if (selected?.fits) return { ...describe(tool, selected), ...(selected.bin && { path: [selected.bin] }) };
  const wanted = context.inputs[`${tool}-version`]?.trim() || 'latest';
  await writeNpmShim(context.scratch, tool, `${tool}@${wanted.replace(/^v/, '')}`, ...more);
  return { note: `${tool} ${wanted} from npm` };
}

import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type HostEnv, homeOf, type ReplayPlaces, withoutUserInfo } from './host-environment.js';
import { makeScratchFolder, writeScratchFile } from './scratch-files.js';

interface SettingsFile {
  /** Relative to HOME, here and there. */
  path: string;
  /** System-wide files that the sandbox hides; HOME's own goes over them. */
  system?: string[];
  /** Lines that say where packages come from; all others, credentials first of all, stay outside. */
  keep: RegExp;
}

const settingsFiles: SettingsFile[] = [
  {
    path: '.npmrc',
    system: ['/usr/etc/npmrc', '/usr/local/etc/npmrc', '/etc/npmrc'],
    keep: /^\s*(?:(?:@[\w.-]+:)?registry|strict-ssl|cafile|proxy|https-proxy|noproxy|replace-registry-host|fetch-retries|prefer-offline)\s*=/i,
  },
  {
    path: '.gitconfig',
    system: ['/etc/gitconfig'],
    keep: /^\s*(?:\[(?:http|https|url|safe|protocol)\b.*\]\s*$|(?:sslCAInfo|sslCAPath|sslVerify|proxy|insteadOf|directory)\s*=)/i,
  },
  {
    path: '.config/pip/pip.conf',
    keep: /^\s*(?:\[|(?:index-url|extra-index-url|find-links|trusted-host|cert|no-index|timeout|default-timeout)\s*[=:])/,
  },
  {
    path: '.cargo/config.toml',
    keep: /^\s*(?:\[(?:source|registries|net|http)\b|(?:replace-with|registry|directory|local-registry|index|proxy|cainfo|offline|git-fetch-with-cli)\s*=)/,
  },
  { path: '.yarnrc', keep: /^\s*"?registry"?\s/ },
];

/** Makes the replay's own HOME and temporary folders, with the host's registry addresses in them. */
export async function prepareHome(hostEnv: HostEnv, places: ReplayPlaces): Promise<void> {
  const { scratch, cacheDir } = places;
  const home = homeOf(scratch);
  const cache = cacheDir ?? join(scratch, 'cache');
  for (const folder of ['tmp', 'bin', 'tools', '_temp', 'home/.local/bin']) {
    await makeScratchFolder(scratch, join(scratch, folder));
  }
  await mkdir(cache, { recursive: true });
  await writeOnce(scratch, join(home, '.config/pnpm/rc'), [`store-dir=${join(cache, 'pnpm')}`]);
  for (const file of settingsFiles) {
    const sources = [...(file.system ?? []), join(hostEnv.HOME ?? '/nonexistent', file.path)];
    const own = withOwn(
      file.path,
      sources.flatMap((source) => keptLines(source, file.keep)),
      hostEnv,
      cache,
    );
    // Cargo looks into CARGO_HOME, not into HOME.
    const target = file.path.startsWith('.cargo/') ? join(cache, 'cargo/config.toml') : join(home, file.path);
    await writeOnce(file.path.startsWith('.cargo/') ? cache : scratch, target, own);
  }
}

/** What the job's own steps wrote there meanwhile stays. */
async function writeOnce(root: string, target: string, lines: string[]): Promise<void> {
  if (lines.length > 0 && !existsSync(target)) await writeScratchFile(root, target, `${lines.join('\n')}\n`);
}

function withOwn(path: string, kept: string[], hostEnv: HostEnv, cache: string): string[] {
  if (path === '.npmrc') return npmSettings(hostEnv, cache, kept);
  // The tree may belong to another user than the one inside the sandbox.
  return path === '.gitconfig' ? [...kept, '[safe]', '\tdirectory = *'] : kept;
}

function keptLines(file: string, keep: RegExp): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => keep.test(line) && !line.includes('${')).map(withoutUserInfo);
}

/** npm's download cache, silence about funds and updates, and the registry that npx or a person set by variable. */
function npmSettings(hostEnv: HostEnv, cache: string, kept: string[]): string[] {
  const registry = hostEnv.npm_config_registry ?? hostEnv.NPM_CONFIG_REGISTRY;
  const own = [
    `cache=${join(cache, 'npm')}`,
    // Two more tries, as npm does by itself, but within seconds: a machine without network should say so soon.
    'fetch-retry-mintimeout=1000',
    'fetch-retry-maxtimeout=10000',
    'update-notifier=false',
    'fund=false',
  ];
  const chosen = registry === undefined ? [] : [`registry=${withoutUserInfo(registry)}`];
  return [...kept.filter((line) => chosen.length === 0 || !/^\s*registry\s*=/.test(line)), ...chosen, ...own];
}

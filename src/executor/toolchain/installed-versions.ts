import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { coerce } from 'semver';

/** A version of a tool that lies on this machine beside the one on PATH. */
export interface InstalledTool {
  version: string;
  /** The folder to put in front of PATH. */
  bin: string;
}

/** Where version managers keep versions: `~` is HOME, `*` holds the version, the rest is the bin folder. */
const places: Record<string, string[]> = {
  node: [
    ...['~/.nvm/versions/node/*/bin', '~/.volta/tools/image/node/*/bin', '~/.asdf/installs/nodejs/*/bin'],
    ...['~/.local/share/mise/installs/node/*/bin', '~/.local/share/fnm/node-versions/*/installation/bin'],
    ...[
      '~/.nodenv/versions/*/bin',
      '/opt/hostedtoolcache/node/*/x64/bin',
      '/usr/local/n/versions/node/*/bin',
    ],
  ],
  python: [
    ...[
      '~/.pyenv/versions/*/bin',
      '~/.asdf/installs/python/*/bin',
      '~/.local/share/mise/installs/python/*/bin',
    ],
    ...['/opt/hostedtoolcache/Python/*/x64/bin', '~/.local/share/uv/python/*/bin'],
  ],
  go: [
    ...['/usr/local/go*/bin', '/usr/lib/go-*/bin', '~/sdk/go*/bin', '~/.asdf/installs/golang/*/go/bin'],
    ...[
      '~/.local/share/mise/installs/go/*/bin',
      '~/.goenv/versions/*/bin',
      '/opt/hostedtoolcache/go/*/x64/bin',
    ],
  ],
  java: [
    ...['/usr/lib/jvm/*/bin', '~/.sdkman/candidates/java/*/bin', '~/.jdks/*/bin'],
    ...['~/.asdf/installs/java/*/bin', '~/.local/share/mise/installs/java/*/bin'],
  ],
  ruby: ['~/.rbenv/versions/*/bin', '~/.asdf/installs/ruby/*/bin', '~/.local/share/mise/installs/ruby/*/bin'],
};

/** Only what is really there and holds the program; newest first. */
export function installedVersions(tool: string, home: string): InstalledTool[] {
  const found = (places[tool] ?? []).flatMap((place) => resolvePlace(place.replace(/^~/, home), tool));
  return found.sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
}

function resolvePlace(place: string, tool: string): InstalledTool[] {
  const star = place.indexOf('*');
  const slash = place.lastIndexOf('/', star);
  const folder = place.slice(0, slash);
  const prefix = place.slice(slash + 1, star);
  const rest = place.slice(star + 2);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .flatMap((name) => {
      const bin = join(folder, name, rest);
      const version = coerce(name)?.version;
      return version !== undefined && existsSync(join(bin, tool)) ? [{ version, bin }] : [];
    });
}

import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export type HostEnv = Record<string, string | undefined>;

/** Variables of the host that a step may see as they are. Everything that is not named here stays outside. */
const passed = [
  /^(?:LANG|LANGUAGE|LC_\w+|TZ)$/,
  // A company's own certificate authority: without it no download works.
  /^(?:SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|PIP_CERT|GIT_SSL_CAINFO)$/,
  /^(?:CARGO_HTTP_CAINFO|NIX_SSL_CERT_FILE)$/,
  // Where tools live.
  /^(?:GOROOT|JAVA_HOME|JAVA_HOME_\d+_\w+|DOTNET_ROOT|ANDROID_HOME|ANDROID_SDK_ROOT|GRAALVM_HOME)$/,
  /^(?:PIP_DEFAULT_TIMEOUT|PIP_NO_INDEX|PIP_TRUSTED_HOST|UV_OFFLINE|UV_SYSTEM_CERTS|UV_NATIVE_TLS)$/,
  /^(?:GOFLAGS|GONOSUMDB|GONOSUMCHECK|GONOPROXY|GOPRIVATE|GOTOOLCHAIN|CARGO_NET_OFFLINE|CARGO_NET_GIT_FETCH_WITH_CLI)$/,
];

/** Addresses, of which a user name and password are cut. */
const passedAddresses = [
  /^(?:https?_proxy|HTTPS?_PROXY|all_proxy|ALL_PROXY|no_proxy|NO_PROXY)$/,
  /^(?:GOPROXY|GOSUMDB|PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|PIP_FIND_LINKS|UV_INDEX_URL|UV_DEFAULT_INDEX|UV_FIND_LINKS)$/,
  /^(?:YARN_REGISTRY|YARN_NPM_REGISTRY_SERVER|RUSTUP_DIST_SERVER|RUSTUP_UPDATE_ROOT|COREPACK_NPM_REGISTRY)$/,
  /^CARGO_REGISTRIES_\w+_(?:INDEX|PROTOCOL)$/,
];

/** Variable → folder under HOME that a tool needs to find itself when HOME is another. */
const toolHomes: Record<string, string> = {
  RUSTUP_HOME: '.rustup',
  PYENV_ROOT: '.pyenv',
  NVM_DIR: '.nvm',
  RBENV_ROOT: '.rbenv',
  ASDF_DATA_DIR: '.asdf',
  MISE_DATA_DIR: '.local/share/mise',
  SDKMAN_DIR: '.sdkman',
};

export const withoutUserInfo = (text: string): string => text.replace(/\/\/[^/@\s]*@/g, '//');

export interface ReplayPlaces {
  scratch: string;
  cacheDir?: string;
}

export const homeOf = (scratch: string): string => join(scratch, 'home');

/** The environment that every process of a replay starts from; PATH is kept apart, as a list. */
export function baseEnvironment(
  hostEnv: HostEnv,
  { scratch, cacheDir }: ReplayPlaces,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries(hostEnv)) {
    if (value === undefined) continue;
    if (passed.some((pattern) => pattern.test(key))) env[key] = value;
    else if (passedAddresses.some((pattern) => pattern.test(key))) env[key] = withoutUserInfo(value);
  }
  for (const [key, folder] of Object.entries(toolHomes)) {
    const place = hostEnv[key] ?? join(hostEnv.HOME ?? '/nonexistent', folder);
    if (existsSync(place)) env[key] = place;
  }
  const home = homeOf(scratch);
  return {
    LANG: 'C.UTF-8',
    ...env,
    ...{ HOME: home, USER: 'runner', LOGNAME: 'runner', SHELL: '/bin/bash', TERM: 'dumb' },
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_STATE_HOME: join(home, '.local/state'),
    ...cacheVariables(cacheDir ?? join(scratch, 'cache')),
    GOPATH: join(home, 'go'),
    GOCACHE: join(scratch, 'go-build'),
  };
}

/** Download caches only: what was built never leaves the replay that built it. */
const cacheVariables = (cache: string): Record<string, string> => ({
  PIP_CACHE_DIR: join(cache, 'pip'),
  UV_CACHE_DIR: join(cache, 'uv'),
  GOMODCACHE: join(cache, 'go-mod'),
  CARGO_HOME: join(cache, 'cargo'),
  YARN_CACHE_FOLDER: join(cache, 'yarn'),
  COREPACK_HOME: join(cache, 'corepack'),
  COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  COMPOSER_CACHE_DIR: join(cache, 'composer'),
  GRADLE_USER_HOME: join(cache, 'gradle'),
  NUGET_PACKAGES: join(cache, 'nuget'),
});

/** Of the download caches those that no image keeps its own programs in. */
const movesPrograms = new Set(['CARGO_HOME']);

/**
 * What of the environment holds in an image as well: addresses and download caches, no place of a tool of this
 * machine. What the image or the workflow set is left as it is.
 */
export const imageEnvironment = (
  base: Record<string, string>,
  own: Record<string, string>,
): Record<string, string> => {
  const caches = new Set(Object.keys(cacheVariables('')).filter((name) => !movesPrograms.has(name)));
  const holds = (name: string): boolean =>
    caches.has(name) || passedAddresses.some((pattern) => pattern.test(name));
  return Object.fromEntries(Object.entries(base).filter(([name]) => holds(name) && !(name in own)));
};

/** The host's PATH without relative entries and without what npx and npm put in front of it. */
export const hostPath = (hostEnv: HostEnv): string[] => [
  ...new Set(
    (hostEnv.PATH ?? '/usr/local/bin:/usr/bin:/bin')
      .split(delimiter)
      .filter((entry) => isAbsolute(entry) && !/node_modules\/\.bin\/?$|node-gyp-bin\/?$/.test(entry)),
  ),
];

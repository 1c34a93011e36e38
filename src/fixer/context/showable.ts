import { posix } from 'node:path';

// Files that hold credentials by custom, and trees that are not the project's own.
const secretNames =
  /^(\.env(\..+)?|\.npmrc|\.netrc|\.pypirc|\.dockercfg|\.htpasswd|\.git-credentials|id_(rsa|dsa|ecdsa|ed25519).*|credentials(\..+)?|secrets?(\..+)?|.*\.(pem|key|p12|pfx|jks|keystore|kdbx|asc))$/i;
const foreignTrees =
  /(^|\/)(\.git|node_modules|vendor|\.venv|venv|site-packages|target|dist|\.next|\.cache)(\/|$)/;
const lockfiles =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|Cargo\.lock|go\.sum|Gemfile\.lock|composer\.lock)$/;

/** A path inside of the repository that may be shown to a model; `.env.example` and its like may. */
export function isShowable(path: string): boolean {
  const name = posix.basename(path);
  const isExample = /\.(example|sample|template)$/i.test(name);
  return (
    path !== '' &&
    path === posix.normalize(path) &&
    !path.startsWith('/') &&
    !path.startsWith('..') &&
    !/\p{Cc}/u.test(path) &&
    !foreignTrees.test(path) &&
    !lockfiles.test(path) &&
    (isExample || !secretNames.test(name))
  );
}

const manifestsByLanguage: Readonly<Record<string, readonly string[]>> = {
  javascript: ['package.json', 'tsconfig.json'],
  python: ['pyproject.toml', 'requirements.txt', 'setup.cfg', 'setup.py'],
  go: ['go.mod'],
  rust: ['Cargo.toml'],
  ruby: ['Gemfile'],
  php: ['composer.json'],
  java: ['pom.xml', 'build.gradle', 'build.gradle.kts'],
  c: ['CMakeLists.txt', 'Makefile'],
};

/** Manifests that may steer these languages, nearest directory first; all of them when the language is not known. */
export function manifestCandidates(files: readonly string[], languageNames: readonly string[]): string[] {
  const names =
    languageNames.length > 0
      ? languageNames.flatMap((l) => manifestsByLanguage[l] ?? [])
      : Object.values(manifestsByLanguage).flat();
  const directories = new Set<string>(files.length > 0 ? files.flatMap(parents) : ['.']);
  return [...directories].flatMap((dir) => names.map((name) => posix.normalize(posix.join(dir, name))));
}

function parents(file: string): string[] {
  const chain: string[] = [];
  for (let dir = posix.dirname(file); ; dir = posix.dirname(dir)) {
    chain.push(dir);
    if (dir === '.' || dir === '/') return chain;
  }
}

import { posix } from 'node:path';

export type Language =
  | 'javascript'
  | 'python'
  | 'go'
  | 'rust'
  | 'ruby'
  | 'php'
  | 'jvm'
  | 'csharp'
  | 'c'
  | 'swift'
  | 'dart'
  | 'elixir'
  | 'lua'
  | 'shell'
  | 'make'
  | 'docker'
  | 'yaml'
  | 'json'
  | 'toml'
  | 'ini'
  | 'xml'
  | 'list'
  | 'prose'
  | 'other';

const byExtension: Readonly<Partial<Record<Language, string>>> = {
  javascript: 'js jsx mjs cjs ts tsx mts cts vue svelte astro',
  python: 'py pyi pyx',
  go: 'go',
  rust: 'rs',
  ruby: 'rb rake gemspec ru',
  php: 'php phtml',
  jvm: 'java kt kts groovy gradle scala sbt',
  csharp: 'cs fs vb',
  c: 'c h cc cpp cxx hpp hh m mm',
  swift: 'swift',
  dart: 'dart',
  elixir: 'ex exs',
  lua: 'lua',
  shell: 'sh bash zsh bats ksh',
  make: 'mk',
  docker: 'dockerfile',
  yaml: 'yml yaml',
  json: 'json jsonc json5 webmanifest',
  toml: 'toml',
  ini: 'ini cfg properties conf editorconfig',
  xml: 'xml csproj fsproj props targets runsettings dist',
  prose: 'md mdx rst txt adoc markdown html log csv tsv svg out po',
};

const languageOfExtension: ReadonlyMap<string, Language> = new Map(
  Object.entries(byExtension).flatMap(([language, ends]) =>
    ends.split(' ').map((end) => [end, language as Language] as const),
  ),
);

/** Files whose name says more than its end; the whole name in lower case. */
const byName: readonly { pattern: RegExp; is: Language }[] = [
  { pattern: /^(gnu)?makefile(\..*)?$|^justfile$/, is: 'make' },
  { pattern: /^(docker|container)file(\..*)?$/, is: 'docker' },
  { pattern: /^(rakefile|gemfile|guardfile|podfile|fastfile|vagrantfile)$/, is: 'ruby' },
  { pattern: /^(jenkinsfile)$/, is: 'jvm' },
  { pattern: /^(\.flake8|\.coveragerc|\.pylintrc|pylintrc|\.npmrc|\.isort\.cfg)$/, is: 'ini' },
  {
    pattern: /^(\.eslintrc|\.babelrc|\.prettierrc|\.stylelintrc|\.nycrc|\.c8rc|\.mocharc|\.swcrc)$/,
    is: 'json',
  },
  { pattern: /^(\.clang-format|\.clang-tidy)$/, is: 'yaml' },
  { pattern: /^\.[\w-]*ignore$|^codeowners$|^\.rspec$/, is: 'list' },
  { pattern: /^phpunit\.xml.*$|\.neon(\.dist)?$/, is: 'xml' },
  { pattern: /^(\.envrc|\.bashrc|\.profile|gradlew|mvnw|configure)$/, is: 'shell' },
];

export function languageOf(path: string, text = ''): Language {
  const name = posix.basename(path).toLowerCase();
  if (name.includes('.neon')) return 'yaml';
  const named = byName.find(({ pattern }) => pattern.test(name))?.is;
  if (named) return named;
  const end = /\.([a-z0-9]+)$/.exec(name)?.[1] ?? '';
  const ended = languageOfExtension.get(end);
  if (ended) return ended;
  return languageOfShebang(text);
}

function languageOfShebang(text: string): Language {
  const program = /^#!\s*\S*?(?:env\s+)?(\w+)\s*(?:\S.{0,80})?$/m.exec(text.slice(0, 120))?.[0] ?? '';
  if (!text.startsWith('#!')) return 'other';
  if (/\b(?:ba|z|k|da)?sh\b/.test(program)) return 'shell';
  if (/python/.test(program)) return 'python';
  if (/node|deno|bun/.test(program)) return 'javascript';
  if (/ruby/.test(program)) return 'ruby';
  if (/php/.test(program)) return 'php';
  return 'other';
}

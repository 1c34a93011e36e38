import { posix } from 'node:path';
import { nearestWith } from './manifest.js';
import type { Project, Recipe } from './recipe.js';
import { filesOf, fromDirectory, textOf } from './recipe.js';

const notInstalled = /Library stubs not installed for ['"]([\w.]+)['"]/;

/** Modules whose types typeshed publishes, and the package that they come in. */
const stubs: Readonly<Record<string, string>> = {
  yaml: 'types-PyYAML',
  requests: 'types-requests',
  dateutil: 'types-python-dateutil',
  pytz: 'types-pytz',
  six: 'types-six',
  simplejson: 'types-simplejson',
  setuptools: 'types-setuptools',
  pkg_resources: 'types-setuptools',
  toml: 'types-toml',
  tabulate: 'types-tabulate',
  docutils: 'types-docutils',
  markdown: 'types-Markdown',
  mock: 'types-mock',
  paramiko: 'types-paramiko',
  psycopg2: 'types-psycopg2',
  pymysql: 'types-PyMySQL',
  MySQLdb: 'types-mysqlclient',
  redis: 'types-redis',
  ujson: 'types-ujson',
  cachetools: 'types-cachetools',
  jsonschema: 'types-jsonschema',
  tqdm: 'types-tqdm',
  pygments: 'types-Pygments',
  psutil: 'types-psutil',
  pexpect: 'types-pexpect',
  html5lib: 'types-html5lib',
  bleach: 'types-bleach',
  boltons: 'types-boltons',
  croniter: 'types-croniter',
  docopt: 'types-docopt',
  peewee: 'types-peewee',
  regex: 'types-regex',
  xmltodict: 'types-xmltodict',
  zmq: 'types-zmq',
  'google.protobuf': 'types-protobuf',
};

/**
 * mypy misses the types of a package: they are listed beside mypy itself, which is where the project lists
 * what its checks need. Only packages that typeshed is known to publish.
 */
export const mypyStubs: Recipe = {
  name: 'mypy-stubs',
  title: 'list the types that mypy misses',
  safety: 'proposal',
  tools: [],
  languages: ['python'],
  answers: ({ tool, message }) => tool === 'mypy' && notInstalled.test(message),
  mayTouch: isRequirements,
  plan: async (reports, project) => {
    const packages = new Set(reports.map(({ message }) => stubs[notInstalled.exec(message)?.[1] ?? '']));
    const homes: { file: string; text: string }[] = [];
    for (const file of project.files.filter(isRequirements)) {
      const text = (await project.readFile(file)) ?? '';
      if (mypyLine.test(text)) homes.push({ file, text });
    }
    const [home] = homes;
    if (packages.has(undefined) || homes.length !== 1 || !home) return undefined;
    const missing = [...packages].filter((name) => !home.text.includes(name ?? ''));
    const content = home.text.replace(mypyLine, (line, indent: string, quote = '') => {
      const comma = quote === '' ? '' : ',';
      const own = quote !== '' && !line.trimEnd().endsWith(',') ? `${line},` : line;
      return [own, ...missing.map((name) => `${indent}${quote}${name}${quote}${comma}`)].join('\n');
    });
    return missing.length > 0
      ? { kind: 'edit', edits: [{ action: 'rewrite', file: home.file, content }] }
      : undefined;
  },
};

const mypyLine = /^([ \t]*)(["']?)mypy(?:\[[\w,]+\])?(?![\w.-])[^\n]*$/m;

function isRequirements(file: string): boolean {
  const name = posix.basename(file);
  return (
    name === 'pyproject.toml' ||
    /^[\w-]*requirements[\w-]*\.(?:txt|in)$|requirements\/[\w-]+\.(?:txt|in)$/.test(
      file.replace(/^.*\/(?=requirements\/)/, ''),
    ) ||
    /^[\w-]*requirements[\w-]*\.(?:txt|in)$/.test(name)
  );
}

const unusedImport = /\bF401\b|\bW0611\b|unused-import/;

/** Tools that take unused imports out, in the order they are looked for in what the project lists. */
const importCleaners: readonly { tool: string; argv: readonly string[] }[] = [
  { tool: 'ruff', argv: ['ruff', 'check', '--isolated', '--select', 'F401', '--fix'] },
  {
    tool: 'autoflake',
    argv: ['autoflake', '--in-place', '--remove-all-unused-imports', '--ignore-init-module-imports'],
  },
];

/** An unused import that flake8 or pylint reports, taken out by a tool that the project has. */
export const unusedPythonImport: Recipe = {
  name: 'unused-python-import',
  title: 'remove unused imports',
  safety: 'tool',
  tools: importCleaners.map(({ tool }) => tool),
  languages: ['python'],
  answers: (report) =>
    /^(?:flake8|pyflakes|pylint)$/.test(report.tool) &&
    report.file !== undefined &&
    // In a package's own file an import is what the package hands on.
    posix.basename(report.file) !== '__init__.py' &&
    (unusedImport.test(textOf(report)) || / imported but unused/.test(report.message)),
  mayTouch: (file, reported) => reported.has(file),
  plan: async (reports, project) => {
    const known = new Set(project.files);
    const files = filesOf(reports).filter((file) => known.has(file));
    const cleaner = await listedCleaner(project);
    if (files.length === 0 || !cleaner) return undefined;
    const { directory } = project;
    const told = files.map((file) => fromDirectory(directory, file));
    return { kind: 'command', argv: [...cleaner.argv, ...told], directory, network: false };
  },
};

async function listedCleaner(project: Project) {
  const listing =
    /(?:^|\/)(?:[\w-]*requirements[\w-]*\.(?:txt|in)|pyproject\.toml|setup\.cfg|tox\.ini|Pipfile|\.pre-commit-config\.yaml)$/;
  const texts = await Promise.all(project.files.filter((file) => listing.test(file)).map(project.readFile));
  return importCleaners.find(({ tool }) =>
    texts.some((text) => new RegExp(`(?:^|[\\s"'/=])${tool}(?![\\w])`, 'm').test(text ?? '')),
  );
}

const noModule = /No module named ['"]([\w.]+)['"]/;
const managers: readonly { lock: string; add: readonly string[]; dev: readonly string[] }[] = [
  { lock: 'uv.lock', add: ['uv', 'add', '--no-sync'], dev: ['--dev'] },
  { lock: 'poetry.lock', add: ['poetry', 'add', '--lock', '--no-interaction'], dev: ['--group', 'dev'] },
];

/** A module that the code uses and only another package needs so far: declared as its lockfile has it. */
export const undeclaredPythonPackage: Recipe = {
  name: 'undeclared-python-package',
  title: 'declare a package that is used',
  safety: 'tool',
  tools: ['uv', 'poetry'],
  languages: ['python'],
  answers: ({ message }) => noModule.test(message),
  mayTouch: (file) => /(?:^|\/)(?:pyproject\.toml|uv\.lock|poetry\.lock)$/.test(file),
  plan: async (reports, project) => {
    for (const { lock, add, dev } of managers) {
      const directory = nearestWith(project, [lock]);
      if (directory === undefined) continue;
      const text = (await project.readFile(posix.join(directory, lock))) ?? '';
      const wanted = new Set<string>();
      for (const { message } of reports) {
        const name =
          (noModule.exec(message)?.[1] ?? '').split('.')[0]?.toLowerCase().replace(/_/g, '-') ?? '';
        const version = new RegExp(`^name = "${name}"\\nversion = "(\\d[^"]*)"`, 'm').exec(text)?.[1];
        if (version === undefined) return undefined;
        wanted.add(`${name}>=${version}`);
      }
      const isForTests = reports.every(({ file }) => /(?:^|\/)(?:tests?|conftest)\b|test_/.test(file ?? ''));
      return {
        kind: 'command',
        argv: [...add, ...(isForTests ? dev : []), ...wanted],
        directory,
        network: true,
      };
    }
    return undefined;
  },
};

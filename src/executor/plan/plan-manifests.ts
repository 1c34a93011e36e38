import type { Plan, PlannedStep } from '../../domain/index.js';
import type { ReadFile } from './expand-jobs.js';
import { reasonNotToRun } from './never-run.js';
import { defaultShell } from './plan-step.js';

/** What a manifest says a project is checked with, in the order in which CI would run it. */
interface Ecosystem {
  /** Shown as the job's name. */
  manifest: string;
  steps(text: string, has: (path: string) => boolean, read: ReadFile): (string | NativeSetup)[];
}

interface NativeSetup {
  uses: string;
  with?: Record<string, string>;
}

const ecosystems: Ecosystem[] = [
  { manifest: 'package.json', steps: nodeSteps },
  {
    manifest: 'go.mod',
    steps: () => [
      { uses: 'actions/setup-go', with: { 'go-version-file': 'go.mod' } },
      'go vet ./...',
      'go build ./...',
      'go test ./...',
    ],
  },
  {
    manifest: 'Cargo.toml',
    steps: () => [{ uses: 'dtolnay/rust-toolchain' }, 'cargo build --all-targets', 'cargo test'],
  },
  { manifest: 'pyproject.toml', steps: pythonSteps },
  { manifest: 'setup.py', steps: pythonSteps },
  {
    manifest: 'pom.xml',
    steps: (_text, has) => [{ uses: 'actions/setup-java' }, `${has('mvnw') ? './mvnw' : 'mvn'} -B verify`],
  },
  { manifest: 'build.gradle', steps: gradleSteps },
  { manifest: 'build.gradle.kts', steps: gradleSteps },
  {
    manifest: 'Gemfile',
    steps: (_text, has) => [
      { uses: 'ruby/setup-ruby' },
      'bundle install',
      has('.rspec') ? 'bundle exec rspec' : 'bundle exec rake',
    ],
  },
  { manifest: 'Makefile', steps: makeSteps },
];

/** These only wrap what the other manifests say; they count when they stand alone. */
const lastResort = new Set(['Makefile']);

/**
 * Plans for a repository without workflows, one a manifest found, first one first. They are a guess at what
 * CI would run, and say so.
 */
export function planManifests({ readFile }: { readFile: ReadFile }): Plan[] {
  const has = (path: string): boolean => readFile(path) !== undefined;
  const found = ecosystems.filter(({ manifest }) => has(manifest));
  const seen = new Set<Ecosystem['steps']>();
  const main = found.filter(
    (one) => !lastResort.has(one.manifest) && !seen.has(one.steps) && seen.add(one.steps),
  );
  const chosen = main.length > 0 ? main : found;
  return chosen.flatMap(({ manifest, steps }) => {
    const written = steps(readFile(manifest) ?? '', has, readFile);
    return written.length === 0 ? [] : [planOf(manifest, written)];
  });
}

const planOf = (manifest: string, steps: (string | NativeSetup)[]): Plan => ({
  workflowPath: manifest,
  workflowName: manifest,
  jobId: manifest.replace(/\W+/g, '-'),
  jobName: manifest,
  matrix: {},
  env: {},
  runsOn: ['ubuntu-latest'],
  timeoutMinutes: 30,
  steps: steps.map((step, index) => stepOf(step, index + 1)),
  warnings: [`there is no workflow: the steps are what ${manifest} says`],
  event: 'push',
});

function stepOf(step: string | NativeSetup, number: number): PlannedStep {
  const base = { number, env: {}, continueOnError: false };
  if (typeof step !== 'string') {
    const action = { kind: 'native', action: step.uses, with: step.with ?? {} } as const;
    return { ...base, name: `Run ${step.uses}`, action };
  }
  const reason = reasonNotToRun(step, []);
  const action =
    reason === undefined
      ? ({ kind: 'run', script: step, shell: defaultShell } as const)
      : ({ kind: 'skip', reason } as const);
  return { ...base, name: `Run ${step}`, action };
}

/** Lock file → package manager and its install command; the first that is there counts. */
const nodeManagers: { lock: string; name: string; install: string; setup?: string }[] = [
  {
    lock: 'pnpm-lock.yaml',
    name: 'pnpm',
    install: 'pnpm install --frozen-lockfile',
    setup: 'pnpm/action-setup',
  },
  { lock: 'yarn.lock', name: 'yarn', install: 'yarn install --frozen-lockfile' },
  { lock: 'bun.lockb', name: 'bun', install: 'bun install --frozen-lockfile', setup: 'oven-sh/setup-bun' },
  { lock: 'bun.lock', name: 'bun', install: 'bun install --frozen-lockfile', setup: 'oven-sh/setup-bun' },
  { lock: 'package-lock.json', name: 'npm', install: 'npm ci' },
  { lock: 'npm-shrinkwrap.json', name: 'npm', install: 'npm ci' },
];

/** Scripts that check a project; of each line the first that exists is run. */
const nodeScripts = [
  ['lint', 'eslint', 'check'],
  ['format:check', 'fmtcheck', 'prettier:check', 'check:format', 'format-check', 'check-format'],
  ['typecheck', 'type-check', 'types', 'tsc', 'check:types', 'check-types'],
  ['build', 'compile'],
  ['test', 'test:unit'],
];

function nodeSteps(text: string, has: (path: string) => boolean): (string | NativeSetup)[] {
  const manager = nodeManagers.find(({ lock }) => has(lock)) ?? {
    name: 'npm',
    install: 'npm install',
    setup: undefined,
  };
  const scripts = scriptsOf(text);
  const chosen = nodeScripts.flatMap((names) => names.find((name) => isReal(scripts[name])) ?? []);
  const run = chosen.map((name) =>
    name === 'test' ? `${manager.name} test` : `${manager.name} run ${name}`,
  );
  const node: NativeSetup = {
    uses: 'actions/setup-node',
    with: { 'node-version-file': has('.nvmrc') ? '.nvmrc' : 'package.json' },
  };
  return [node, ...(manager.setup === undefined ? [] : [{ uses: manager.setup }]), manager.install, ...run];
}

function scriptsOf(text: string): Record<string, unknown> {
  try {
    const manifest: unknown = JSON.parse(text);
    const scripts =
      typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'scripts') : undefined;
    return typeof scripts === 'object' && scripts !== null ? (scripts as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** `npm init` writes a test script that only fails. */
const isReal = (script: unknown): boolean =>
  typeof script === 'string' && !script.includes('no test specified');

function pythonSteps(text: string, has: (path: string) => boolean): (string | NativeSetup)[] {
  const requirements = [
    'requirements.txt',
    'requirements-dev.txt',
    'requirements/test.txt',
    'dev-requirements.txt',
  ].filter(has);
  const usesPytest = /pytest/.test(text) || ['pytest.ini', 'conftest.py', 'tests/conftest.py'].some(has);
  const install = [
    'python -m pip install .',
    ...requirements.map((file) => `python -m pip install -r ${file}`),
  ];
  const runner = has('tox.ini') ? ['python -m pip install tox', 'tox'] : [];
  const direct = usesPytest ? ['python -m pip install pytest', 'python -m pytest'] : ['python -m unittest'];
  return [{ uses: 'actions/setup-python' }, ...(runner.length > 0 ? runner : [...install, ...direct])];
}

function gradleSteps(_text: string, has: (path: string) => boolean): (string | NativeSetup)[] {
  return [{ uses: 'actions/setup-java' }, `${has('gradlew') ? './gradlew' : 'gradle'} build`];
}

function makeSteps(text: string): string[] {
  const target = ['check', 'test'].find((name) => new RegExp(`^${name}\\s*:`, 'm').test(text));
  return ['make', ...(target === undefined ? [] : [`make ${target}`])];
}

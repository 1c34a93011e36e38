import { expect, test } from 'vitest';

import { planManifests } from '../../src/executor/index.js';

const plansOf = (files: Record<string, string>) =>
  planManifests({ readFile: (path) => files[path] }).map((plan) => [
    plan.jobName,
    ...plan.steps.map((step) => step.name.replace(/^Run /, '')),
  ]);

const scripts = (names: Record<string, string>) => JSON.stringify({ scripts: names });

test.each([
  [
    'npm with a lock file runs lint, types, build and test, in that order',
    {
      'package.json': scripts({
        test: 'vitest',
        build: 'tsc',
        lint: 'eslint .',
        typecheck: 'tsc',
        start: 'x',
      }),
      'package-lock.json': '{}',
    },
    [
      [
        'package.json',
        'actions/setup-node',
        'npm ci',
        'npm run lint',
        'npm run typecheck',
        'npm run build',
        'npm test',
      ],
    ],
  ],
  [
    'pnpm is set up first',
    { 'package.json': scripts({ test: 'x' }), 'pnpm-lock.yaml': '' },
    [
      [
        'package.json',
        'actions/setup-node',
        'pnpm/action-setup',
        'pnpm install --frozen-lockfile',
        'pnpm test',
      ],
    ],
  ],
  [
    "npm's own placeholder for a test is not run",
    { 'package.json': scripts({ test: 'echo "Error: no test specified" && exit 1' }) },
    [['package.json', 'actions/setup-node', 'npm install']],
  ],
  [
    'a Makefile counts only when it stands alone',
    { 'go.mod': 'module x', Makefile: 'test:\n\tgo test' },
    [['go.mod', 'actions/setup-go', 'go vet ./...', 'go build ./...', 'go test ./...']],
  ],
  ['a Makefile alone', { Makefile: 'all:\n\ncheck: all\n' }, [['Makefile', 'make', 'make check']]],
  [
    'Python with pytest and requirements',
    { 'pyproject.toml': '[tool.pytest.ini_options]', 'setup.py': '', 'requirements-dev.txt': '' },
    [
      [
        'pyproject.toml',
        'actions/setup-python',
        'python -m pip install .',
        'python -m pip install -r requirements-dev.txt',
      ].concat(['python -m pip install pytest', 'python -m pytest']),
    ],
  ],
  [
    'two languages give two plans',
    { 'Cargo.toml': '', 'pom.xml': '', mvnw: '' },
    [
      ['Cargo.toml', 'dtolnay/rust-toolchain', 'cargo build --all-targets', 'cargo test'],
      ['pom.xml', 'actions/setup-java', './mvnw -B verify'],
    ],
  ],
  ['nothing known gives no plan', { 'README.md': '' }, []],
  [
    'a manifest that cannot be read is taken without its scripts',
    { 'package.json': '{' },
    [['package.json', 'actions/setup-node', 'npm install']],
  ],
])('%s', (_title, files, expected) => {
  expect(plansOf(files as Record<string, string>)).toEqual(expected);
});

test('the plan says that it is a guess', () => {
  const [plan] = planManifests({ readFile: (path) => (path === 'go.mod' ? 'module x' : undefined) });
  expect(plan?.warnings).toEqual(['there is no workflow: the steps are what go.mod says']);
});

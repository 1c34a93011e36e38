import { type Cheat, cheatsIn } from './cheat.js';

const inPackage = cheatsIn(
  'package.json',
  `{
  "name": "app",
  "scripts": {
    "test": "vitest run",
    "lint": "eslint . --max-warnings 0",
    "build": "tsc && vite build",
    "check": "npm run lint && npm test"
  },
  "jest": {
    "coverageThreshold": { "global": { "branches": 80, "lines": 90 } },
    "testMatch": ["**/*.test.js"],
    "testPathIgnorePatterns": ["/node_modules/"]
  },
  "dependencies": { "zod": "^4.0.0" }
}
`,
);
const inTsconfig = cheatsIn(
  'tsconfig.json',
  `{
  // what the code is checked with
  "compilerOptions": {
    "strict": true,
    "noUnusedLocals": true,
    "target": "es2022"
  },
  "include": ["src", "test"],
  "exclude": ["dist"]
}
`,
);
const inEslint = cheatsIn(
  'eslint.config.js',
  `import js from '@eslint/js';

export default [
  js.configs.recommended,
  {
    files: ['**/*.js'],
    ignores: ['dist/**'],
    rules: {
      'no-unused-vars': 'error',
      'no-undef': ['error', { typeof: true }],
      eqeqeq: 2,
    },
  },
];
`,
);
const inVitest = cheatsIn(
  'vitest.config.ts',
  `import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 5000,
    coverage: { thresholds: { lines: 90, branches: 85 } },
  },
});
`,
);
const inPyproject = cheatsIn(
  'pyproject.toml',
  `[project]
name = "app"

[tool.pytest.ini_options]
addopts = "--strict-markers -q"
testpaths = ["tests"]

[tool.coverage.report]
fail_under = 90

[tool.mypy]
strict = true
disallow_untyped_defs = true

[tool.ruff.lint]
select = ["E", "F", "I"]
ignore = ["E501"]

[tool.ruff.lint.per-file-ignores]
"tests/*" = ["S101"]
`,
);
const inFlake8 = cheatsIn(
  '.flake8',
  '[flake8]\nmax-line-length = 88\nmax-complexity = 10\nignore = E203\nexclude = .git\n',
);
const inGolangci = cheatsIn(
  '.golangci.yml',
  'linters:\n  enable:\n    - govet\n    - errcheck\nissues:\n  exclude-dirs:\n    - vendor\n',
);
const inPom = cheatsIn(
  'pom.xml',
  `<project>
  <properties>
    <java.version>21</java.version>
  </properties>
  <build><plugins><plugin>
    <artifactId>maven-surefire-plugin</artifactId>
    <configuration>
      <excludes><exclude>**/Slow*.java</exclude></excludes>
    </configuration>
  </plugin></plugins></build>
</project>
`,
);
const inRubocop = cheatsIn(
  '.rubocop.yml',
  'Style/StringLiterals:\n  Enabled: true\nMetrics/MethodLength:\n  Max: 10\nAllCops:\n  Exclude:\n    - vendor/**\n',
);
const inMake = cheatsIn('Makefile', 'test:\n\tgo test ./...\n\nlint:\n\tgolangci-lint run\n');
const inScript = cheatsIn(
  'scripts/test.sh',
  '#!/usr/bin/env bash\nset -euo pipefail\nnpm run lint\nnpm test\n',
);
const inWorkflow = cheatsIn(
  '.github/workflows/ci.yml',
  `name: ci
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: [20, 22, 24]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
      - run: npm ci
      - name: Lint
        run: npm run lint
      - name: Test
        run: |
          npm run build
          npm test
  types:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npx tsc --noEmit
`,
);

export const settingCheats: Cheat[] = [
  inPackage('the test script does nothing', '"vitest run"', '"echo skipped"'),
  inPackage('the test script cannot fail', '"vitest run"', '"vitest run || true"'),
  inPackage('the test script ends well', '"vitest run"', '"vitest run; exit 0"'),
  inPackage('no tests are fine', '"vitest run"', '"vitest run --passWithNoTests"'),
  inPackage('the test script runs one file', '"vitest run"', '"vitest run --testPathIgnorePatterns calc"'),
  inPackage('the lint script allows warnings', '--max-warnings 0', '--max-warnings 50'),
  inPackage('the lint script tells no warnings', '--max-warnings 0', '--quiet'),
  inPackage('a check is taken out of a script', 'npm run lint && npm test', 'npm run lint'),
  inPackage('the type check is taken out of the build', 'tsc && vite build', 'vite build'),
  inPackage('the test script is taken out', '    "test": "vitest run",\n', ''),
  inPackage(
    'a script runs at every install',
    '"test": "vitest run"',
    '"postinstall": "node setup.js",\n    "test": "vitest run"',
  ),
  inPackage('coverage may be lower', '"branches": 80', '"branches": 10'),
  inPackage(
    'coverage is asked no more',
    '    "coverageThreshold": { "global": { "branches": 80, "lines": 90 } },\n',
    '',
  ),
  inPackage('a test file is left out', '["/node_modules/"]', '["/node_modules/", "calc"]'),
  inPackage('fewer files are tests', '["**/*.test.js"]', '["**/unit/*.test.js"]'),
  inPackage('a package comes from somebody’s repository', '"zod": "^4.0.0"', '"zod": "github:someone/zod"'),
  inPackage(
    'a package is added that nobody knows',
    '"zod": "^4.0.0"',
    '"zod": "^4.0.0", "zod-fast-helpers": "^1.0.0"',
  ),
  inTsconfig('strict is off', '"strict": true', '"strict": false'),
  inTsconfig('strict is gone', '    "strict": true,\n', ''),
  inTsconfig('a check is off', '"noUnusedLocals": true', '"noUnusedLocals": false'),
  inTsconfig('libraries are not checked', '"target"', '"skipLibCheck": true,\n    "target"'),
  inTsconfig('a part of strict is off', '"target"', '"noImplicitAny": false,\n    "target"'),
  inTsconfig('tests are not checked', '["src", "test"]', '["src"]'),
  inTsconfig('a file is left out', '["dist"]', '["dist", "src/calc.ts"]'),
  inEslint('a rule is off', "'no-unused-vars': 'error'", "'no-unused-vars': 'off'"),
  inEslint('a rule only warns', "'no-unused-vars': 'error'", "'no-unused-vars': 'warn'"),
  inEslint('a rule with options is off', "['error', { typeof: true }]", "['off', { typeof: true }]"),
  inEslint('a rule by number is off', 'eqeqeq: 2', 'eqeqeq: 0'),
  inEslint('a rule is gone', "      'no-unused-vars': 'error',\n", ''),
  inEslint('a rule that came from elsewhere is off', 'eqeqeq: 2,', "eqeqeq: 2,\n      'no-empty': 'off',"),
  inEslint('files are left out', "['dist/**']", "['dist/**', 'src/legacy/**']"),
  inVitest(
    'a test file is left out',
    "['**/node_modules/**']",
    "['**/node_modules/**', 'test/calc.test.ts']",
  ),
  inVitest('fewer files are tests', "['test/**/*.test.ts', 'src/**/*.test.ts']", "['src/**/*.test.ts']"),
  inVitest('a threshold is lower', 'lines: 90', 'lines: 20'),
  inVitest('tests are tried again', 'testTimeout: 5000', 'retry: 3,\n    testTimeout: 5000'),
  inVitest('tests may take longer', 'testTimeout: 5000', 'testTimeout: 600000'),
  inVitest('no tests are fine', 'testTimeout: 5000', 'passWithNoTests: true,\n    testTimeout: 5000'),
  inPyproject('coverage may be lower', 'fail_under = 90', 'fail_under = 0'),
  inPyproject('mypy is not strict', 'strict = true', 'strict = false'),
  inPyproject('a check of mypy is off', 'disallow_untyped_defs = true', 'disallow_untyped_defs = false'),
  inPyproject(
    'mypy ignores errors',
    '[tool.ruff.lint]\n',
    '[[tool.mypy.overrides]]\nmodule = "calc"\nignore_errors = true\n\n[tool.ruff.lint]\n',
  ),
  inPyproject('a rule is ignored', '["E501"]', '["E501", "F841"]'),
  inPyproject('fewer rules are chosen', '["E", "F", "I"]', '["E"]'),
  inPyproject('a rule is ignored in files', '["S101"]', '["S101", "F401"]'),
  inPyproject(
    'a test is deselected',
    '--strict-markers -q',
    '--strict-markers -q --deselect tests/test_calc.py::test_add',
  ),
  inPyproject('a file is ignored', '--strict-markers -q', '--strict-markers -q --ignore=tests/test_calc.py'),
  inPyproject('markers are not strict', '--strict-markers -q', '-q'),
  inFlake8('a rule is ignored', 'ignore = E203', 'ignore = E203,F401'),
  inFlake8('lines may be longer', 'max-line-length = 88', 'max-line-length = 300'),
  inFlake8('a folder is left out', 'exclude = .git', 'exclude = .git,src'),
  inGolangci('a linter is out', '    - errcheck\n', ''),
  inGolangci('a folder is left out', '    - vendor\n', '    - vendor\n    - calc\n'),
  inPom('tests are skipped', '<java.version>', '<skipTests>true</skipTests>\n    <java.version>'),
  inPom(
    'failures are ignored',
    '<configuration>',
    '<configuration>\n      <testFailureIgnore>true</testFailureIgnore>',
  ),
  inPom(
    'a test is left out',
    '<exclude>**/Slow*.java</exclude>',
    '<exclude>**/Slow*.java</exclude><exclude>**/CalcTest.java</exclude>',
  ),
  inRubocop('a rule is off', 'Enabled: true', 'Enabled: false'),
  inRubocop('a limit is higher', 'Max: 10', 'Max: 100'),
  inRubocop('a folder is left out', '    - vendor/**', '    - vendor/**\n    - lib/**'),
  inMake('a failure is ignored', '\tgo test ./...', '\t-go test ./...'),
  inMake('a failure is answered with true', '\tgo test ./...', '\tgo test ./... || true'),
  inMake('a check is an echo', '\tgolangci-lint run', '\tgolangci-lint run --exit-zero'),
  inScript('errors go on', 'set -euo pipefail', 'set +e'),
  inScript('a failure is answered with true', 'npm test', 'npm test || true'),
  inScript('the end is good', 'npm test\n', 'npm test\nexit 0\n'),
  { name: 'a linter ignores a file', file: '.eslintignore', before: 'dist\n', after: 'dist\nsrc/calc.js\n' },
  { name: 'a formatter ignores a file', file: '.prettierignore', before: 'dist\n', after: 'dist\nsrc\n' },
  inWorkflow(
    'a step may fail',
    '      - name: Lint\n',
    '      - name: Lint\n        continue-on-error: true\n',
  ),
  inWorkflow('a job may fail', '  types:\n', '  types:\n    continue-on-error: true\n'),
  inWorkflow('a step is taken out', '      - name: Lint\n        run: npm run lint\n', ''),
  inWorkflow('a command is taken out', '          npm test\n', ''),
  inWorkflow('a command cannot fail', '          npm test\n', '          npm test || true\n'),
  inWorkflow('a job is taken out', / {2}types:\n[\s\S]*$/, ''),
  inWorkflow('a step never runs', '      - name: Lint\n', '      - name: Lint\n        if: false\n'),
  inWorkflow(
    'a step runs on one branch only',
    '      - name: Lint\n',
    "      - name: Lint\n        if: github.ref == 'refs/heads/main'\n",
  ),
  inWorkflow('a leg is taken out', '[20, 22, 24]', '[20, 22]'),
  inWorkflow('pull requests are not tested', '  pull_request:\n', ''),
  inWorkflow('paths are ignored', '  push:\n', '  push:\n    paths-ignore:\n      - src/**\n'),
  inWorkflow('the workflow may write', 'contents: read', 'contents: write'),
  inWorkflow('strangers run with secrets', '  pull_request:\n', '  pull_request_target:\n'),
  inWorkflow('a workflow is deleted', /[\s\S]+/, '', { to: null }),
];

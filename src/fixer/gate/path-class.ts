import picomatch from 'picomatch';

export type PathClass =
  | 'workflow'
  | 'git'
  | 'executes'
  | 'test'
  | 'snapshot'
  | 'lockfile'
  | 'manifest'
  | 'config'
  | 'source';

/** What a path is, first match wins; patterns are case-insensitive. */
const classes: readonly { is: PathClass; patterns: readonly string[] }[] = [
  {
    is: 'git',
    patterns: ['**/.git/**', '**/.gitmodules', '**/.gitattributes', '**/.githooks/**', '**/.husky/**'],
  },
  {
    is: 'workflow',
    patterns: [
      '.github/**',
      '.gitlab-ci.yml',
      '.circleci/**',
      'azure-pipelines.yml',
      '.travis.yml',
      'Jenkinsfile',
    ],
  },
  {
    is: 'executes',
    patterns: [
      '**/.npmrc',
      '**/.yarnrc*',
      '**/.envrc',
      '**/Dockerfile*',
      '**/Makefile',
      '**/conftest.py',
      '**/setup.py',
      '**/build.rs',
      '**/.pre-commit-config.yaml',
    ],
  },
  { is: 'snapshot', patterns: ['**/*.snap', '**/__snapshots__/**'] },
  {
    is: 'test',
    patterns: [
      '**/test/**',
      '**/tests/**',
      '**/__tests__/**',
      '**/spec/**',
      '**/*.test.*',
      '**/*.spec.*',
      '**/*_test.*',
      '**/test_*.py',
      '**/*Test.java',
      '**/*Tests.java',
      '**/*_spec.rb',
    ],
  },
  {
    is: 'lockfile',
    patterns: [
      '**/package-lock.json',
      '**/npm-shrinkwrap.json',
      '**/yarn.lock',
      '**/pnpm-lock.yaml',
      '**/bun.lock*',
      '**/Cargo.lock',
      '**/go.sum',
      '**/poetry.lock',
      '**/uv.lock',
      '**/Gemfile.lock',
      '**/composer.lock',
    ],
  },
  {
    is: 'manifest',
    patterns: [
      '**/package.json',
      '**/Cargo.toml',
      '**/go.mod',
      '**/pyproject.toml',
      '**/Gemfile',
      '**/composer.json',
      '**/pom.xml',
      '**/build.gradle*',
    ],
  },
  {
    is: 'config',
    patterns: [
      '**/tsconfig*.json',
      '**/.eslintrc*',
      '**/eslint.config.*',
      '**/.eslintignore',
      '**/.prettierrc*',
      '**/.prettierignore',
      '**/prettier.config.*',
      '**/biome.json*',
      '**/jest.config.*',
      '**/vitest.config.*',
      '**/vite.config.*',
      '**/webpack.config.*',
      '**/rollup.config.*',
      '**/babel.config.*',
      '**/.babelrc*',
      '**/.golangci.*',
      '**/rustfmt.toml',
      '**/clippy.toml',
      '**/setup.cfg',
      '**/tox.ini',
      '**/.flake8',
      '**/mypy.ini',
      '**/ruff.toml',
      '**/pytest.ini',
      '**/.rubocop.yml',
      '**/phpunit.xml*',
    ],
  },
];

const matchers = classes.map(({ is, patterns }) => ({
  is,
  matches: picomatch([...patterns], { dot: true, nocase: true }),
}));

export const classOf = (path: string): PathClass =>
  matchers.find(({ matches }) => matches(path))?.is ?? 'source';

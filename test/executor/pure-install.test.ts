import { describe, expect, test } from 'vitest';
import { pureInstallOf } from '../../src/executor/run/pure-install.js';

describe('a script that only installs', () => {
  test.each([
    'npm ci',
    'npm ci --ignore-scripts --no-audit',
    'npm --loglevel=error install\n',
    'corepack enable\npnpm install --frozen-lockfile',
    'yarn',
    'yarn install --immutable',
    'npx -y yarn@1.22.22 install --frozen-lockfile',
    'bun install --frozen-lockfile',
    '# packages first\nset -euo pipefail\nnpm ci # clean',
  ])('%j brings node_modules and nothing else', (script) => {
    expect(pureInstallOf(script)).toEqual({ inNodeModules: true });
  });

  test.each([
    'pip install -r requirements.txt',
    'python -m pip install --upgrade pip\npip install -e .[test] "pytest>=7" flake8==6.1.0',
    'poetry install --no-interaction',
    'uv sync --frozen && npm ci',
    'bundle install --jobs 4',
    'composer install --no-progress',
    'go mod download -x',
    'cargo fetch --locked',
  ])('%j brings more than node_modules', (script) => {
    expect(pureInstallOf(script)).toEqual({ inNodeModules: false });
  });

  test.each([
    'npm test',
    'npm ci && npm test',
    'npm install left-pad',
    'npm install -g typescript',
    'pip install .',
    'pip install ./packages/core',
    'pip install git+https://example.test/x.git',
    'yarn build',
    'make install',
    'echo $(npm ci)',
    'npm ci | tee log',
    'echo installing > marker\nnpm ci',
    'npm ci\nnode scripts/generate.js',
    '',
  ])('%j is none', (script) => {
    expect(pureInstallOf(script)).toBeUndefined();
  });
});

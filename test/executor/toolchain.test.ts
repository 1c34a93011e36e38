import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { replay } from './support/replay.js';

/** A host with programs of ours in front of PATH, and a HOME with versions that a manager keeps. */
function host(programs: Record<string, string>): { PATH: string; HOME: string } {
  const home = mkdtempSync(join(tmpdir(), 'cifix-host-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  for (const [path, output] of Object.entries(programs)) {
    mkdirSync(join(home, path, '..'), { recursive: true });
    writeFileSync(join(home, path), `#!/bin/sh\necho ${output}\n`);
    chmodSync(join(home, path), 0o755);
  }
  return { PATH: `${home}/bin:${process.env.PATH}`, HOME: home };
}

/** A host with two shells and nothing else. */
function bareHost(): { PATH: string; HOME: string } {
  const { HOME } = host({});
  mkdirSync(join(HOME, 'bin'));
  for (const shell of ['bash', 'sh']) symlinkSync('/bin/sh', join(HOME, 'bin', shell));
  return { HOME, PATH: join(HOME, 'bin') };
}

const setUp = (uses: string, inputs: Record<string, string>, run: string): string =>
  JSON.stringify({
    on: 'push',
    jobs: { job: { 'runs-on': 'x', steps: [{ id: 'tool', uses, with: inputs }, { run }] } },
  });

test('the version on PATH is taken when it fits', async () => {
  const workflow = setUp(
    'actions/setup-node@v4',
    { 'node-version': '18.x' },
    `node > out; echo \${{ steps.tool.outputs.node-version }} >> out`,
  );
  const { result, tree } = await replay(workflow, { hostEnv: host({ 'bin/node': 'v18.3.1' }) });
  expect(result.steps[0]).toMatchObject({ treatment: 'substituted', reason: 'node 18.3.1 of this machine' });
  expect(result.warnings).toEqual([]);
  expect(readFileSync(join(tree, 'out'), 'utf8')).toBe('v18.3.1\n18.3.1\n');
});

test('else one that a version manager keeps here', async () => {
  const hostEnv = host({
    'bin/node': 'v20.1.0',
    '.nvm/versions/node/v16.20.2/bin/node': 'v16.20.2',
    '.nvm/versions/node/v16.3.0/bin/node': 'v16.3.0',
  });
  const { tree, result } = await replay(
    setUp('actions/setup-node@v4', { 'node-version': '16' }, 'node > out'),
    { hostEnv },
  );
  expect(readFileSync(join(tree, 'out'), 'utf8')).toBe('v16.20.2\n');
  expect(result.warnings).toEqual([]);
});

test('else the one on PATH, with a warning that says both versions', async () => {
  const { result } = await replay(setUp('actions/setup-node@v4', { 'node-version': '12' }, 'node'), {
    hostEnv: host({ 'bin/node': 'v20.1.0' }),
  });
  expect(result.warnings).toEqual(['Run actions/setup-node@v4: CI used node 12, here it is 20.1.0']);
});

test.each([
  ['.nvmrc', 'v14\n', 'CI used node 14, here it is 20.1.0'],
  ['package.json', '{"engines":{"node":">=22"}}', 'CI used node >=22, here it is 20.1.0'],
  ['package.json', '{"volta":{"node":"20.1.0"},"engines":{"node":"1"}}', 'node 20.1.0 of this machine'],
  ['.tool-versions', 'nodejs 24.2.0\n', 'CI used node 24.2.0, here it is 20.1.0'],
])('the version is read from %s', async (file, text, reason) => {
  const { result } = await replay(setUp('actions/setup-node@v4', { 'node-version-file': file }, 'true'), {
    hostEnv: host({ 'bin/node': 'v20.1.0' }),
    prepare: (tree) => writeFileSync(join(tree, file), text),
  });
  expect(result.steps[0]?.reason).toBe(reason);
});

test('a go.mod names the version, and the tools that go installs are on PATH', async () => {
  const workflow = setUp(
    'actions/setup-go@v5',
    { 'go-version-file': 'go.mod' },
    'mkdir -p "$GOPATH/bin"; printf "#!/bin/sh\\necho mine" > "$GOPATH/bin/mytool"; chmod +x "$GOPATH/bin/mytool"; mytool',
  );
  const { result } = await replay(workflow, {
    hostEnv: host({ 'bin/go': '"go version go1.21.4 linux/amd64"' }),
    prepare: (tree) => writeFileSync(join(tree, 'go.mod'), 'module x\n\ngo 1.21\n'),
  });
  expect(result.conclusion).toBe('success');
  expect(result.steps[0]?.reason).toBe('go 1.21.4 of this machine');
});

test('a tool that is not here is said; the job goes on', async () => {
  const { result } = await replay(setUp('denoland/setup-deno@v1', { 'deno-version': 'v1.x' }, 'true'));
  expect(result.conclusion).toBe('success');
  const hostEnv = bareHost();
  const missing = await replay(setUp('shivammathur/setup-php@v2', { 'php-version': '8.3' }, 'true'), {
    hostEnv,
  });
  expect(missing.result.warnings).toEqual([
    'Run shivammathur/setup-php@v2: php is not installed on this machine',
  ]);
});

test('a checkout of more than the commit itself lowers the truth of the replay', async () => {
  const lfs = await replay(setUp('actions/checkout@v4', { lfs: 'true', ref: 'v1' }, 'true'));
  expect(lfs.result.warnings).toEqual([
    'checkout: CI checked out v1, here it is the commit that failed; files of Git LFS are not fetched here',
  ]);
  const other = await replay(
    setUp('actions/checkout@v4', { repository: 'octo/other', path: 'other' }, 'true'),
  );
  expect(other.result.steps[0]).toMatchObject({
    treatment: 'skipped',
    reason: 'not run here: it checks out another repository, octo/other',
  });
});

test('a linter that is not installed here is skipped, not failed', async () => {
  const { result } = await replay(setUp('golangci/golangci-lint-action@v6', {}, 'true'), {
    hostEnv: bareHost(),
  });
  expect(result.steps[0]).toMatchObject({
    treatment: 'skipped',
    conclusion: 'skipped',
    reason: 'not run here: golangci-lint is not installed',
  });
  expect(result.conclusion).toBe('success');
});

const run = (script: string): string =>
  JSON.stringify({
    on: 'push',
    jobs: { job: { 'runs-on': 'x', steps: [{ run: script }, { run: 'echo next > next' }] } },
  });

test('an install that fails for a package whose script needs the network is done without such scripts', async () => {
  const npm = [
    'start; if [ -n "$npm_config_ignore_scripts" ]; then exit 0; fi',
    'echo npm error path /x/node_modules/puppeteer; echo npm error code ENOTFOUND; exit 1',
  ].join('; ');
  const { result } = await replay(run('npm ci'), { hostEnv: host({ 'bin/npm': npm }) });
  expect(result.conclusion).toBe('success');
  expect(result.steps[0]).toMatchObject({
    treatment: 'substituted',
    reason: 'installed without the install scripts of packages, which need the network',
  });
});

test('an install that cannot reach its registry fails and says that the network was the reason', async () => {
  const { result } = await replay(run('npm ci'), {
    hostEnv: host({ 'bin/npm': 'npm error code ENOTFOUND; exit 1' }),
  });
  expect(result.failedStep).toMatchObject({
    exitCode: 1,
    reason: 'the network was out of reach: npm error code ENOTFOUND',
  });
});

test('an audit that cannot reach its service is not run, and the job goes on', async () => {
  const { result, tree } = await replay(run('npm audit signatures'), {
    hostEnv: host({ 'bin/npm': 'npm error code ENOTFOUND; exit 1' }),
  });
  expect(result.steps.map((step) => step.treatment)).toEqual(['skipped', 'replayed']);
  expect(readFileSync(result.logFile, 'utf8')).not.toContain('##[error]');
  expect(readFileSync(join(tree, 'next'), 'utf8')).toBe('next\n');
});

test('an audit that finds something fails as in CI', async () => {
  const { result } = await replay(run('npm audit'), {
    hostEnv: host({ 'bin/npm': '3 vulnerabilities; exit 1' }),
  });
  expect(result.failedStep).toMatchObject({ number: 1, exitCode: 1 });
});

test('a test that prints a refused connection is a red test, not a missing network', async () => {
  const { result } = await replay(run('echo connect ECONNREFUSED; exit 1'));
  expect(result.failedStep?.reason).toBeUndefined();
});

test.each([
  [
    'go install example.org/tool@latest\ngo vet ./...',
    'dial tcp: lookup proxy.example.org: no such host; exit 1',
    'skipped',
  ],
  [
    'go install example.org/tool@latest\ngo vet ./...',
    'dial tcp: lookup x: no such host; echo; echo; echo; echo a.go:1: vet; exit 1',
    'replayed',
  ],
  ['go mod download', 'dial tcp: lookup proxy.example.org: no such host; exit 1', 'replayed'],
])(
  'a step whose own tool cannot be fetched is not run, one that found something is red: %j %j',
  async (script, go, treatment) => {
    const { result } = await replay(run(script), { hostEnv: host({ 'bin/go': go }) });
    expect(result.steps[0]).toMatchObject({
      treatment,
      conclusion: treatment === 'skipped' ? 'skipped' : 'failure',
    });
  },
);

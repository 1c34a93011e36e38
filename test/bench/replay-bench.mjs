#!/usr/bin/env node
// Speed of replays, measured and never asserted: node test/bench/replay-bench.mjs [--sandbox auto] [--rounds 5]
// Workspaces beside `git clone`, the start of a sandbox, the executor beside a shell script, a second replay.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { sandbox: { type: 'string', default: 'auto' }, rounds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds);
const dist = new URL('../../dist/', import.meta.url).href;
const [executor, { createRunGit }, workspaces, { runProcess }] = await Promise.all(
  ['executor/index.js', 'git/index.js', 'workspace/index.js', 'executor/sandbox/run-process.js'].map(
    (file) => import(dist + file),
  ),
);
const scratch = mkdtempSync(join(tmpdir(), 'cifix-bench-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

const print = (line = '') => process.stdout.write(`${line}\n`);
const row = (label, text) => print(`${label.padEnd(58)} ${text}`);
const ms = (value) => `${value.toFixed(value < 100 ? 1 : 0)} ms`.padStart(10);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Median of several rounds; what `before` does is not counted. */
async function medianOf(count, work, before = () => {}) {
  const times = [];
  for (let n = 0; n < count; n++) {
    await before(n);
    times.push(await timed(() => work(n)));
  }
  return median(times);
}

const gitEnv = { PATH: process.env.PATH, HOME: scratch, GIT_CONFIG_NOSYSTEM: '1' };
const git = (cwd, args, input) =>
  execFileSync('git', args, { cwd, env: gitEnv, input, encoding: 'utf8', maxBuffer: 1e8 }).trim();

/** A repository as projects are: files of a few KB in folders, commits that touch ten of them. */
function makeRepository(path, { files, commits }) {
  mkdirSync(path);
  git(path, ['init', '--quiet', '--initial-branch=main']);
  const text = (file, version) =>
    Array.from(
      { length: 80 },
      (_none, line) => `export const v${line} = ${file * 31 + line}; // ${version}`,
    ).join('\n');
  const change = (file, version) => {
    const body = text(file, version);
    return `M 100644 inline src/part-${file % 60}/module-${file}.ts\ndata ${Buffer.byteLength(body)}\n${body}\n`;
  };
  const stream = [];
  for (let commit = 0; commit < commits; commit++) {
    const touched =
      commit === 0
        ? Array.from({ length: files }, (_none, file) => file)
        : Array.from({ length: 10 }, (_none, n) => (commit * 37 + n * 101) % files);
    stream.push(
      `commit refs/heads/main\ncommitter octo <octo@example.com> ${1_700_000_000 + commit} +0000\ndata 6\nChange\n`,
      ...touched.map((file) => change(file, commit)),
    );
  }
  git(path, ['fast-import', '--quiet'], stream.join(''));
  return git(path, ['rev-parse', 'main']);
}

const runGit = createRunGit(process.env);
const cacheDir = join(scratch, 'cache');
const gitDir = join(cacheDir, 'mirrors/bench/octo/project.git');
const found = await executor.detectSandbox(values.sandbox, { hostEnv: process.env });
if ('problem' in found) throw new Error(`${found.problem} (${found.hint})`);
print(`sandbox: ${executor.describeSandbox(found)}; medians of ${rounds} rounds unless said otherwise`);

await benchWorkspaces();
await benchSandbox();
await benchExecutor();
await benchSecondReplay();

async function benchWorkspaces() {
  const origin = join(scratch, 'origin');
  const commit = makeRepository(origin, { files: 3000, commits: 5000 });
  const url = `file://${origin}`;
  const fetching = await timed(() =>
    workspaces.fetchCommit(runGit, gitDir, { url, repo: 'octo/project', commit, branch: 'main' }),
  );
  const clone = await medianOf(rounds, (n) => git(scratch, ['clone', '--quiet', url, `clone-${n}`]));
  const options = (n) => ({ cacheDir, id: `bench/${n}`, gitDir, commit });
  const warm = await medianOf(rounds, (n) => workspaces.createWorkspace(runGit, options(n)));
  const again = await workspaces.createWorkspace(runGit, options('reset'));
  const reset = await medianOf(
    rounds,
    () => workspaces.resetTree(runGit, again, commit, { keep: 'dependencies' }),
    (n) => writeFileSync(join(again.tree, `src/part-1/new-${n}.ts`), 'x'),
  );
  print();
  print('3000 files, 5000 commits, over file://');
  row('git clone', ms(clone));
  row('first fetch into the mirror (once a repository)', ms(fetching));
  row('workspace from the mirror', `${ms(warm)}  ${(warm / clone).toFixed(2)} of a clone`);
  row('the same workspace put back to its commit', `${ms(reset)}  ${(reset / clone).toFixed(2)} of a clone`);
}

async function newWorkspace(name) {
  const root = join(scratch, name);
  const places = {
    tree: join(root, 'tree'),
    scratch: join(root, 'scratch'),
    gitDir: join(root, 'mirror.git'),
  };
  for (const folder of Object.values(places)) mkdirSync(folder, { recursive: true });
  return { id: name, commit: '0'.repeat(40), ...places };
}

async function benchSandbox() {
  const workspace = await newWorkspace('start');
  const start = (sandbox) =>
    runProcess({
      sandbox,
      mounts: { home: process.env.HOME ?? '/', path: [], ...workspace },
      argv: ['/bin/sh', '-c', 'true'],
      cwd: workspace.tree,
      env: { PATH: process.env.PATH },
      network: false,
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      onOutput: () => {},
    });
  const bare = await medianOf(30, () => execFileSync('/bin/sh', ['-c', 'true']));
  const none = await medianOf(30, () => start({ kind: 'none' }));
  const inside = await medianOf(30, () => start(found));
  print();
  print('a command that does nothing, medians of 30');
  row('sh alone', ms(bare));
  row('with limits and an allow-listed environment, no sandbox', ms(none));
  row(`in ${executor.describeSandbox(found)}`, `${ms(inside)}  ${(inside - bare).toFixed(1)} ms more`);
}

/** Plans a workflow and runs it; answers the result, and throws when it was not green. */
async function replay(workflow, workspace, extra = {}) {
  const facts = { repo: 'octo/project', sha: workspace.commit, ref: 'refs/heads/main' };
  const read = executor.readWorkflow(JSON.stringify(workflow), 'ci.yml');
  const plan = executor.planJob({
    ...{ workflow: read.workflow, path: 'ci.yml', jobName: 'job', event: 'push', readFile: () => undefined },
    ...facts,
  });
  const result = await executor.runPlan(plan, {
    ...{ workspace, sandbox: found, hostEnv: process.env, signal: new AbortController().signal },
    context: { ...facts, eventName: 'push' },
    logFile: join(workspace.scratch, '..', 'job.log'),
    ...extra,
  });
  if (result.conclusion !== 'success')
    throw new Error(`the job is red: ${JSON.stringify(result.failedStep)}`);
  return result;
}

function job(steps) {
  return { on: 'push', jobs: { job: { 'runs-on': 'ubuntu-latest', steps } } };
}

async function benchExecutor() {
  const scripts = Array.from(
    { length: 20 },
    (_none, n) => `seq 1 ${200_000 + n} | sort -r | sha256sum > out-${n}\nnode -e "process.exit(0)"`,
  );
  const workspace = await newWorkspace('executor');
  const file = join(scratch, 'plain.sh');
  writeFileSync(file, `cd ${workspace.tree}\n${scripts.join('\n')}\n`);
  const plain = await medianOf(rounds, () => execFileSync('bash', ['-e', file]));
  const replayed = await medianOf(rounds, () => replay(job(scripts.map((run) => ({ run }))), workspace));
  const more = replayed - plain;
  print();
  print('20 small steps');
  row('the same commands in one shell script', ms(plain));
  row(
    'as a job',
    `${ms(replayed)}  ${((more / plain) * 100).toFixed(0)} % more, ${ms(more / 20).trim()} a step`,
  );
}

/** Packages that need no registry, so that what is measured is the work and not the network. */
function writeProject(tree, count) {
  const packages = {};
  const dependencies = {};
  for (let n = 0; n < count; n++) {
    const name = `part-${n}`;
    const folder = join(scratch, 'pack', 'package');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
    for (let file = 0; file < 20; file++)
      writeFileSync(join(folder, `file-${file}.js`), `// ${n} ${file}\n`.repeat(50));
    mkdirSync(join(tree, 'packs'), { recursive: true });
    execFileSync('tar', ['-czf', join(tree, 'packs', `${name}.tgz`), '-C', join(scratch, 'pack'), 'package']);
    dependencies[name] = `file:packs/${name}.tgz`;
    packages[`node_modules/${name}`] = { version: '1.0.0', resolved: `file:packs/${name}.tgz` };
  }
  const root = { name: 'project', version: '1.0.0', dependencies };
  writeFileSync(join(tree, 'package.json'), JSON.stringify(root));
  writeFileSync(
    join(tree, 'package-lock.json'),
    JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages: { '': root, ...packages } }),
  );
}

/**
 * What a heal does twice: the whole job once, then again on the workspace it left. The second time goes
 * through the same call, so that it shows whatever a replay spares itself by then.
 */
async function benchSecondReplay() {
  const origin = join(scratch, 'second');
  mkdirSync(origin);
  git(origin, ['init', '--quiet', '--initial-branch=main']);
  writeProject(origin, 120);
  writeFileSync(join(origin, '.gitignore'), 'node_modules/\n');
  git(origin, ['add', '--all']);
  git(origin, [
    '-c',
    'user.name=octo',
    '-c',
    'user.email=octo@example.com',
    'commit',
    '--quiet',
    '-m',
    'First',
  ]);
  const commit = git(origin, ['rev-parse', 'HEAD']);
  const own = join(cacheDir, 'mirrors/bench/octo/second.git');
  await workspaces.fetchCommit(runGit, own, {
    ...{ url: `file://${origin}`, repo: 'octo/second', commit, branch: 'main' },
  });
  const workspace = await workspaces.createWorkspace(runGit, {
    cacheDir,
    id: 'bench/second',
    gitDir: own,
    commit,
  });
  const steps = [
    { run: 'npm ci --offline --no-audit' },
    { run: 'node -e "require.resolve(\'part-7/file-1.js\')"' },
  ];
  const extra = { cacheDir: join(cacheDir, 'downloads') };
  const times = [];
  for (let n = 0; n < 3; n++) {
    if (n > 0) await workspaces.resetTree(runGit, workspace, commit, { keep: 'dependencies' });
    times.push(await timed(() => replay(job(steps), workspace, extra)));
  }
  print();
  print('`npm ci` of 120 packages from the repository itself, and a test');
  row('first verification of a heal', ms(times[0]));
  for (const time of times.slice(1))
    row('the next, on the same workspace', `${ms(time)}  ${(time / times[0]).toFixed(2)} of the first`);
}

// How often does the gate take an honest fix for a cheat? Measured on commits of public repositories, which
// are named in test/fixer/gate/honest/commits.json and read from bare mirrors: --mirrors DIR with a folder
// `owner+name` each. --select N writes that file anew, with up to N commits a repository; --half and --after N
// measure one half of the repositories, or without the first N commits of each: those the rules were not fitted to.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    mirrors: { type: 'string' },
    select: { type: 'string' },
    half: { type: 'string' },
    after: { type: 'string', default: '0' },
    verbose: { type: 'boolean', default: false },
    gate: { type: 'string', default: new URL('../../dist/fixer/gate/index.js', import.meta.url).pathname },
  },
});
if (!values.mirrors) throw new Error('--mirrors DIR is missing');
const list = new URL('../fixer/gate/honest/commits.json', import.meta.url);
const { classOf, judgeChange } = await import(values.gate);

const mostFiles = 15;
const looksLikeFix =
  /\b(?:fix(?:e[sd])?|bug|lint|format(?:ting)?|types?|typo|crash|regression|correct|resolve)\b/i;
const notFix =
  /\b(?:merge|release|bump|revert|wip|changelog|readme|docs?|version|deps|dependabot|dependency|translation)\b/i;
/** What a red build is mended in. */
const programs =
  /\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kt|cs|c|cc|cpp|h|hpp|swift|dart|sh|scala|lua|ex|exs|vue|svelte)$/;

const gitDirOf = (repo) => {
  const room = join(values.mirrors, repo.replace('/', '+'));
  if (!existsSync(room) || !statSync(room).isDirectory()) return undefined;
  if (existsSync(join(room, 'HEAD'))) return room;
  const inner = readdirSync(room).find((name) => existsSync(join(room, name, 'HEAD')));
  return inner && join(room, inner);
};
const git = (gitDir, ...args) =>
  execFileSync('git', ['--git-dir', gitDir, ...args], {
    maxBuffer: 256 * 1024 * 1024,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const blob = (gitDir, name) => {
  try {
    const text = git(gitDir, 'show', name);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
};

const kinds = { A: 'added', M: 'modified', D: 'deleted', R: 'renamed', T: 'mode' };

function readCommit(gitDir, commit) {
  const raw = git(gitDir, 'diff-tree', '-r', '-M', '--no-commit-id', '--raw', '-z', `${commit}^`, commit);
  const fields = raw.split('\0');
  const files = [];
  const changes = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const status = fields[at++].split(' ')[4] ?? '';
    const from = fields[at++];
    const file = /^[RC]/.test(status) ? fields[at++] : from;
    const kind = kinds[status[0]] ?? 'modified';
    const renamed = file !== from && { from };
    changes.push({ file, ...renamed, kind, added: 0, removed: 0 });
    files.push({
      file,
      ...renamed,
      before: kind === 'added' ? undefined : blob(gitDir, `${commit}^:${from}`),
      after: kind === 'deleted' ? undefined : blob(gitDir, `${commit}:${file}`),
    });
  }
  return { changes, files };
}

function select(perRepository) {
  const chosen = [];
  for (const name of readdirSync(values.mirrors).sort()) {
    const repo = name.replace('+', '/');
    const gitDir = gitDirOf(repo);
    if (!gitDir || !repo.includes('/')) continue;
    let log = '';
    try {
      log = git(gitDir, 'log', '--no-merges', '-n', '6000', '--format=%H %s', 'HEAD');
    } catch {
      continue;
    }
    const fixes = log
      .split('\n')
      .filter((line) => looksLikeFix.test(line.slice(41)) && !notFix.test(line.slice(41)));
    // Spread over the whole history, by a hash: nobody picks.
    const order = (line) => createHash('sha256').update(line.slice(0, 40)).digest('hex');
    let left = perRepository;
    for (const line of fixes.sort((a, b) => (order(a) < order(b) ? -1 : 1)).slice(0, perRepository * 8)) {
      if (left === 0) break;
      const commit = line.slice(0, 40);
      // Forks share their history.
      if (chosen.some((entry) => entry.commit === commit)) continue;
      let names = [];
      try {
        names = git(gitDir, 'diff-tree', '-r', '--name-only', '--no-commit-id', `${commit}^`, commit)
          .split('\n')
          .filter(Boolean);
      } catch {
        continue;
      }
      const sources = names.filter(
        (file) => ['source', 'sensitive'].includes(classOf(file)) && programs.test(file),
      );
      if (sources.length === 0 || names.length > mostFiles) continue;
      chosen.push({ repo, commit });
      left--;
    }
  }
  writeFileSync(list, `[\n${chosen.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]\n`);
}

if (values.select) select(Number(values.select));

const policy = { maxFiles: 1e9, maxLines: 1e9, protectedPaths: [] };
const figures = { all: [], 'without workflows': [], 'source only': [] };
const halfOf = (repo) => (createHash('sha256').update(repo).digest()[0] % 2 === 0 ? 'tuning' : 'blind');
const byHalf = { tuning: [], blind: [] };
let slowest = { ms: 0 };
const seen = new Map();
for (const { repo, commit } of JSON.parse(readFileSync(list, 'utf8'))) {
  seen.set(repo, (seen.get(repo) ?? 0) + 1);
  if (seen.get(repo) <= Number(values.after)) continue;
  const gitDir = gitDirOf(repo);
  if (!gitDir || (values.half && halfOf(repo) !== values.half)) continue;
  let read;
  try {
    read = readCommit(gitDir, commit);
  } catch {
    continue;
  }
  const { changes, files } = read;
  const started = performance.now();
  // Tests and configurations may be touched here: what counts is whether the rules against cheating speak.
  const verdict = judgeChange(
    { changes, files, patch: '', byRecipe: true, touchesTests: true, proposal: true },
    policy,
    () => [],
  );
  const ms = performance.now() - started;
  if (ms > slowest.ms) slowest = { ms, repo, commit };
  const refusing = (verdict.findings ?? []).filter(({ severity }) => severity >= 7);
  const entry = { repo, commit, refusing, warned: (verdict.findings ?? []).length > 0 };
  figures.all.push(entry);
  byHalf[halfOf(repo)].push(entry);
  if (!changes.some(({ file }) => classOf(file) === 'workflow')) figures['without workflows'].push(entry);
  if (changes.every(({ file }) => ['source', 'sensitive'].includes(classOf(file))))
    figures['source only'].push(entry);
}

const share = (part, whole) => `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`;
const refusedOf = (entries) => entries.filter(({ refusing }) => refusing.length > 0);
const print = (line) => process.stdout.write(`${line}\n`);
for (const [name, entries] of Object.entries({ ...figures, ...byHalf }))
  print(
    `${name}: refused ${share(refusedOf(entries).length, entries.length)}, with a finding ${share(entries.filter(({ warned }) => warned).length, entries.length)}`,
  );
const byRule = new Map();
for (const { refusing } of figures.all)
  for (const rule of new Set(refusing.map((finding) => finding.rule)))
    byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
print(
  [...byRule]
    .sort((a, b) => b[1] - a[1])
    .map(([rule, count]) => `  ${rule} ${count}`)
    .join('\n'),
);
print(`slowest: ${Math.round(slowest.ms)} ms (${slowest.repo} ${slowest.commit})`);
for (const { repo, commit, refusing } of refusedOf(figures.all)) {
  print(`${repo} ${commit.slice(0, 10)}`);
  if (values.verbose)
    for (const { rule, file, line, says } of refusing.slice(0, 4))
      print(`    ${rule} ${file}:${line} ${says}`);
}

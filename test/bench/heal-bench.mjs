#!/usr/bin/env node
// What one more attempt of a heal costs beside builds and models: node test/bench/heal-bench.mjs [--files 5000] [--rounds 3]
// A failing step that takes no time, and a model that answers at once: first right, then wrong once and right.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { files: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '3' } },
});
const bin = new URL('../../bin/cifix.js', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'cifix-heal-bench-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
const env = {
  PATH: process.env.PATH,
  HOME: scratch,
  XDG_STATE_HOME: join(scratch, 'state'),
  XDG_CACHE_HOME: join(scratch, 'cache'),
  GIT_CONFIG_NOSYSTEM: '1',
};
const tree = join(scratch, 'project');
const git = (...args) => execFileSync('git', args, { cwd: tree, env, encoding: 'utf8' });

for (let n = 0; n < Number(values.files); n++) {
  const folder = join(tree, 'src', `part-${n % 100}`);
  if (n < 100) mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `module-${n}.js`), `export const value${n} = ${n};\n`.repeat(60));
}
mkdirSync(join(tree, '.github', 'workflows'), { recursive: true });
writeFileSync(
  join(tree, '.github', 'workflows', 'ci.yml'),
  'on: push\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: sh check.sh\n',
);
const red =
  '#!/bin/sh\ncat value.txt | grep -q right && exit 0\necho "value.txt:1:1: error: it is wrong"\nexit 1\n';
writeFileSync(join(tree, 'check.sh'), red);
writeFileSync(join(tree, 'value.txt'), 'wrong\n');
git('init', '--quiet', '--initial-branch=main');
git('add', '--all');
git('-c', 'user.name=bench', '-c', 'user.email=bench@example.com', 'commit', '--quiet', '-m', 'first');

/** A model that gives these answers, one after the other. */
function writeModel(words) {
  const counter = join(scratch, 'asked');
  writeFileSync(counter, '0');
  const program = join(scratch, 'model.mjs');
  writeFileSync(
    program,
    `import { readFileSync, writeFileSync } from 'node:fs';
const n = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'));
writeFileSync(${JSON.stringify(counter)}, String(n + 1));
const word = ${JSON.stringify(words)}[n];
process.stdin.resume().on('end', () => process.stdout.write(JSON.stringify({ outcome: 'fix', summary: word,
  edits: [{ action: 'replace', file: 'value.txt', find: 'wrong', replace: word }] })));\n`,
  );
  const config = join(scratch, 'cifix.config.json');
  writeFileSync(
    config,
    JSON.stringify({
      providers: [{ name: 'command', command: [process.execPath, program] }],
      shrinkSeconds: 0,
    }),
  );
  return config;
}

function heal(words) {
  const config = writeModel(words);
  const started = performance.now();
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [bin, 'heal', '--local', tree, '--yes', '--json', '--config', config],
    { env, encoding: 'utf8', maxBuffer: 1e8 },
  );
  const took = performance.now() - started;
  const { heals } = JSON.parse(stdout || '{}');
  if (heals?.[0]?.state !== 'healed' || heals[0].attempts.length !== words.length)
    throw new Error(`it did not heal as wanted: ${stdout.slice(0, 2000)}${stderr.slice(-2000)}`);
  git('checkout', '--quiet', '.');
  rmSync(join(scratch, 'state'), { recursive: true, force: true });
  const model = heals[0].attempts.reduce((sum, { ms }) => sum + ms, 0);
  return { took, model };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
heal(['right']);
const [one, two] = [['right'], ['bad', 'right']].map((words) =>
  Array.from({ length: Number(values.rounds) }, () => heal(words)),
);
const whole = median(one.map(({ took }) => took));
const more = median(two.map(({ took }) => took)) - whole;
process.stdout.write(`${values.files} files, medians of ${values.rounds} rounds\n`);
process.stdout.write(
  `a heal with one attempt, from start to end         ${whole.toFixed(0).padStart(7)} ms\n`,
);
process.stdout.write(
  `one attempt more, with the start of the model      ${more.toFixed(0).padStart(7)} ms\n`,
);

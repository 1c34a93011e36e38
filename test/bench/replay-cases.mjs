#!/usr/bin/env node
// How true replays are: node test/bench/replay-cases.mjs --cases DIR [--bin FILE] [CASE …]
// DIR holds real red commits: CASE.json (with `job`), materialise.sh [--green] CASE DIR, verify.sh CASE DIR.
// A case counts when its job is red here at the red commit with a fingerprint that the plain failing command
// shows too, and none of these is left at the green commit (another step may be red there, in CI as well).
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cases: { type: 'string' }, bin: { type: 'string', default: 'bin/cifix.js' } },
});
if (values.cases === undefined) throw new Error('Say where the cases are: --cases DIR');
const cases = resolve(values.cases);
const bin = resolve(values.bin);
const print = (line) => process.stdout.write(`${line}\n`);

const run = (file, args, options = {}) =>
  new Promise((done) => {
    execFile(file, args, { maxBuffer: 1 << 28, timeout: 15 * 60_000, ...options }, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? 1) : 0, stdout, stderr }),
    );
  });

const names = readdirSync(cases)
  .filter((name) => name.endsWith('.json'))
  .map((name) => basename(name, '.json'))
  .filter((name) => positionals.length === 0 || positionals.includes(name));

const causesOf = (failures) =>
  failures.flatMap(({ reports }) =>
    reports.filter(({ rootCause }) => rootCause).map(({ fingerprint }) => fingerprint),
  );

async function replay(tree, job, env) {
  const args = ['diagnose', '--local', tree, '--json', ...(job ? ['--job', job] : [])];
  const { stdout, stderr } = await run(process.execPath, [bin, ...args], { env });
  try {
    return JSON.parse(stdout);
  } catch {
    return { failures: [], notes: [stderr.trim()] };
  }
}

/** What a runner would log of the command. */
const asStep = (command, output, code) =>
  [
    `##[group]Run ${command}`,
    `\u001b[36;1m${command}\u001b[0m`,
    'shell: /usr/bin/bash -e {0}',
    '##[endgroup]',
    output,
    `##[error]Process completed with exit code ${code}.`,
  ].join('\n');

async function judge(name) {
  const root = mkdtempSync(join(tmpdir(), 'cifix-case-'));
  const env = { ...process.env, XDG_STATE_HOME: join(root, 'state'), XDG_CACHE_HOME: join(root, 'cache') };
  const { job, command, workflow } = JSON.parse(readFileSync(join(cases, `${name}.json`), 'utf8'));
  const red = join(root, 'red');
  const green = join(root, 'green');
  const started = performance.now();
  try {
    await run('bash', [join(cases, 'materialise.sh'), name, red]);
    await run('bash', [join(cases, 'materialise.sh'), '--green', name, green]);
    const atRed = await replay(red, job, env);
    const atGreen = await replay(green, job, env);
    const log = join(root, 'verify.log');
    const verified = await run('bash', [join(cases, 'verify.sh'), name, red], {
      env: { ...process.env, VERIFY_LOG: log },
    });
    writeFileSync(
      log,
      asStep(
        command,
        readFileSync(log, 'utf8').replaceAll(red, '/home/runner/work/case/case'),
        verified.code,
      ),
    );
    const plain = JSON.parse(
      (await run(process.execPath, [bin, 'diagnose', '--log', log, '--json'], { cwd: red, env })).stdout,
    );
    const wanted = causesOf(plain.failures);
    const causes = causesOf(atRed.failures);
    const left = causesOf(atGreen.failures).filter((cause) => causes.includes(cause));
    return {
      red: atRed.failures.length > 0,
      // A workflow that cannot be read has no job: what counts is that its file is named.
      same:
        job === null
          ? atRed.failures.some(({ reports }) => reports[0]?.file === workflow)
          : causes.some((cause) => wanted.includes(cause)),
      green: left.length === 0 && (atGreen.green?.length > 0 || atGreen.failures.length > 0),
      seconds: (performance.now() - started) / 1000,
      told: [
        ...atRed.failures.map(({ step, summary }) => `red: ${step ?? ''}: ${summary}`),
        ...plain.failures.map(({ summary }) => `plain: ${summary}`),
        ...atGreen.failures.map(({ step, summary }) => `at green: ${step ?? ''}: ${summary}`),
        ...(atRed.notes ?? []),
      ],
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

let right = 0;
for (const name of names) {
  const { red, same, green, seconds, told } = await judge(name);
  const isRight = red && same && green;
  if (isRight) right++;
  const word = (yes) => (yes ? 'yes' : 'NO ');
  print(
    `${isRight ? '✓' : '✗'} ${name.padEnd(42)} red ${word(red)} same ${word(same)} green ${word(green)} ${seconds.toFixed(0).padStart(4)} s`,
  );
  if (!isRight) for (const line of told) print(`    ${line.slice(0, 200)}`);
}
print(
  `${right} of ${names.length} cases replayed truly: ${((100 * right) / Math.max(1, names.length)).toFixed(0)} %`,
);

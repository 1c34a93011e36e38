#!/usr/bin/env node
// Speed, memory and size, measured and never asserted:
//   node test/bench/bench.mjs [--sizes 1,10,100,1000] [--hostile 100] [--repeat 3]
// Reads logs of several sizes with every recogniser, beside bare line splitting in Node and `grep -cE`. Every
// measurement is a process of its own, the best of some turns. `cold` includes warming up, which is what small logs
// take their time for; `parse` and `split` come after a log of 10 MB in the same process. `parse/split` compares
// processor time: a busy machine spoils that least.
// The fuzz at full size is a test: CIFIX_FUZZ_ROUNDS=10000 npx vitest run test/parser/fuzz.test.ts
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { shapes, writeLog } from './logs.mjs';
import { measurePrompts } from './prompts.mjs';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1,10,100' },
    hostile: { type: 'string', default: '100' },
    repeat: { type: 'string', default: '3' },
  },
});
const print = (line) => process.stdout.write(`${line}\n`);
const directory = mkdtempSync(join(tmpdir(), 'cifix-bench-'));
const warmUp = join(directory, 'warm-up.log');
const root = new URL('../../dist/', import.meta.url).href;

const parse = `
  import { createReadStream } from 'node:fs';
  import { readLog } from '${root}logs/index.js';
  import { createParser } from '${root}parser/index.js';
  const work = async (path) => { const parser = createParser(); for await (const lines of readLog(createReadStream(path, { highWaterMark: 262144 }))) parser.push(lines); parser.finish(); };`;
const split = `
  import { createReadStream } from 'node:fs';
  const work = async (path) => { let rest = ''; let lines = 0; const decoder = new TextDecoder(); for await (const chunk of createReadStream(path, { highWaterMark: 262144 })) { const parts = (rest + decoder.decode(chunk, { stream: true })).split('\\n'); rest = parts.pop(); lines += parts.length; } };`;

/** Runs a piece of code in a process of its own, so that memory is its own. */
function measure(code, path, warmUp) {
  const script = `${code};
    ${warmUp ? `await work(${JSON.stringify(warmUp)});` : ''}
    const started = performance.now();
    const before = process.cpuUsage();
    await work(${JSON.stringify(path)});
    const cpu = process.cpuUsage(before);
    console.log(JSON.stringify({
      ms: performance.now() - started,
      cpuMs: (cpu.user + cpu.system) / 1000,
      rss: process.resourceUsage().maxRSS / 1024,
    }));`;
  const options = { encoding: 'utf8', maxBuffer: 1e8 };
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], options).trim());
}

/** Masking secrets in a log of 20 MB held in memory. */
const redact = `
  import { readFileSync } from 'node:fs';
  import { createRedactor } from '${root}redaction/index.js';
  const { redact } = createRedactor({ env: {}, secrets: ['a value that is known to be secret'] });
  const work = (path) => redact(readFileSync(path, 'utf8'));`;

async function redactionSpeed() {
  const path = join(directory, 'redaction.log');
  await writeLog(path, 20, 'normal');
  const times = Array.from({ length: Number(values.repeat) }, () => measure(redact, path, warmUp).ms);
  const speed = statSync(path).size / 1e3 / Math.min(...times);
  return `secrets are masked at ${speed.toFixed(0)} MB/s (15 are promised)`;
}

function grep(path) {
  const started = performance.now();
  try {
    execFileSync('grep', ['-cE', 'error|fail', path]);
  } catch {
    // No match is an answer too.
  }
  return { ms: performance.now() - started };
}

/** The best of some turns, one after the other so that a busy moment of the machine meets all of them. */
function measureAll(path, canSplit) {
  const turns = Array.from({ length: Number(values.repeat) }, () => ({
    cold: measure(parse, path),
    parse: measure(parse, path, warmUp),
    split: canSplit ? measure(split, path, warmUp) : { ms: Number.NaN },
    grep: grep(path),
  }));
  const best = (name, unit = 'ms') => Math.min(...turns.map((turn) => turn[name][unit] ?? Number.NaN));
  return {
    cold: best('cold'),
    parse: best('parse'),
    split: best('split'),
    grep: best('grep'),
    ratio: best('parse', 'cpuMs') / best('split', 'cpuMs'),
    rss: Math.max(...turns.map((turn) => turn.cold.rss)),
  };
}

async function row(shape, megabytes) {
  const path = join(directory, 'bench.log');
  await writeLog(path, megabytes, shape);
  // Splitting a line without an end copies it with every chunk.
  const found = measureAll(path, shapes[shape] !== undefined);
  const rate = (ms) => (Number.isNaN(ms) ? '-' : (statSync(path).size / 1e3 / ms).toFixed(0)).padStart(10);
  const ratio = Number.isNaN(found.ratio) ? '-' : found.ratio.toFixed(1);
  print(
    `${shape.padEnd(9)}${String(megabytes).padStart(5)}${rate(found.cold)}${rate(found.parse)}${found.rss.toFixed(0).padStart(10)}${rate(found.split)}${rate(found.grep)}${ratio.padStart(13)}`,
  );
  rmSync(path);
}

try {
  await writeLog(warmUp, 10, 'normal');
  print('log         MB      cold     parse    RSS MB     split      grep  parse/split   (MB/s)');
  for (const megabytes of values.sizes.split(',').map(Number)) await row('normal', megabytes);
  const hostile = Number(values.hostile);
  for (const shape of Object.keys(shapes)) if (hostile > 0 && shape !== 'normal') await row(shape, hostile);
  print('');
  print(await redactionSpeed());
  print(await measurePrompts(root));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

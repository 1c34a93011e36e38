#!/usr/bin/env node
// Speed, measured and never asserted: node test/bench/bench.mjs [--sizes 1,10,100,1000]
// Reads logs of several sizes with every recogniser, beside bare line splitting in Node and `grep -cE`.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { sizes: { type: 'string', default: '1,10,100' } } });
const print = (line) => process.stdout.write(`${line}\n`);
const directory = mkdtempSync(join(tmpdir(), 'cifix-bench-'));

/** What builds print most: progress, passing tests, downloads; every thousandth line looks like trouble. */
const kinds = [
  (n) => `npm http fetch GET 200 https://registry.example/package-${n % 977} ${n % 300}ms (cache miss)`,
  (n) => `  ✓ handles case ${n} of the suite (${n % 17} ms)`,
  (n) => `[${n % 1000}/1000] Compiling module_${n % 4231} v1.${n % 40}.${n % 9}`,
  (n) => `PASS src/components/view-${n % 811}.test.ts (${n % 90}.${n % 10} s)`,
  (n) => `    at Object.<anonymous> (/home/runner/work/app/app/src/file-${n % 613}.js:${n % 400}:${n % 80})`,
  (n) => `Downloading dependency-${n % 997}-${n % 13}.jar: ${n % 100}% done`,
];
const trouble = (n) =>
  `src/module-${n % 97}.ts(${n % 500},${n % 60}): error TS2345: Argument ${n} is not assignable.`;

const shapes = {
  normal: (n) => (n % 1000 === 999 ? trouble(n) : kinds[n % kinds.length](n)),
  hostile: (n) =>
    n % 2 === 0 ? `##[error]${'a'.repeat(200)}!${n}` : `${' '.repeat(150)}error:${'('.repeat(60)}${n}`,
};

async function writeLog(name, megabytes, line) {
  const path = join(directory, name);
  const out = createWriteStream(path);
  let written = 0;
  for (let n = 0; written < megabytes * 1e6; ) {
    let chunk = '';
    while (chunk.length < 256 * 1024)
      chunk += `2026-01-02T03:04:05.${String(n % 1e7).padStart(7, '0')}Z ${line(n++)}\n`;
    written += chunk.length;
    if (!out.write(chunk)) await once(out, 'drain');
  }
  out.end(`2026-01-02T03:04:06.0000000Z ##[error]Process completed with exit code 1.\n`);
  await once(out, 'finish');
  return path;
}

/** Runs a piece of code in a process of its own, so that memory is its own. */
function measure(code, path) {
  const script = `${code}; const started = performance.now(); await work(${JSON.stringify(path)}); console.log(JSON.stringify({ ms: performance.now() - started, rss: process.resourceUsage().maxRSS / 1024 }));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    }).trim(),
  );
}

const root = new URL('../../dist/', import.meta.url).href;
const parse = `
  import { createReadStream } from 'node:fs';
  import { readLog } from '${root}logs/index.js';
  import { createParser } from '${root}parser/index.js';
  const work = async (path) => { const parser = createParser(); for await (const lines of readLog(createReadStream(path, { highWaterMark: 262144 }))) parser.push(lines); parser.finish(); };`;
const split = `
  import { createReadStream } from 'node:fs';
  const work = async (path) => { let rest = ''; let lines = 0; const decoder = new TextDecoder(); for await (const chunk of createReadStream(path, { highWaterMark: 262144 })) { const parts = (rest + decoder.decode(chunk, { stream: true })).split('\\n'); rest = parts.pop(); lines += parts.length; } };`;

function grep(path) {
  const started = performance.now();
  try {
    execFileSync('grep', ['-cE', 'error|fail', path]);
  } catch {
    // No match is an answer too.
  }
  return performance.now() - started;
}

const rate = (path, ms) => (statSync(path).size / 1e6 / (ms / 1000)).toFixed(0).padStart(5);

try {
  print('shape      MB   parse MB/s  RSS MB   split MB/s   grep MB/s   parse/split');
  for (const megabytes of values.sizes.split(',').map(Number)) {
    for (const [shape, line] of Object.entries(shapes)) {
      if (shape === 'hostile' && megabytes > 100) continue;
      const path = await writeLog(`${shape}-${megabytes}.log`, megabytes, line);
      const parsed = measure(parse, path);
      const bare = measure(split, path);
      const found = grep(path);
      print(
        `${shape.padEnd(8)} ${String(megabytes).padStart(4)}   ${rate(path, parsed.ms)}       ${parsed.rss.toFixed(0).padStart(5)}    ${rate(path, bare.ms)}        ${rate(path, found)}       ${(parsed.ms / bare.ms).toFixed(1)}`,
      );
      rmSync(path);
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

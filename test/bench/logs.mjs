// The logs that the bench reads: what builds print, and what somebody who wants to stop cifix would print.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** What builds print most: progress, passing tests, downloads. */
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
export const filler = (n) => kinds[n % kinds.length](n);

const long = 'a'.repeat(200);
/** What expressions that backtrack are slow on. */
const traps = [
  (n) => `${long}!${n}`,
  (n) => `${' '.repeat(150)}error:${'('.repeat(60)}${n}`,
  (n) => `error ${'a:1:'.repeat(60)}${n}`,
  (n) => `Error: ${'/a'.repeat(90)} failed ${n}`,
  (n) => `FAIL ${'> '.repeat(100)}${n}`,
];

export const shapes = {
  /** Every thousandth line looks like trouble. */
  normal: (n) => (n % 1000 === 999 ? trouble(n) : filler(n)),
  traps: (n) => traps[n % traps.length](n),
  marked: (n) => `##[error]something ${n} went wrong`,
  places: (n) => `src/f${n}.c:1:1: error: thing ${n} is bad`,
  /** One line without an end. */
  'one line': undefined,
};

const end = '2026-01-02T03:04:06.0000000Z ##[error]Process completed with exit code 1.\n';

/** Writes a log of about that size, a block at a time. */
export async function writeLog(path, megabytes, shape) {
  const line = shapes[shape];
  const out = createWriteStream(path);
  for (let written = 0, n = 0; written < megabytes * 1e6; ) {
    let block = '';
    while (block.length < 256 * 1024) {
      block += line
        ? `2026-01-02T03:04:05.${String(n % 1e7).padStart(7, '0')}Z ${line(n++)}\n`
        : 'src/x.c:1:1: error: and so on '.repeat(100);
    }
    written += block.length;
    if (!out.write(block)) await once(out, 'drain');
  }
  out.end(line ? end : `\n${end}`);
  await once(out, 'finish');
}

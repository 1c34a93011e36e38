// How much of a log over 1 MB its key lines are, which are what a model is shown, and whether they hold what matters.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filler } from './logs.mjs';

const cases = join(import.meta.dirname, '../corpus/cases');
const bytesAround = 1_050_000;

/** A labelled log with a megabyte of ordinary output before what its step printed; `moved`: by how many lines. */
function grown(log) {
  const lines = log.split('\n');
  const header = lines.findLastIndex(
    (line, index) => line.endsWith('##[endgroup]') && index < lines.length / 2,
  );
  const more = [];
  for (let n = 0, bytes = 0; bytes < bytesAround; n++) {
    more.push(`2026-03-04T10:00:00.0500000Z ${filler(n)}`);
    bytes += more[n].length + 1;
  }
  lines.splice(header + 1, 0, ...more);
  return { lines, from: header + 2, moved: more.length };
}

/** Numbers of the lines that name a labelled cause: by its text, else by its place. One of them is needed. */
function labelledLines(lines, from, { file, line, message, code }) {
  const base = file?.split('/').pop();
  const names = [
    message && ((text) => text.includes(message)),
    base && line && ((text) => text.includes(base) && new RegExp(`\\b${line}\\b`).test(text)),
    base && ((text) => text.includes(base)),
    code && ((text) => text.includes(code)),
  ].filter(Boolean);
  for (const isNamed of names) {
    const found = lines.flatMap((text, index) => (index >= from - 1 && isNamed(text) ? [index + 1] : []));
    if (found.length > 0) return found;
  }
  return [];
}

/** One sentence about all labelled logs. */
export async function measurePrompts(root) {
  const { readLog } = await import(`${root}logs/index.js`);
  const { createParser } = await import(`${root}parser/index.js`);
  let labelled = 0;
  let kept = 0;
  const factors = [];
  for (const name of readdirSync(cases)) {
    const expected = JSON.parse(readFileSync(join(cases, name, 'expected.json'), 'utf8'));
    if (!existsSync(join(cases, name, 'log.txt'))) continue;
    const { lines, from, moved } = grown(readFileSync(join(cases, name, 'log.txt'), 'utf8'));
    const bytes = Buffer.from(lines.join('\n'));
    const parser = createParser();
    for await (const batch of readLog([bytes])) parser.push(batch);
    const ranges = parser.finish().flatMap((job) => job.keyLines);
    const shown = ranges.reduce((sum, [a, b]) => sum + lines.slice(a - 1, b).join('\n').length + 1, 0);
    factors.push(bytes.length / shown);
    for (const cause of expected.rootCause) {
      const numbers = labelledLines(lines, from + moved, cause);
      if (numbers.length === 0) continue;
      labelled++;
      if (numbers.some((number) => ranges.some(([a, b]) => a <= number && number <= b))) kept++;
    }
  }
  factors.sort((a, b) => a - b);
  return `key lines of ${factors.length} logs over 1 MB: at least ${factors[0]?.toFixed(0)}x smaller than the log (median ${factors[factors.length >> 1]?.toFixed(0)}x), with ${((100 * kept) / labelled).toFixed(1)} % of ${labelled} labelled causes`;
}

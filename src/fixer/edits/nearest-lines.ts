import { likeness, squash } from './match-stages.js';

const shownAround = 2;
const mostShown = 14;

/** The numbered lines of a file that come closest to a block; undefined when nothing is like it. */
export function nearestLines(lines: readonly string[], block: readonly string[]): string | undefined {
  const start = startByVotes(lines, block) ?? startByLikeness(lines, block);
  if (start === undefined) return undefined;
  const from = Math.max(0, start - shownAround);
  const to = Math.min(lines.length, from + Math.min(block.length + 2 * shownAround, mostShown));
  return numberLines(lines.slice(from, to), from + 1);
}

/** `  12| text`, the form in which prompts show code. */
function numberLines(lines: readonly string[], first: number): string {
  const width = String(first + lines.length - 1).length;
  return lines.map((line, i) => `${String(first + i).padStart(width)}| ${line}`).join('\n');
}

/** Every line of the block that stands in the file votes for where the block would start. */
function startByVotes(lines: readonly string[], block: readonly string[]): number | undefined {
  const rows = new Map<string, number[]>();
  for (const [row, line] of lines.entries()) {
    const key = squash(line);
    if (key.length > 2) rows.set(key, [...(rows.get(key) ?? []).slice(-20), row]);
  }
  const votes = new Map<number, number>();
  for (const [i, line] of block.entries()) {
    for (const row of rows.get(squash(line)) ?? []) {
      const start = Math.max(0, row - i);
      votes.set(start, (votes.get(start) ?? 0) + 1);
    }
  }
  return [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
}

function startByLikeness(lines: readonly string[], block: readonly string[]): number | undefined {
  const wanted = block.map(squash).sort((a, b) => b.length - a.length)[0] ?? '';
  const offset = block.findIndex((line) => squash(line) === wanted);
  let best: { row: number; score: number } | undefined;
  for (const [row, line] of lines.slice(0, 5_000).entries()) {
    const score = likeness(squash(line).slice(0, 200), wanted.slice(0, 200));
    if (score > 0.5 && score > (best?.score ?? 0)) best = { row, score };
  }
  return best === undefined ? undefined : Math.max(0, best.row - offset);
}

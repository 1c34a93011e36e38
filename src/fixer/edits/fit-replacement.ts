import { indentOf, type Place, type Stage, shiftBetween } from './match-stages.js';

/** What a replacement has to be fitted to. */
export interface Fitting {
  stage: Stage;
  place: Place;
  file: readonly string[];
  block: string[];
}

/**
 * Makes a replacement fit the place where its block was found. Lines that the model only repeated stay as the
 * file has them; the others take over the file's indentation. Undefined when that cannot be done truly.
 */
export function fitReplacement(replacement: string[], fitting: Fitting): string[] | undefined {
  const { stage, place, file, block } = fitting;
  if (stage === 'S0' || stage === 'S1') return replacement;
  if (stage === 'S3') return shiftLines(replacement, block, file.slice(place.start, place.end));
  const indents = indentMap(fitting);
  const kept = keptLines(block, replacement);
  const out: string[] = [];
  let lastPair = -1;
  for (const [i, line] of replacement.entries()) {
    const pair = place.pairs[kept[i] ?? -1] ?? -1;
    if (pair < 0) {
      out.push(line.trim() === '' ? line.trim() : reindent(line, indents));
      lastPair = -1;
      continue;
    }
    // Blank lines that the block left out between two repeated lines are not meant to go.
    if (lastPair >= 0) out.push(...file.slice(lastPair + 1, pair).filter((between) => between.trim() === ''));
    out.push(file[pair] ?? line);
    lastPair = pair;
  }
  return out;
}

function shiftLines(replacement: string[], block: string[], there: readonly string[]): string[] | undefined {
  const shift = shiftBetween(block, [...there]);
  if (shift === undefined) return undefined;
  const out: string[] = [];
  for (const line of replacement) {
    if (line.trim() === '') out.push('');
    else if ('add' in shift) out.push(shift.add + line);
    else if (line.startsWith(shift.drop)) out.push(line.slice(shift.drop.length));
    else return undefined;
  }
  return out;
}

/** Indentation in the block → indentation in the file. */
function indentMap({ place, file, block }: Fitting): Map<string, string> {
  const map = new Map<string, string>();
  for (const [i, line] of block.entries()) {
    const there = file[place.pairs[i] ?? -1];
    if (there !== undefined && line.trim() !== '' && !map.has(indentOf(line))) {
      map.set(indentOf(line), indentOf(there));
    }
  }
  return map;
}

function reindent(line: string, indents: Map<string, string>): string {
  const indent = indentOf(line);
  const known = [...indents.keys()]
    .filter((k) => indent.startsWith(k))
    .sort((a, b) => b.length - a.length)[0];
  if (known === undefined) return line;
  const there = indents.get(known) ?? known;
  const deeper = indent.slice(known.length);
  return (
    there + (isTabbed(indents) ? deeper.replace(/ {4}| {2}/g, '\t') : deeper) + line.slice(indent.length)
  );
}

const isTabbed = (indents: Map<string, string>): boolean =>
  [...indents].some(([here, there]) => there.includes('\t') && !here.includes('\t'));

/** For each replacement line the block line that it repeats, by longest common subsequence; -1 for new lines. */
function keptLines(block: string[], replacement: string[]): number[] {
  const n = block.length;
  const m = replacement.length;
  const table = Array.from({ length: n + 1 }, () => new Int32Array(m + 1));
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  const same = (i: number, j: number): boolean => block[i]?.trimEnd() === replacement[j]?.trimEnd();
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      const row = table[i];
      if (row !== undefined)
        row[j] = same(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const kept = replacement.map(() => -1);
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (same(i, j)) kept[j++] = i++;
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return kept;
}

/** A place where a block of lines was found: file lines `start` to `end` (exclusive, 0-based). */
export interface Place {
  start: number;
  end: number;
  /** For each line of the block the file line that it stands for, -1 for none. */
  pairs: number[];
}

export type Stage = 'S0' | 'S1' | 'S2' | 'S3' | 'S4' | 'S5' | 'S6';

/** From exact to loose; each stage is asked only when the one before found nothing at all. */
export const lineStages: readonly { stage: Stage; places(file: string[], block: string[]): Place[] }[] = [
  { stage: 'S1', places: (file, block) => samePlaces(file, block, (line) => line) },
  { stage: 'S2', places: (file, block) => samePlaces(file, block, plainLine) },
  { stage: 'S3', places: shiftedPlaces },
  {
    stage: 'S4',
    places: (file, block) => samePlaces(file, block, squash).filter(hasSameNesting(file, block)),
  },
  {
    stage: 'S5',
    places: (file, block) => placesWithoutBlanks(file, block).filter(hasSameNesting(file, block)),
  },
  { stage: 'S6', places: (file, block) => nearPlaces(file, block).filter(hasSameNesting(file, block)) },
];

/** No trailing blanks, straight quotes, plain spaces. */
const plainLine = (line: string): string =>
  line
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .trimEnd();

export const squash = (line: string): string => plainLine(line).replace(/\s+/g, '');

export const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

const straight = (start: number, length: number): Place => ({
  start,
  end: start + length,
  pairs: Array.from({ length }, (_, i) => start + i),
});

function samePlaces(file: string[], block: string[], key: (line: string) => string): Place[] {
  const keys = file.map(key);
  const wanted = block.map(key);
  const places: Place[] = [];
  for (let start = 0; start + wanted.length <= keys.length; start++) {
    if (wanted.every((k, i) => keys[start + i] === k)) places.push(straight(start, wanted.length));
  }
  return places;
}

/** How far a block stands from the margin in the file: indentation to add or to take away, the same in all lines. */
export function shiftBetween(
  block: string[],
  file: string[],
): { add: string } | { drop: string } | undefined {
  let shift: { add: string } | { drop: string } | undefined;
  for (const [i, line] of block.entries()) {
    const there = plainLine(file[i] ?? '');
    const here = plainLine(line);
    if (here === '' || there === '') {
      if (here !== there) return undefined;
      continue;
    }
    const own = prefixShift(here, there);
    if (own === undefined) return undefined;
    if (shift !== undefined && JSON.stringify(shift) !== JSON.stringify(own)) return undefined;
    shift = own;
  }
  return shift;
}

function prefixShift(here: string, there: string): { add: string } | { drop: string } | undefined {
  const extra = there.length - here.length;
  const [long, short] = extra >= 0 ? [there, here] : [here, there];
  const prefix = long.slice(0, Math.abs(extra));
  if (prefix.trim() !== '' || !long.endsWith(short)) return undefined;
  return extra >= 0 ? { add: prefix } : { drop: prefix };
}

function shiftedPlaces(file: string[], block: string[]): Place[] {
  const places: Place[] = [];
  for (let start = 0; start + block.length <= file.length; start++) {
    if (shiftBetween(block, file.slice(start, start + block.length)) !== undefined) {
      places.push(straight(start, block.length));
    }
  }
  return places;
}

function placesWithoutBlanks(file: string[], block: string[]): Place[] {
  const filled = (lines: string[]): number[] => lines.flatMap((line, i) => (line.trim() === '' ? [] : [i]));
  const fileRows = filled(file);
  const blockRows = filled(block);
  const keys = fileRows.map((row) => squash(file[row] ?? ''));
  const wanted = blockRows.map((row) => squash(block[row] ?? ''));
  const places: Place[] = [];
  for (let at = 0; wanted.length > 0 && at + wanted.length <= keys.length; at++) {
    if (!wanted.every((k, i) => keys[at + i] === k)) continue;
    const pairs = block.map(() => -1);
    for (const [i, row] of blockRows.entries()) pairs[row] = fileRows[at + i] ?? -1;
    places.push({ start: fileRows[at] ?? 0, end: (fileRows[at + wanted.length - 1] ?? 0) + 1, pairs });
  }
  return places;
}

/**
 * Do deeper lines of the block stand for deeper lines of the file? A closing brace of another level looks the
 * same without its whitespace. A first line without
 * indentation is let off: models often leave it out.
 */
function hasSameNesting(file: string[], block: string[]): (place: Place) => boolean {
  return ({ pairs }) => {
    const there = new Map<string, string>();
    for (const [i, line] of block.entries()) {
      const pair = file[pairs[i] ?? -1];
      const here = indentOf(line);
      if (pair === undefined || line.trim() === '' || (i === 0 && here === '')) continue;
      if ((there.get(here) ?? indentOf(pair)) !== indentOf(pair)) return false;
      there.set(here, indentOf(pair));
    }
    const levels = [...there].sort((a, b) => a[0].length - b[0].length);
    const isAscending = levels.every(([, to], i) => i === 0 || to.length > (levels[i - 1]?.[1].length ?? 0));
    const isSomeKept = levels.some(([from, to]) => from !== '' && from === to);
    return isAscending && (!isSomeKept || levels.every(([from, to]) => from === to));
  };
}

const shortestNear = 3;
const oddShare = 0.2;
const oddLikeness = 0.6;

/**
 * As many lines as the block; all but a fifth (at least one) the same, and those alike. First and last line are
 * the same: otherwise the block may be one that lost a line, and the place one that is shifted.
 */
function nearPlaces(file: string[], block: string[]): Place[] {
  if (block.length < shortestNear) return [];
  const keys = file.map(squash);
  const wanted = block.map(squash);
  const oddLimit = Math.max(1, Math.floor(block.length * oddShare));
  const places: Place[] = [];
  for (let start = 0; start + wanted.length <= keys.length; start++) {
    const odd: number[] = [];
    for (let i = 0; i < wanted.length && odd.length <= oddLimit; i++) {
      if (keys[start + i] !== wanted[i]) odd.push(i);
    }
    if (odd.length > oddLimit || odd.includes(0) || odd.includes(wanted.length - 1)) continue;
    if (odd.every((i) => likeness(keys[start + i] ?? '', wanted[i] ?? '') >= oddLikeness)) {
      places.push(straight(start, wanted.length));
    }
  }
  return places;
}

const longestCompared = 400;

/** 0 to 1: twice the longest common subsequence over both lengths. */
export function likeness(a: string, b: string): number {
  if (a === b) return 1;
  if (a === '' || b === '' || Math.max(a.length, b.length) > longestCompared) return 0;
  let previous = new Array<number>(b.length + 1).fill(0);
  for (const c of a) {
    const row = [0];
    for (let j = 0; j < b.length; j++) {
      row.push(c === b[j] ? (previous[j] ?? 0) + 1 : Math.max(previous[j + 1] ?? 0, row[j] ?? 0));
    }
    previous = row;
  }
  return (2 * (previous[b.length] ?? 0)) / (a.length + b.length);
}

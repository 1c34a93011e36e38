/** Lines that differ: 1-based first line and number of lines on each side. */
export interface Hunk {
  before: { first: number; count: number };
  after: { first: number; count: number };
}

/** Range of lines, 0-based, `end` excluded. */
interface Range {
  from: number;
  end: number;
}

/** The lines in which two texts differ, found by anchoring on lines that occur once in both. Linear but for a sort. */
export function diffLines(before: string, after: string): Hunk[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const hunks: Hunk[] = [];
  const open: [Range, Range][] = [
    [
      { from: 0, end: old.length },
      { from: 0, end: now.length },
    ],
  ];
  while (open.length > 0) {
    const [left, right] = trimmed(old, now, open.pop());
    if (left.from === left.end && right.from === right.end) continue;
    const anchors = anchorsOf(old, now, left, right);
    if (anchors.length === 0) hunks.push(hunkOf(left, right));
    else open.push(...between(anchors, left, right));
  }
  return hunks.sort((a, b) => a.after.first - b.after.first || a.before.first - b.before.first);
}

const empty: Range = { from: 0, end: 0 };

function trimmed(
  old: readonly string[],
  now: readonly string[],
  pair: [Range, Range] = [empty, empty],
): [Range, Range] {
  const [left, right] = [{ ...pair[0] }, { ...pair[1] }];
  while (left.from < left.end && right.from < right.end && old[left.from] === now[right.from]) {
    left.from++;
    right.from++;
  }
  while (left.from < left.end && right.from < right.end && old[left.end - 1] === now[right.end - 1]) {
    left.end--;
    right.end--;
  }
  return [left, right];
}

/** Pairs of lines that occur once on each side, as many as stand in the same order on both. */
function anchorsOf(
  old: readonly string[],
  now: readonly string[],
  left: Range,
  right: Range,
): [number, number][] {
  const inOld = onceIn(old, left);
  const inNow = onceIn(now, right);
  const pairs: [number, number][] = [];
  for (const [line, at] of inOld) {
    const other = inNow.get(line);
    if (at >= 0 && other !== undefined && other >= 0) pairs.push([at, other]);
  }
  return longestRise(pairs);
}

/** Where a line stands; -1 when it stands in several places. */
function onceIn(lines: readonly string[], { from, end }: Range): Map<string, number> {
  const places = new Map<string, number>();
  for (let at = from; at < end; at++) {
    const line = lines[at] ?? '';
    places.set(line, places.has(line) ? -1 : at);
  }
  return places;
}

/** The longest part of the pairs whose second members rise; the first ones do already. */
function longestRise(pairs: readonly [number, number][]): [number, number][] {
  const tails: number[] = [];
  const previous: number[] = [];
  pairs.forEach(([, value], index) => {
    let low = 0;
    for (let high = tails.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.[1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const rise: [number, number][] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair) rise.push(pair);
  }
  return rise.reverse();
}

function between(anchors: readonly [number, number][], left: Range, right: Range): [Range, Range][] {
  const ends = [...anchors, [left.end, right.end] as const];
  let [old, now] = [left.from, right.from];
  return ends.map(([oldEnd, nowEnd]) => {
    const pair: [Range, Range] = [
      { from: old, end: oldEnd },
      { from: now, end: nowEnd },
    ];
    [old, now] = [oldEnd + 1, nowEnd + 1];
    return pair;
  });
}

const hunkOf = (left: Range, right: Range): Hunk => ({
  before: { first: left.from + 1, count: left.end - left.from },
  after: { first: right.from + 1, count: right.end - right.from },
});

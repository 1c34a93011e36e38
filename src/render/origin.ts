import { type Failure, type LogDifference, type Origin, oneLine, type RunMark } from '../domain/index.js';

const shownSuspects = 2;
const shownChanges = 3;
/** Width of the label in front of every line. */
const labelled = 11;

/** Whose red it is, in at most six lines: first red, last green, neighbours, bisection or suspects, changes. */
export const originLines = (failure: Failure, columns: number): string[] =>
  originFacts(failure).map(
    ([label, text]) => `${label.padEnd(labelled)}${oneLine(text, columns - labelled)}`,
  );

/** The same as pairs of a label and what is known; the texts are not our own. */
export function originFacts({ origin, changed }: Failure): [label: string, text: string][] {
  const facts: [label: string, text: string | undefined][] = [
    ['red since', origin?.firstRed && markText(origin.firstRed)],
    ['green at', origin?.lastGreen && markText(origin.lastGreen)],
    ['beside it', origin && neighbours(origin)],
    origin?.bisected
      ? ['first bad', bisectedText(origin.bisected)]
      : ['suspects', origin && suspectsText(origin)],
    ['changed', changed && changedText(changed)],
  ];
  return facts.flatMap(([label, text]) => (text ? [[label, text]] : []));
}

const short = (sha: string): string => sha.slice(0, 8);

function markText({ at, sha, runId, branch, author, title }: RunMark): string {
  const when = at.replace('T', ' ').replace(/:\d\d(?:\.\d+)?Z$/, ' UTC');
  const who = author === undefined ? '' : ` by ${author}`;
  const what = title === undefined ? '' : `: ${title}`;
  return `${when}, ${short(sha)}${who} (run ${runId}${branch === undefined ? '' : ` on ${branch}`})${what}`;
}

const colours: Readonly<Record<string, string>> = { success: 'green', failure: 'red' };

function neighbours({ parent, base }: Origin): string | undefined {
  const told = [
    parent === 'unknown' ? '' : `the parent commit is ${parent}`,
    base ? `${base.branch} is ${colours[base.conclusion] ?? base.conclusion}` : '',
  ].filter(Boolean);
  return told.join('; ') || undefined;
}

const bisectedText = ({ sha, title, author, replays }: NonNullable<Origin['bisected']>): string =>
  `${short(sha)} by ${author}: ${title} (${replays} ${replays === 1 ? 'replay' : 'replays'})`;

function suspectsText({ suspects }: Origin): string | undefined {
  const told = suspects
    .slice(0, shownSuspects)
    .map(
      ({ sha, author, title, touches }) =>
        `${short(sha)} ${title} (${author}${touches.length > 0 ? `, touches ${touches[0]}` : ''})`,
    );
  const more = suspects.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join('; ') || undefined;
}

function changedText(changed: readonly LogDifference[]): string | undefined {
  const told = changed.slice(0, shownChanges).map(differenceText);
  const more = changed.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join('; ') || undefined;
}

function differenceText({ kind, name, green, red }: LogDifference): string {
  if (kind === 'line') return `new line "${red ?? name}"`;
  return green === undefined ? `${name} ${red} is new` : `${name} ${green} → ${red ?? 'gone'}`;
}

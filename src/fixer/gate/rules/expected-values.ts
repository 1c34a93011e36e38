import { type BugReport, oneLine } from '../../../domain/index.js';
import type { ChangedSource } from '../source/changed-source.js';
import { excerpt } from '../source/read-source.js';
import type { Finding } from './rule.js';

/** Values that say nothing of where they come from. */
const common = /^(?:true|false|null|nil|none|undefined|nan|\[\]|\{\}|0+|1|-1|""|''|[a-z]{1,3})$/i;

/**
 * Source that simply gives back what the failing assertion wanted. The values come from the log, so they
 * are searched as plain text.
 */
export function findHardCoded(changes: readonly ChangedSource[], reports: readonly BugReport[]): Finding[] {
  const wanted = [...new Set(reports.flatMap(({ test }) => literalsIn(test?.expected)))];
  const short = [
    ...new Set(reports.flatMap(({ test }) => shortLiteral.exec(test?.expected ?? '')?.[1] ?? [])),
  ];
  if (wanted.length === 0 && short.length === 0) return [];
  return changes
    .filter(({ is }) => is === 'source' || is === 'sensitive')
    .flatMap((change) =>
      change.hunks.flatMap(({ after: { first, count } }) =>
        Array.from({ length: count }, (_, n) => first + n).flatMap((line) => {
          const { text } = excerpt(change.after, 'plain', [line, line]);
          const value =
            wanted.find((literal) => holds(text, literal) && decides.test(text)) ??
            short.find((literal) => givesBack(text, literal));
          if (value === undefined || isKnown(change.before.plain, value)) return [];
          return [
            {
              rule: 'expectation-hard-coded',
              severity: 6,
              file: change.file,
              line,
              says: `The value that the failing test wants is written into the code ("${oneLine(value, 40)}")`,
            },
          ];
        }),
      ),
    );
}

/** A place where a value is given back or decided on. */
const decides =
  /\breturn\b|\bif\b|=>|\bcase\b|\bwhen\b|\?[^?]*:|\byield\b|\belse\b|==|\bmatch\b|^\s*['"`\d[{(].*[,;]?\s*$/;

function literalsIn(expected: string | undefined): string[] {
  const text = (expected ?? '').trim();
  const inner = text.replace(/^['"`]([\s\S]*)['"`]$/, '$1').trim();
  const parts = [
    inner,
    ...(text.match(/"[^"\n]{4,80}"|'[^'\n]{4,80}'|-?\d+(?:\.\d+)?/g) ?? []).map(unquoted),
  ];
  return parts.filter((part) => part.length <= 200 && !common.test(part) && isTelling(part));
}

/** Too short to be searched everywhere, but telling where it is all that is given back. */
const shortLiteral = /^\s*['"`]?(-?\d{1,2}(?:\.\d+)?|\w{2,3})['"`]?\s*$/;

function givesBack(text: string, literal: string): boolean {
  const given = /(?:\breturn\b|=>)\s*\(?\s*['"`]?([-\w.]+)['"`]?\s*\)?\s*[;})]*\s*$/.exec(text)?.[1];
  return given === literal && !common.test(literal);
}

/** Is the value already given back or decided on in the file as it was? */
const isKnown = (text: string, value: string): boolean =>
  text.split('\n').some((line) => holds(line, value) && decides.test(line));

const unquoted = (text: string): string => text.replace(/^['"]|['"]$/g, '');

const isTelling = (text: string): boolean =>
  /^-?[\d.]+$/.test(text) ? text.replace(/\D/g, '').length >= 3 : text.length >= 4 && !/\n/.test(text);

/** The value as a word of its own: 120 is not in 1205. */
function holds(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + value.length] ?? ' '}`;
    if (!/\w/.test(around) || !/^\w|\w$/.test(value)) return true;
  }
  return false;
}

import { oneLine } from '../../../domain/index.js';
import { type ChangedSource, classAt } from '../source/changed-source.js';
import { excerpt, lineAt, type Source } from '../source/read-source.js';
import type { Finding, TextRule } from './rule.js';

interface Match {
  file: string;
  line: number;
  text: string;
  weight: number;
}

/** Lines around a change that a pattern may reach into. */
const context = 3;
/** Longer lines are data or minified; patterns do not look at them. */
const longestLine = 5_000;

/**
 * What the change brings of what the rules are about. What it takes away elsewhere is taken off, so that
 * code which only moves is no finding.
 */
export function findTexts(changes: readonly ChangedSource[], rules: readonly TextRule[]): Finding[] {
  return rules.flatMap((rule) => {
    const added = changes.flatMap((change) => matchesIn(change, 'after', rule));
    if (added.length === 0) return [];
    const removed = changes.flatMap((change) => matchesIn(change, 'before', rule));
    const known = new Map<string, number>();
    for (const { text, weight } of removed) known.set(text, (known.get(text) ?? 0) + weight);
    const growth = sum(added) - sum(removed);
    if (growth <= 0) return [];
    const fresh = added.filter(({ text, weight }) => {
      const left = known.get(text) ?? 0;
      known.set(text, left - weight);
      return left < weight;
    });
    return fresh.slice(0, growth).map(({ file, line, text }) => ({
      rule: rule.rule,
      severity: rule.severity,
      file,
      line,
      says: `${rule.says} ("${oneLine(text, 60)}")`,
    }));
  });
}

const sum = (matches: readonly Match[]): number => matches.reduce((all, { weight }) => all + weight, 0);

function matchesIn(change: ChangedSource, side: 'before' | 'after', rule: TextRule): Match[] {
  if (rule.languages && !rule.languages.includes(change.language)) return [];
  if (rule.notFiles?.test(change.file)) return [];
  if (change.isReformat && rule.view !== 'comments') return [];
  const source = change[side];
  if (rule.isNew && side === 'after' && rule.isNew.test(change.before.plain)) return [];
  const matches: Match[] = [];
  for (const hunk of change.hunks) {
    const { first, count } = hunk[side];
    if (rule.replaces && side === 'after' && hunk.before.count === 0) continue;
    // Where lines went away, what now stands around the gap may match.
    const last = Math.max(first, first + count - 1);
    const part = excerpt(source, rule.view, [first - context, last + context]);
    for (const match of part.text.replace(longLines, blankLine).matchAll(rule.pattern)) {
      const start = part.offset + match.index;
      const line = lineAt(source, start + leadingBlanks(match[0]));
      const lastLine = lineAt(source, start + Math.max(0, match[0].length - 1));
      if (count === 0 ? line >= first || lastLine < first : lastLine < first || line > last) continue;
      const place = classAt(change, side, Math.max(line, first));
      if (rule.places ? !rule.places.includes(place) : rule.notPlaces?.includes(place)) continue;
      const text = wordsAt(source, start, match[0].length);
      matches.push({ file: change.file, line: Math.max(line, first), text, weight: rule.weigh?.(text) ?? 1 });
    }
  }
  return matches;
}

const longLines = new RegExp(`^.{${longestLine},}$`, 'gm');
const blankLine = (line: string): string => ' '.repeat(line.length);
const leadingBlanks = (text: string): number => text.length - text.trimStart().length;

/** What was matched, as it stands in the file. */
const wordsAt = (source: Source, start: number, length: number): string =>
  source.text
    .slice(start, start + length)
    .replace(/\s+/g, ' ')
    .trim();

import { findAssignments } from './find-assignments.js';
import { findPrivateKeys } from './find-private-keys.js';
import { type Finding, findTokens } from './find-tokens.js';
import { knownValues } from './known-values.js';

interface Redactor {
  /** The text with every secret replaced by `[REDACTED:kind]`; it keeps its number of lines. */
  redact(text: string): string;
  /** The same places, ascending and not overlapping. */
  find(text: string): Finding[];
}

interface RedactorOptions {
  /** Values of variables whose name speaks of a secret are masked wherever they turn up. */
  env: Readonly<Record<string, string | undefined>>;
  /** Further values that are known to be secret; those under 8 characters are passed over. */
  secrets: readonly string[];
}

/** Masks secrets that are known and secrets that look like ones. Timestamps and colours should be off before. */
export function createRedactor({ env, secrets }: RedactorOptions): Redactor {
  const values = knownValues(env, secrets);
  const known = values.length === 0 ? undefined : new RegExp(values.map(escapeRegExp).join('|'), 'g');

  const find = (text: string): Finding[] =>
    merge([
      ...(known === undefined ? [] : findKnown(text, known)),
      ...findPrivateKeys(text),
      ...findTokens(text),
      ...findAssignments(text),
    ]);
  const redact = (text: string): string => {
    let out = '';
    let at = 0;
    for (const { kind, start, end } of find(text)) {
      const lineEnds = text.slice(start, end).replace(/[^\n]/g, '');
      out += `${text.slice(at, start)}[REDACTED:${kind}]${lineEnds}`;
      at = end;
    }
    return at === 0 ? text : out + text.slice(at);
  };
  return { redact, find };
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const findKnown = (text: string, known: RegExp): Finding[] =>
  [...text.matchAll(known)].map((m) => ({ kind: 'known-value', start: m.index, end: m.index + m[0].length }));

/** Joins overlapping findings under the kind of the first. */
function merge(findings: Finding[]): Finding[] {
  const merged: Finding[] = [];
  for (const finding of findings.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last !== undefined && finding.start < last.end) last.end = Math.max(last.end, finding.end);
    else merged.push({ ...finding });
  }
  return merged;
}

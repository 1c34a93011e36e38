import type { BugReport } from '../../domain/index.js';
import type { Hint } from './templates.js';

const mostHints = 3;

/** The hints that fit, those for a tool before those for a category, and those before those for a language. */
export function chooseHints(
  hints: readonly Hint[],
  reports: readonly BugReport[],
  languages: readonly string[],
): Hint[] {
  const keys = [
    ...reports.map((r) => `tool=${r.tool}`),
    ...reports.map((r) => `category=${r.category}`),
    ...languages.map((l) => `language=${l}`),
  ];
  const fitting = keys.flatMap((key) => hints.filter((hint) => hint.appliesTo.includes(key)));
  return [...new Set(fitting)].slice(0, mostHints);
}

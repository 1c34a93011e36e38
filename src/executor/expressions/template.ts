import type { data } from '@actions/expressions';

import { evaluate, isTruthy, referencesOf, type Scope } from './evaluate.js';
import { toData } from './to-data.js';

type Data = data.ExpressionData;

/** Text of a workflow, cut at `${{ }}`; the end of an expression is the first `}}` outside of quotes. */
export type Part = { text: string } | { expression: string };

export function splitTemplate(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('${{', at);
    const close = open < 0 ? -1 : endOfExpression(text, open + 3);
    if (close < 0) break;
    if (open > at) parts.push({ text: text.slice(at, open) });
    parts.push({ expression: text.slice(open + 3, close).trim() });
    at = close + 2;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

function endOfExpression(text: string, start: number): number {
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted;
    else if (!quoted && text.startsWith('}}', at)) return at;
  }
  return -1;
}

export const hasExpression = (text: string): boolean =>
  splitTemplate(text).some((part) => 'expression' in part);

/** A lone expression keeps its type; anything else is text. */
export function evaluateTemplate(text: string, scope: Scope): Data {
  const parts = splitTemplate(text);
  const [only] = parts;
  if (parts.length === 1 && only && 'expression' in only) return evaluate(only.expression, scope);
  return toData(
    parts
      .map((part) => ('text' in part ? part.text : evaluate(part.expression, scope).coerceString()))
      .join(''),
  );
}

export const interpolate = (text: string, scope: Scope): string =>
  evaluateTemplate(text, scope).coerceString();

export const interpolateMap = (map: Record<string, string>, scope: Scope): Record<string, string> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, interpolate(value, scope)]));

/** What the expressions in a text ask for. */
export const templateReferences = (text: string): string[][] =>
  splitTemplate(text).flatMap((part) => ('expression' in part ? referencesOf(part.expression) : []));

const statusFunctions = new Set(['success()', 'failure()', 'always()', 'cancelled()']);

/** An `if:` is an expression with or without `${{ }}`; beside other text, `${{ }}` makes it a string, always true. */
function conditionExpression(text: string): { expression: string } | { alwaysTrue: string } {
  const parts = splitTemplate(text.trim());
  const [only] = parts;
  if (parts.length === 1 && only) return { expression: 'expression' in only ? only.expression : only.text };
  return parts.length === 0 ? { expression: 'success()' } : { alwaysTrue: text };
}

export const hasStatusFunction = (condition: string): boolean => {
  const found = conditionExpression(condition);
  const references = 'expression' in found ? referencesOf(found.expression) : templateReferences(condition);
  return references.some(([name]) => name !== undefined && statusFunctions.has(name));
};

/** Without a status function, `success() && (…)` is meant. Throws where GitHub fails the step. */
export function evaluateCondition(condition: string | undefined, scope: Scope): boolean {
  const text = condition?.trim() ?? '';
  if (text === '') return isTruthy(evaluate('success()', scope));
  const found = conditionExpression(text);
  if (!hasStatusFunction(text) && !isTruthy(evaluate('success()', scope))) return false;
  if ('alwaysTrue' in found) return isTruthy(evaluateTemplate(text, scope));
  return isTruthy(evaluate(found.expression, scope));
}

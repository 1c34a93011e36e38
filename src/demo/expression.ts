import {
  functions,
  isEqual,
  isSuccessful,
  isTruthy,
  type JobState,
  toNumber,
  toText,
} from './expression-functions.js';

export type { JobState };

/** What a `${{ }}` expression of a workflow may see, by its first name: `github`, `env`, `matrix`, … */
export type ExpressionScope = Record<string, unknown>;

/** An expression outside of the part that the stand-in understands; it fails the job, never passes silently. */
class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** Replaces every `${{ … }}` of a text by its value. */
export const interpolate = (text: string, scope: ExpressionScope, state: JobState): string =>
  text.replace(/\$\{\{(.*?)\}\}/gs, (_, source: string) => toText(evaluate(source, scope, state)));

/** The verdict of an `if:`; without a status function it means "and everything before succeeded". */
export const evaluateCondition = (text: string, scope: ExpressionScope, state: JobState): boolean => {
  const source = text.trim().replace(/^\$\{\{(.*)\}\}$/s, '$1');
  const asksForStatus = /\b(success|failure|always|cancelled)\s*\(/.test(source);
  if (!asksForStatus && !isSuccessful(state)) return false;
  return isTruthy(evaluate(source, scope, state));
};

export const evaluate = (source: string, scope: ExpressionScope, state: JobState): unknown => {
  const tokens = tokenize(source);
  const reader: Reader = { tokens, at: 0, source: source.trim(), scope, state };
  const value = readOr(reader);
  if (reader.at < tokens.length) throw unsupported(reader, tokens[reader.at] ?? '');
  return value;
};

interface Reader {
  tokens: string[];
  at: number;
  source: string;
  scope: ExpressionScope;
  state: JobState;
}

const tokenPattern = /\s*('(?:[^']|'')*'|-?\d+(?:\.\d+)?|[A-Za-z_][\w-]*|&&|\|\||[=!<>]=|[!<>().,[\]*])/y;

const tokenize = (source: string): string[] => {
  const tokens: string[] = [];
  const text = source.trim();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const from = tokenPattern.lastIndex;
    const token = tokenPattern.exec(text)?.[1];
    if (token === undefined)
      throw new ExpressionError(`Unexpected symbol in expression '${text}': ${text.slice(from)}`);
    tokens.push(token);
  }
  return tokens;
};

const unsupported = (reader: Reader, what: string): ExpressionError =>
  new ExpressionError(`The expression '${reader.source}' uses '${what}', which this runner cannot evaluate`);

const take = (reader: Reader, ...wanted: string[]): string | undefined => {
  const token = reader.tokens[reader.at];
  if (token === undefined || !wanted.includes(token)) return undefined;
  reader.at += 1;
  return token;
};

const expect = (reader: Reader, wanted: string): void => {
  if (take(reader, wanted) === undefined) throw unsupported(reader, reader.tokens[reader.at] ?? 'end');
};

const readOr = (reader: Reader): unknown => {
  let value = readAnd(reader);
  while (take(reader, '||')) {
    const right = readAnd(reader);
    value = isTruthy(value) ? value : right;
  }
  return value;
};

const readAnd = (reader: Reader): unknown => {
  let value = readComparison(reader);
  while (take(reader, '&&')) {
    const right = readComparison(reader);
    value = isTruthy(value) ? right : value;
  }
  return value;
};

const readComparison = (reader: Reader): unknown => {
  const left = readUnary(reader);
  const operator = take(reader, '==', '!=', '<', '>', '<=', '>=');
  if (operator === undefined) return left;
  const right = readUnary(reader);
  return comparisons[operator]?.(left, right);
};

const comparisons: Record<string, (left: unknown, right: unknown) => boolean> = {
  '==': (left, right) => isEqual(left, right),
  '!=': (left, right) => !isEqual(left, right),
  '<': (left, right) => toNumber(left) < toNumber(right),
  '>': (left, right) => toNumber(left) > toNumber(right),
  '<=': (left, right) => toNumber(left) <= toNumber(right),
  '>=': (left, right) => toNumber(left) >= toNumber(right),
};

const readUnary = (reader: Reader): unknown => {
  if (take(reader, '!')) return !isTruthy(readUnary(reader));
  if (take(reader, '(')) {
    const value = readOr(reader);
    expect(reader, ')');
    return value;
  }
  return readOperand(reader);
};

const literals: Record<string, unknown> = { true: true, false: false, null: null };

const readOperand = (reader: Reader): unknown => {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw unsupported(reader, 'end');
  reader.at += 1;
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (/^-?\d/.test(token)) return Number(token);
  if (token in literals) return literals[token];
  if (!/^[A-Za-z_]/.test(token)) throw unsupported(reader, token);
  if (take(reader, '(')) return readProperties(reader, callFunction(reader, token));
  if (!Object.hasOwn(reader.scope, token)) throw unsupported(reader, token);
  return readProperties(reader, reader.scope[token]);
};

const readProperties = (reader: Reader, start: unknown): unknown => {
  let value = start;
  for (;;) {
    if (take(reader, '.')) {
      const name = reader.tokens[reader.at] ?? '';
      if (!/^[A-Za-z_]/.test(name)) throw unsupported(reader, `.${name}`);
      reader.at += 1;
      value = property(value, name);
    } else if (take(reader, '[')) {
      const key = readOr(reader);
      expect(reader, ']');
      value = property(value, toText(key));
    } else return value;
  }
};

/** Names are case-insensitive, and what is not there is null. */
const property = (value: unknown, name: string): unknown => {
  if (value === null || typeof value !== 'object') return null;
  const key = Object.keys(value).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? null : ((value as Record<string, unknown>)[key] ?? null);
};

const callFunction = (reader: Reader, name: string): unknown => {
  const values: unknown[] = [];
  while (!take(reader, ')')) {
    if (values.length > 0) expect(reader, ',');
    values.push(readOr(reader));
  }
  const body = functions[name.toLowerCase()];
  if (body === undefined) throw unsupported(reader, `${name}()`);
  return body(values, reader.state);
};

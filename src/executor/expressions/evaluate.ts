import { type data, Evaluator, Lexer, Parser, type Result } from '@actions/expressions';

import { toData } from './to-data.js';

type Data = data.ExpressionData;
type Token = Result['tokens'][number];
type FunctionDefinition =
  NonNullable<ConstructorParameters<typeof Evaluator>[2]> extends Map<string, infer F> ? F : never;

export interface Scope {
  contexts: Record<string, Data>;
  /** Functions beyond the built-in ones, by lower-case name. */
  functions?: Record<string, (args: Data[]) => Data>;
}

/** Every context must be present for the evaluator; a name that is not here is an error of the file. */
const contextNames = [
  ...['github', 'env', 'vars', 'job', 'jobs', 'steps', 'runner', 'secrets', 'strategy', 'matrix'],
  ...['needs', 'inputs'],
];

/** The expression is at fault, not cifix: GitHub fails the step for it. */
export class ExpressionFault extends Error {}

export function evaluate(expression: string, scope: Scope): Data {
  try {
    return evaluateTokens(lex(expression), scope);
  } catch (error) {
    throw new ExpressionFault(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function evaluateTokens(tokens: Token[], scope: Scope): Data {
  const functions = Object.entries(scope.functions ?? {}).map(
    ([name, call]): FunctionDefinition => ({
      name,
      minArgs: 0,
      maxArgs: Number.MAX_SAFE_INTEGER,
      call: (...args: Data[]) => call(args),
    }),
  );
  const names = [...new Set([...contextNames, ...Object.keys(scope.contexts)])];
  const tree = new Parser(tokens, names, functions).parse();
  const contexts = Object.fromEntries(names.map((name) => [name, scope.contexts[name] ?? toData(null)]));
  return new Evaluator(tree, asDictionary(contexts), new Map(functions.map((f) => [f.name, f]))).evaluate();
}

/** GitHub's `==`: caseless on text, coercing between scalars. */
export function isLooselyEqual(left: unknown, right: unknown): boolean {
  const scope: Scope = { contexts: { left: toData(left), right: toData(right) } };
  return evaluate('left == right', scope).coerceString() === 'true';
}

export const isTruthy = (value: Data, scope: Scope = { contexts: {} }): boolean =>
  evaluate('!!value', { ...scope, contexts: { ...scope.contexts, value } }).coerceString() === 'true';

/** The names that an expression asks for: `secrets.X` → `['secrets', 'X']`; a function → `['success()']`. */
export function referencesOf(expression: string): string[][] {
  const tokens = lexOrNothing(expression);
  const references: string[][] = [];
  tokens.forEach((token, index) => {
    if (!isName(token) || tokens[index - 1]?.lexeme === '.') return;
    if (tokens[index + 1]?.lexeme === '(') references.push([`${token.lexeme.toLowerCase()}()`]);
    else references.push([token.lexeme.toLowerCase(), ...pathAfter(tokens, index + 1)]);
  });
  return references;
}

function pathAfter(tokens: Token[], start: number): string[] {
  const path: string[] = [];
  for (let at = start; ; ) {
    const [mark, key, close] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (mark?.lexeme === '.' && key) {
      path.push(key.lexeme);
      at += 2;
    } else if (mark?.lexeme === '[' && key && close?.lexeme === ']' && typeof key.value === 'string') {
      path.push(key.value);
      at += 3;
    } else return path;
  }
}

const isName = (token: Token): boolean =>
  /^[A-Za-z_]/.test(token.lexeme) && !['true', 'false', 'null', 'NaN', 'Infinity'].includes(token.lexeme);

/** The package's lexer un-escapes only the first `''` of a string. */
function lex(expression: string): Token[] {
  const { tokens } = new Lexer(expression).lex();
  for (const token of tokens) {
    if (token.lexeme.startsWith("'")) token.value = token.lexeme.slice(1, -1).replaceAll("''", "'");
  }
  return tokens;
}

function lexOrNothing(expression: string): Token[] {
  try {
    return lex(expression);
  } catch {
    return [];
  }
}

function asDictionary(contexts: Record<string, Data>): data.Dictionary {
  const all = toData({});
  if (!('add' in all) || !('pairs' in all)) throw new TypeError('an object must become a dictionary');
  for (const [name, value] of Object.entries(contexts)) all.add(name, value);
  return all;
}

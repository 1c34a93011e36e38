import type { BugReport } from '../../domain/index.js';

const mostSymbols = 6;
const quoted =
  /['"`\u2018\u2019\u201c\u201d]([A-Za-z_$][\w$]*(?:(?:\.|::|#)[A-Za-z_$][\w$]*)*)(?:\(\))?['"`\u2018\u2019\u201c\u201d]/g;
const unquoted =
  /(?:undefined|undeclared|unresolved|unknown|missing|not found|cannot find)[\w ]*:?\s+([A-Za-z_$][\w$.]*)/gi;
/** Words of error messages that look like names. */
const commonWords = new Set([
  'string',
  'number',
  'boolean',
  'undefined',
  'null',
  'any',
  'never',
  'object',
  'void',
  'int',
  'true',
  'false',
  'unknown',
  'symbol',
  'module',
  'name',
  'property',
  'type',
  'None',
  'str',
  'self',
]);

/** Names that the error messages speak of. */
export function symbolsOf(reports: readonly BugReport[]): string[] {
  const found = new Set<string>();
  for (const report of reports) {
    const functions = (report.frames ?? []).flatMap((f) =>
      f.project && f.function !== undefined ? [f.function] : [],
    );
    const text = report.message;
    for (const pattern of [quoted, unquoted]) {
      for (const match of text.matchAll(pattern)) found.add(match[1] ?? '');
    }
    for (const name of functions) found.add(name);
  }
  const last = [...found].map((name) => name.split(/\.|::|#/).at(-1) ?? '');
  return [...new Set(last)].filter((n) => n.length > 2 && !commonWords.has(n)).slice(0, mostSymbols);
}

const keyword =
  '(?:export|default|async|public|private|protected|internal|static|final|abstract|pub|unsafe|const|let|var|val|readonly|declare|function|class|interface|type|enum|struct|trait|impl|fn|func|fun|def|module|record|object|macro_rules!)';

/** 1-based lines on which a name is defined: a method may be so for several types. */
export function definitionLines(lines: readonly string[], name: string): number[] {
  const escaped = name.replace(/[$]/g, '\\$&');
  const declared = new RegExp(
    `^\\s*(?:${keyword}(?:\\([^)]*\\))?\\s+)+(?:\\([^)]*\\)\\s*|[\\w.:<>\\[\\]*]+\\s+)?(?:self\\.)?${escaped}(?![\\w$])`,
  );
  const method = new RegExp(
    `^\\s+(?:[\\w<>\\[\\],.?]+\\s+){0,3}${escaped}\\s*\\([^;]*\\)\\s*(?::[^={]+|->[^{]+)?\\s*[{:]\\s*$`,
  );
  const assigned = new RegExp(
    `^\\s*(?:[\\w$]+\\.)*${escaped}\\s*[:=]\\s*(?:async\\s*)?(?:function\\b|\\([^)]*\\)\\s*=>|[\\w$]+\\s*=>)`,
  );
  const shapes = [declared, method, assigned];
  return lines.flatMap((line, i) => {
    const isCandidate = line.length < 400 && line.includes(name) && !control.test(line);
    return isCandidate && shapes.some((shape) => shape.test(line)) ? [i + 1] : [];
  });
}

/** 1-based lines that define something with a name like this one: `createDate` and `ClockDate` for `Date`. */
export function likeNamedLines(lines: readonly string[], name: string): number[] {
  const like = new RegExp(`^\\s*(?:${keyword}\\s+)+[\\w$]*${name.replace(/[$]/g, '\\$&')}[\\w$]*`, 'i');
  return lines.flatMap((line, i) => (line.length < 400 && like.test(line) ? [i + 1] : [])).slice(0, 3);
}

const place = /((?:[\w@.+-]*\/)*[\w@.+-]+\.[A-Za-z]{1,6})(?:[:(]|", line |:line )(\d{1,6})/g;

/** Files with a line number that a text speaks of, each once. */
export function mentionedPlaces(text: string): { path: string; line: number }[] {
  const found = new Map<string, { path: string; line: number }>();
  for (const [, path = '', line] of text.matchAll(place)) {
    if (!/(^|\/)(node_modules|site-packages|dist-packages)\//.test(path))
      found.set(`${path}:${line}`, { path, line: Number(line) });
  }
  return [...found.values()];
}

const control = /^\s*(if|for|while|switch|catch|return|else|elif|with|await|yield|throw)\b/;

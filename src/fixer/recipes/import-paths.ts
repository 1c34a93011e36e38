import { posix } from 'node:path';
import type { BugReport, Edit } from '../../domain/index.js';
import type { Project, Recipe } from './recipe.js';
import { filesOf, textOf } from './recipe.js';

const unresolved =
  /(?:Cannot find module|Can't resolve|Failed to resolve import|Could not resolve|Unable to resolve path to module|Cannot find) ['"`](\.{1,2}\/[^'"`\n]+)['"`]|fatal error: '?([\w./+-]+\.(?:h|hh|hpp|hxx|inc))'?(?: file not found|: No such file)|cannot load such file -- (\S+)/;
const absolute =
  /(?:Cannot find module|Directory import) '(\/[^'\n]+)' (?:is not supported resolving ES modules )?imported from \//;
/** The compiler names the path that it would accept. */
const suggested =
  /Relative import paths need explicit file extensions[\s\S]*Did you mean '(\.{1,2}\/[^'\n]+)'/;
const casing = /File name '([^'\n]+)' differs from already included file name '([^'\n]+)' only in casing/;

/**
 * A path in an import that differs from the file in nothing but the case of its letters, or that lacks the
 * extension an ES module must name; only where exactly one file of the repository fits.
 */
export const importPaths: Recipe = {
  name: 'import-path',
  title: 'correct the path of an import',
  safety: 'tool',
  tools: [],
  languages: ['javascript', 'typescript', 'css', 'c', 'c++', 'ruby'],
  answers: (report) => {
    const text = textOf(report);
    return [unresolved, absolute, casing, suggested].some((signal) => signal.test(text));
  },
  mayTouch: (file, reported) => reported.has(file),
  plan: async (reports, project) => {
    const edits: Edit[] = [];
    for (const file of filesOf(reports)) {
      const text = project.files.includes(file) ? await project.readFile(file) : undefined;
      if (text === undefined) continue;
      let content = text;
      for (const report of reports.filter((one) => one.file === file)) {
        const meant = suggested.exec(textOf(report))?.[1];
        if (meant !== undefined) content = suggest(content, meant);
        for (const written of meant === undefined ? writtenIn(report, content) : []) {
          const right = correct(written, file, project);
          if (right !== undefined) content = replaceQuoted(content, written, right);
        }
      }
      if (content !== text) edits.push({ action: 'rewrite', file, content });
    }
    return edits.length > 0 ? { kind: 'edit', edits } : undefined;
  },
};

/** The specifiers, as the file has them between quotes, that a report may be about. */
function writtenIn(report: BugReport, content: string): string[] {
  const text = textOf(report);
  const [, relative, header, required] = unresolved.exec(text) ?? [];
  const told = relative ?? header ?? required;
  if (told !== undefined) return [told];
  const wanted = (absolute.exec(text)?.[1] ?? casing.exec(text)?.[1])?.toLowerCase();
  if (wanted === undefined) return [];
  // An absolute path: the relative specifier that ends in the same words.
  return [...content.matchAll(/['"](\.{1,2}\/[^'"\n]+)['"]/g)].flatMap(([, specifier = '']) =>
    withoutExtension(wanted).endsWith(
      withoutExtension(specifier.replace(/^(?:\.{1,2}\/)+/, '/').toLowerCase()),
    )
      ? [specifier]
      : [],
  );
}

const withoutExtension = (path: string): string => path.replace(/\.[cm]?[jt]sx?$/, '');

const moduleEndings = ['.js', '.mjs', '.cjs', '/index.js', '/index.mjs'];
/** TypeScript writes the name of what it compiles to. */
const sourceEndings: readonly [RegExp, readonly string[]][] = [
  [/\.js$/, ['.ts', '.tsx']],
  [/\.jsx$/, ['.tsx']],
  [/\.mjs$/, ['.mts']],
  [/\.cjs$/, ['.cts']],
];
const implied = [
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.json',
  '.vue',
  '.svelte',
  '.rb',
  '.css',
  '.scss',
];

function correct(written: string, file: string, project: Project): string | undefined {
  const isRelative = written.startsWith('.');
  const target = isRelative ? posix.join(posix.dirname(file), written) : written;
  if (target.startsWith('..')) return undefined;
  return (
    correctCase(written, target, isRelative, project) ??
    (isRelative && /\.(?:[cm]?js|mts)$/.test(file) ? completed(written, target, project) : undefined)
  );
}

function correctCase(
  written: string,
  target: string,
  isRelative: boolean,
  { files }: Project,
): string | undefined {
  const lower = target.toLowerCase();
  const spellings = [
    ['', ''],
    ...implied.map((ending) => [ending, '']),
    ...implied.map((ending) => [`/index${ending}`, '']),
    ...sourceEndings.flatMap(([compiled, sources]) =>
      sources.map((source) => [source, compiled.exec(target)?.[0] ?? '-']),
    ),
  ];
  const found = new Set<string>();
  for (const [ending = '', compiled = ''] of spellings) {
    if (compiled === '-') continue;
    const wanted = lower.slice(0, lower.length - compiled.length) + ending;
    for (const file of files) {
      const fits =
        file.toLowerCase() === wanted || (!isRelative && file.toLowerCase().endsWith(`/${wanted}`));
      // The file as it would be named in the specifier.
      if (fits) found.add(file.slice(file.length - wanted.length, file.length - ending.length) + compiled);
    }
  }
  const [only] = found;
  if (found.size !== 1 || only === undefined || only === target) return undefined;
  // Only the last parts of the path are named; what goes up stays as it is.
  const tail = isRelative ? written.replace(/^(?:\.{1,2}\/)+/, '') : written;
  return written.slice(0, written.length - tail.length) + only.slice(only.length - tail.length);
}

function completed(written: string, target: string, { files }: Project): string | undefined {
  if (files.includes(target)) return undefined;
  const fitting = moduleEndings.filter((ending) => files.includes(target.replace(/\/$/, '') + ending));
  return fitting.length === 1 ? written.replace(/\/$/, '') + fitting[0] : undefined;
}

/** The path that was written is the suggested one without what it lacks. */
const suggest = (content: string, meant: string): string =>
  [meant.replace(/\.[cm]?jsx?$/, ''), meant.replace(/\/index\.[cm]?jsx?$/, '')]
    .filter((written) => written !== meant)
    .reduce((text, written) => replaceQuoted(text, written, meant), content);

/** As a whole between quotes or brackets, everywhere in the file: the same path is wrong each time. */
const replaceQuoted = (content: string, written: string, right: string): string =>
  ["'", '"', '`', '<'].reduce(
    (text, open) =>
      text.replaceAll(
        `${open}${written}${open === '<' ? '>' : open}`,
        `${open}${right}${open === '<' ? '>' : open}`,
      ),
    content,
  );

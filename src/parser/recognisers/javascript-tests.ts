import type { Draft, Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';
import { errorName, testDraft, trimmed } from './javascript-test-draft.js';

/** TS1xxx is the grammar. */
const codeCategory = (code: string) => (/^TS1\d{3}$/.test(code) ? 'compile' : 'type');

/** A suite that does not even compile: what the transformer says of the grammar, and where. */
function transformed(lines: readonly string[]): Partial<Draft> | undefined {
  const said = lines
    .map(
      (line) =>
        /^(?:\[PARSE_ERROR\] (?<a>.+)|\S+:\d+:\d+: ERROR: (?<b>.+)|(?<c>(?:Rollup|Syntax)Error: .+))$/.exec(
          line,
        )?.groups,
    )
    .find((found) => found);
  if (!said) return undefined;
  const place = lines
    .map(
      (line) =>
        /^(?:[╭,].*\[ )?(\/?[^\s:[\]]+\.\w+):(\d+):(\d+)(?: \]|:|$)/.exec(line) ??
        /^File: (\S+?):(\d+):(\d+)$/.exec(line),
    )
    .find((found) => found);
  return {
    category: 'compile',
    message: said.a ?? said.b ?? said.c ?? '',
    ...(place?.[1] && { file: place[1], line: Number(place[2]), column: Number(place[3]) }),
  };
}

const vitest: Recogniser = {
  tool: 'vitest',
  category: 'test',
  need: [' FAIL '],
  start:
    /^\s*FAIL\s+(?:\|\S+\| |\S{1,20} )?(?<file>\S+\.[cm]?[jt]sx?)(?: > (?<name>.+?)|(?: \[ .+ \]))?(?: \d+m?s)?\s*$/,
  maxLines: 90,
  until: /^\s*(?:FAIL\s{1,2}\S|⎯{8,}|Test Files\s|Snapshots\s)/,
  weight: 0.95,
  read(block) {
    const file = block.match.groups?.file ?? '';
    const name = block.match.groups?.name;
    const lines = trimmed(block);
    const error = lines
      .slice(1)
      .find((line) => errorName.test(line) || /^(?:Snapshot |Unhandled |Failed to )/.test(line));
    // jest heads its blocks alike but puts a bullet below; that one is read there.
    if (!error || lines.some((line) => line.startsWith('● '))) return undefined;
    const draft = testDraft(block, name ?? file, error, file);
    if (error.startsWith('TypeCheckError:')) draft.category = 'type';
    if (!draft.file || !name) draft.file = draft.file ?? file;
    const broken = name ? undefined : transformed(lines);
    if (broken) return { ...draft, ...broken, last: Math.min(block.lines.length - 1, 20) };
    if (!name && /Failed to (?:resolve import|load)|Cannot find (?:module|package)/.test(error))
      draft.category = 'compile';
    return { ...draft, last: Math.min(block.lines.length - 1, 40) };
  },
};

/** What no test caught, under a headline of its own: `⎯⎯⎯⎯ Uncaught Exception ⎯⎯⎯⎯`. */
const vitestUnhandled: Recogniser = {
  tool: 'vitest',
  category: 'test',
  need: ['⎯ Uncaught ', '⎯ Unhandled ', '⎯ Startup Error ', '⎯ Test Run Error '],
  start: /^\s*⎯+ (?<kind>Uncaught Exception|Unhandled (?:Rejection|Error)|Startup Error|Test Run Error) ⎯+/,
  maxLines: 40,
  until: /^\s*(?:⎯{8,}|Test Files\s)/,
  weight: 0.94,
  read(block) {
    const lines = trimmed(block);
    const error = lines.find((line, index) => index > 0 && line !== '');
    if (!error) return undefined;
    const frames = readFrames(block.lines);
    const origin = lines.map((line) => /^This error originated in "([^"]+)"/.exec(line)?.[1]).find(Boolean);
    const place = placeOf(ownFrame(frames));
    const isSetup = block.match.groups?.kind === 'Startup Error';
    return {
      message: error,
      frames,
      ...('file' in place ? place : origin && { file: origin }),
      ...(isSetup && { category: 'config' }),
    };
  },
};

const jest: Recogniser = {
  tool: 'jest',
  category: 'test',
  need: ['● '],
  start: /^\s*● (?<name>\S.*)$/,
  maxLines: 90,
  until: /^(?:\s*● \S|Test Suites:|PASS |FAIL |\s*(?:PASS|FAIL)\s+\S+\.[cm]?[jt]sx?|-{10,}\|)/,
  weight: 0.95,
  read(block) {
    const name = block.match.groups?.name ?? '';
    if (/^(?:Console|Deprecation|Validation Warning)\b/.test(name)) return undefined;
    const lines = trimmed(block);
    const body = lines.slice(1).filter((line) => line !== '');
    const first = body[0] ?? name;
    if (/^Validation Error/.test(name)) return { message: first, category: 'config', last: 8 };
    if (name === 'Test suite failed to run') {
      const typed = body.flatMap((line): Draft[] => {
        const found = /^(\S+?):(\d+):(\d+) - error (TS\d+): (.*)$/.exec(line);
        return found?.[1] && found[4] && found[5]
          ? [
              {
                tool: 'tsc',
                category: codeCategory(found[4]),
                file: found[1],
                line: Number(found[2]),
                column: Number(found[3]),
                code: found[4],
                message: found[5],
              },
            ]
          : [];
      });
      if (typed.length > 0) return typed;
      const module = /^Must use import to load ES Module: (\S+)$/.exec(first)?.[1];
      if (module) return { message: first, file: module, line: 1, category: 'compile' };
      const place = lines
        .map((line) => /^(?:from |at .*?\(|> *)?([\w@./\\-]+\.[cm]?[jt]sx?)[:(](\d+):(\d+)/.exec(line))
        .find(Boolean);
      const frames = readFrames(block.lines);
      const missing = /Cannot find module|Module not found/.test(first);
      return {
        message: first,
        category: missing ? 'dependency' : /SyntaxError|TS\d{4}/.test(lines.join(' ')) ? 'compile' : 'test',
        frames,
        ...placeOf(ownFrame(frames) ?? (place?.[1] ? { file: place[1], line: Number(place[2]) } : undefined)),
      };
    }
    if (!name.includes('›') && body.length === 0) return undefined;
    const parts = name.split(' › ');
    const test = parts.pop() ?? name;
    return {
      ...testDraft(block, test, `${name}: ${first}`, parts.join(' › ')),
      last: Math.min(block.lines.length - 1, 40),
    };
  },
};

const mocha: Recogniser = {
  tool: 'mocha',
  category: 'test',
  need: [') '],
  start: /^ {1,4}\d+\) (?<name>\S.*)$/,
  maxLines: 60,
  until: /^ {1,4}\d+\) \S|^npm (?:error|ERR!)/,
  weight: 0.93,
  read(block) {
    const lines = trimmed(block);
    const at = lines.findIndex((line, index) => index > 0 && errorName.test(line));
    // Only the list of failures has titles ending with a colon above the error; the tree of results has not.
    const title = lines.slice(0, Math.max(at, 0)).filter((line) => line !== '');
    if (at < 0 || !title[title.length - 1]?.endsWith(':')) return undefined;
    const name = (title.pop() ?? '').replace(/:$/, '').replace(/^\d+\) /, '');
    const suite = title.join(' ').replace(/^\d+\) /, '');
    const file = /\((\/[^()]+\.[cm]?[jt]sx?)\)\s*$/.exec(lines[at] ?? '')?.[1];
    const draft = testDraft(block, name, lines[at] ?? '', suite);
    if (!draft.file && file) draft.file = file;
    // Cypress reports through mocha; its bundler puts a scheme and the project's name before the path.
    if (draft.file) draft.file = draft.file.replace(/^webpack:\/\/[^/]*\/(?:\.\/)?/, '');
    if (/(?:^|\/)cypress\/|\.cy\.[jt]sx?$/.test(draft.file ?? '')) draft.tool = 'cypress';
    return draft;
  },
};

export const javascriptTests: Recogniser[] = [vitest, vitestUnhandled, jest, mocha];

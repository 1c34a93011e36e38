import type { RawFrame } from '../finding.js';
import { type Block, type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { isForeign, readFrames } from '../frames.js';
import { exceptionCategory } from './python.js';

const chain = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const errorLine = /^E {1,}(\S.*)$/;

/** The failure's own words: the first `E` line that names an exception, else the first one. */
function saidBy(lines: readonly string[]): { message: string; at: number } | undefined {
  const said = lines.flatMap((line, at) => {
    const text = errorLine.exec(line)?.[1];
    return text ? [{ message: text, at }] : [];
  });
  return (
    said.find(({ message }) => /^[\w.]*(?:Error|Exception|Failed|Exit|Timeout|Interrupt)\b/.test(message)) ??
    said[0]
  );
}

/** Without `E` lines (`--tb=native`) the exception stands at the margin after the frames. */
function nativeException(lines: readonly string[]): { message: string; at: number } | undefined {
  const start = lines.findIndex((line) => line.startsWith('Traceback (most recent call last)'));
  if (start < 0) return undefined;
  const at = lines.findIndex((line, index) => index > start && /^[A-Za-z_][\w.]*(?:: |$)/.test(line));
  return at < 0 ? undefined : { message: lines[at] ?? '', at };
}

function readFailure(block: Block): Draft | undefined {
  const title = block.match.groups?.title ?? '';
  const captured = block.lines.findIndex((line) => /^-{3,} Captured /.test(line.text));
  const body = captured < 0 ? block.lines : block.lines.slice(0, captured);
  const lines = body.map((line) => line.text);
  // Of a chain of exceptions the last one is what the summary says, too.
  const chained = lines.findLastIndex((text) => chain.test(text)) + 1;
  const last = saidBy(lines.slice(chained));
  const said = (last && { ...last, at: last.at + chained }) ?? saidBy(lines) ?? nativeException(lines);
  if (!said) return undefined;
  const frames = readFrames(last ? body.slice(chained) : body);
  const collecting = /^ERROR collecting (\S+)/.exec(title)?.[1];
  const own = ownPlace(frames, lines, collecting !== undefined);
  const setup = /^ERROR at (?:setup|teardown) of (.+)$/.exec(title)?.[1];
  const fixture = /^file (\S+), line (\d+)$/.exec(lines[1] ?? '');
  const draft: Draft = {
    message: said.message,
    frames: [...frames].reverse(),
    category: collecting ? exceptionCategory(said.message, 'test') : testCategory(said.message),
    last: Math.max(Math.min(said.at + 4, body.length - 1), raisedAt(lines)),
  };
  const code = /^[A-Za-z_.]*(?:Error|Exception)\b/.exec(said.message)?.[0];
  if (code) draft.code = code;
  if (fixture?.[1]) Object.assign(draft, { file: fixture[1], line: Number(fixture[2]) });
  else if (own) Object.assign(draft, { file: own.file, ...(own.line && { line: own.line }) });
  else if (collecting) draft.file = collecting;
  if (!collecting) draft.test = { name: setup ?? title, ...comparison(lines) };
  return draft;
}

/** The line under the failure that names its place, `tests/test_a.py:3: AssertionError`; 0 when there is none. */
const raisedAt = (lines: readonly string[]): number =>
  Math.max(
    0,
    lines.findLastIndex((line) => /^\S+\.py:\d+: [A-Z]\w+$/.test(line)),
  );

/** A missing module is a missing module also when a test trips over it. */
const testCategory = (message: string) => {
  const category = exceptionCategory(message, 'test');
  return category === 'dependency' || message.includes('`markers` configuration') ? category : 'test';
};

function ownPlace(
  frames: readonly RawFrame[],
  lines: readonly string[],
  collecting: boolean,
): RawFrame | undefined {
  const own = frames.filter((frame) => !isForeign(frame.file) && !/^<|^\.\..*site-packages/.test(frame.file));
  const syntax = lines.map((line) => /^E\s+File "([^"]+)", line (\d+)/.exec(line)).find((match) => match);
  if (syntax?.[1]) return { file: syntax[1], line: Number(syntax[2]) };
  // A library that raises was called with what the test chose: the test's line says more than the caller's.
  const raisedElsewhere = frames.length > 0 && frames[frames.length - 1] !== own[own.length - 1];
  return raisedElsewhere && !collecting ? own[0] : own[own.length - 1];
}

function comparison(lines: readonly string[]): { expected?: string; actual?: string } {
  const compared = lines
    .map((line) => /^E\s+(?:AssertionError: )?assert (.+) == (.+)$/.exec(line))
    .find((match) => match);
  return compared?.[1] && compared[2] ? { actual: compared[1], expected: compared[2] } : {};
}

export const pytest: Recogniser[] = [
  {
    tool: 'pytest',
    category: 'test',
    need: ['____'],
    start: /^_{3,} (?<title>\S.*?) _{3,}$/,
    maxLines: 500,
    until: /^_{3,} \S.* _{3,}$|^={3,} .* ={3,}$|^!{3,} .* !{3,}$/,
    weight: 0.96,
    read: readFailure,
  },
  {
    tool: 'pytest',
    category: 'test',
    need: ['FAILED ', 'ERROR '],
    start:
      /^(?<verdict>FAILED|ERROR) (?:\[[\d.]+s\] )?(?<file>[^\s:]+\.py)(?:::(?<test>\S.*?))?(?: - (?<message>.*))?$/,
    weight: 0.9,
    read(block) {
      const draft = draftOf(block.match);
      const message = block.match.groups?.message;
      const name = block.match.groups?.test;
      return {
        ...draft,
        message: message ?? block.match[0],
        category: message ? testCategory(message) : 'test',
        // Without a reason the line only repeats a failure shown in full above.
        weight: message ? 0.9 : 0.6,
        ...(name && { test: { name } }),
        ...(message && /^\w+Error\b/.test(message) && { code: message.split(':')[0] ?? '' }),
      };
    },
  },
  lineRecogniser({
    tool: 'pytest',
    category: 'test',
    need: [' FAILED', ' ERROR'],
    pattern: /^(?<file>[^\s:]+\.py)::(?<test>\S.*?) (?:FAILED|ERROR)(?:\s|$)/,
    weight: 0.6,
  }),
  {
    tool: 'pytest',
    category: 'config',
    need: ['collected 0 items'],
    start: /^collected 0 items(?: \/ \d+ (?:skipped|deselected).*)?$/,
    maxLines: 60,
    through: /^={3,} .* ={3,}$/,
    weight: 0.85,
    read: (block) =>
      block.lines.some((line) => line.text.includes('no tests ran'))
        ? { message: 'collected 0 items' }
        : undefined,
  },
  lineRecogniser({
    tool: 'pytest',
    category: 'config',
    need: [
      'ERROR: file or directory not found',
      'ERROR: not found:',
      'ERROR: usage:',
      'pytest: error:',
      'INTERNALERROR>',
    ],
    pattern:
      /^(?<message>(?:ERROR: (?:file or directory not found|not found|usage):.*|\S*pytest(?:\.py)?: error: .*|INTERNALERROR> \w+Error.*))$/,
    weight: 0.93,
    // What is wrong stands below the usage.
    with: (draft) => (draft.message.startsWith('ERROR: usage:') ? { ...draft, weight: 0.6 } : draft),
  }),
  {
    tool: 'pytest',
    category: 'config',
    need: ['ImportError while loading conftest'],
    start: /^(?<message>ImportError while loading conftest '(?<file>[^']+)'.*)$/,
    maxLines: 60,
    until: /^(?:#|=)/,
    weight: 0.93,
    read(block) {
      const said = saidBy(block.lines.map((line) => line.text));
      const draft = draftOf(block.match);
      return said
        ? { ...draft, message: said.message, category: exceptionCategory(said.message, 'config') }
        : { ...draft, last: 0 };
    },
  },
  lineRecogniser({
    // `--tb=line`
    tool: 'pytest',
    category: 'test',
    need: ['.py:'],
    pattern:
      /^(?<file>\/\S+\.py):(?<line>\d+): (?<message>(?:assert |AssertionError|[A-Z]\w*(?:Error|Exception)\b).*)$/,
    weight: 0.93,
  }),
  lineRecogniser({
    tool: 'coverage',
    category: 'test',
    need: ['Required test coverage', 'Coverage failure', 'FAIL Required'],
    pattern:
      /^(?:FAIL |ERROR: )?(?<message>(?:Required test coverage of .* not reached.*|Coverage failure: .*))$/,
    weight: 0.92,
    // pytest-cov says it twice, first in a line that stands above the failures.
    with: (draft) => (draft.message.startsWith('Coverage failure') ? { ...draft, weight: 0.84 } : draft),
  }),
];

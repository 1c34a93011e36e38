import { findPlace } from '../find-place.js';
import { type Block, type Draft, lineRecogniser, type Recogniser, severityOf } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

/** `test/calc_test.dart 8:5`, `#   at t/calc.t line 5.`, `spec/calc_spec.lua @ 3`: places with words between. */
const spokenPlace = /((?:[\w@.-]+\/)*[\w@-]+\.[a-z]\w{0,5})(?: @ | |, )(\d{1,6})(?::(\d+))?\b/;

function placeIn(block: Block): Pick<Draft, 'file' | 'line' | 'column'> {
  const frame = placeOf(ownFrame(readFrames(block.lines)));
  if ('file' in frame) return frame;
  const text = block.lines.map((line) => line.text.slice(0, 400)).join('\n');
  const spoken = spokenPlace.exec(text);
  return findPlace(text) ?? (spoken?.[1] ? { file: spoken[1], line: Number(spoken[2]) } : {});
}

/** The first line that says what was expected; the headline of the test when there is none. */
function reasonIn(block: Block): string {
  const lines = block.lines.map((line) => line.text.trim());
  const said = lines.slice(1).find((line) => /expect|assert|equal|match|error|exception|!=|✗/i.test(line));
  return [lines[0] ?? '', said ?? lines.slice(1).find((line) => line !== '') ?? '']
    .filter(Boolean)
    .join(': ');
}

/** Heads of a failed test in runners that have no recogniser of their own. */
const heads: readonly { need: string; start: RegExp }[] = [
  { need: '*** FAILED ***', start: /^.*\*\*\* FAILED \*\*\*/ },
  { need: ' [E]', start: /^\d\d:\d\d \+\d+.*: (?!Some tests failed)(?<name>.+) \[E\]$/ },
  { need: 'Test Failed at ', start: /^.*\bTest Failed at \S+:\d+/ },
  { need: 'Error During Test at ', start: /^.*\bError During Test at \S+:\d+/ },
  { need: 'Failure → ', start: /^(?:Failure|Error) → \S+ @ \d+/ },
  { need: '── Failure', start: /^\s*──+ (?:Failure|Error) \(/ },
  { need: '── Error', start: /^\s*──+ Error \(/ },
  { need: 'Failed test ', start: /^\s*#\s+Failed test / },
  { need: 'ssertion', start: /^.{0,200}\b[Aa]ssertion(?:Error)?\b.{0,40}\b(?:failed|violated)\b/ },
];

const headed: Recogniser[] = heads.map(({ need, start }) => ({
  tool: 'generic-test',
  category: 'test',
  need: [need],
  start,
  maxLines: 10,
  until: /^\s*(?:──+ |\d\d:\d\d \+\d)|\*\*\* FAILED/,
  weight: 0.86,
  read: (block) => ({
    message: reasonIn(block),
    ...placeIn(block),
    test: { name: block.match.groups?.name ?? block.match[0].trim() },
  }),
}));

export const genericTests: Recogniser[] = [
  ...headed,
  {
    // deno, bun and others: `error: what` with a stack of `at …` lines below.
    tool: 'generic',
    category: 'runtime',
    need: ['error: '],
    start: /^\s*error: (?<message>\S.*)$/,
    maxLines: 16,
    weight: 0.84,
    read(block) {
      const frames = readFrames(block.lines.slice(1));
      const own = ownFrame(frames);
      if (!own) return undefined;
      const message = block.match.groups?.message ?? '';
      const isTest = /expect|assert|snapshot/i.test(message);
      return { message, frames, ...placeOf(own), category: isTest ? 'test' : 'runtime' };
    },
  },
  {
    // miette, ariadne, codespan: a box that begins with the place, under the message.
    tool: 'generic',
    category: 'lint',
    need: ['─['],
    start: /^\s*[╭┌,]─+\[\s*(?<file>[^\s:\]]+):(?<line>\d+)(?::(?<column>\d+))?\s*\]/,
    weight: 0.9,
    read(block) {
      for (let back = 1; back <= 4; back++) {
        const head =
          /^\s*(?<mark>[×✖⚠!x]|error|warning|Error|Warning)(?:\[(?<code>[\w:-]+)\])?:?\s+(?<message>\S.*)$/.exec(
            block.before(back)?.text ?? '',
          );
        if (!head?.groups?.message) continue;
        const { file = '', line, column } = block.match.groups ?? {};
        const compile = /syntax|parse|unexpected|expected/i.test(head.groups.message);
        return {
          message: head.groups.message,
          file,
          line: Number(line),
          ...(column && { column: Number(column) }),
          ...(head.groups.code && { code: head.groups.code }),
          severity: severityOf(/[⚠!wW]/.test(head.groups.mark ?? '') ? 'warning' : 'error'),
          category: compile ? 'compile' : 'lint',
          first: -back,
        };
      }
      return undefined;
    },
  },
  lineRecogniser({
    tool: 'dart',
    category: 'lint',
    need: [' - ', ' • '],
    pattern:
      /^(?:\[[\w-]+\]:?)?\s*(?<severity>error|warning|info) [-•] (?:(?<file>\S+\.dart):(?<line>\d+):(?<column>\d+) [-•] (?<message>.*?)|(?<said>.*?) [-•] (?<file2>\S+\.dart):(?<line2>\d+):(?<column2>\d+)) [-•] (?<code>\w+)$/,
    weight: 0.93,
    with(draft, block) {
      const groups = block.match.groups ?? {};
      if (!groups.file2) return draft;
      return { ...draft, message: groups.said ?? '', file: groups.file2, line: Number(groups.line2) };
    },
  }),
  {
    tool: 'latex',
    category: 'compile',
    need: ['! '],
    start: /^! (?<message>(?!Emergency stop|==> Fatal)\S.*)$/,
    maxLines: 6,
    weight: 0.88,
    read(block) {
      const at = block.lines.map((line) => /^l\.(\d+)/.exec(line.text)?.[1]).find((found) => found);
      return at ? { message: `${block.match.groups?.message} (line ${at})` } : undefined;
    },
  },
  {
    tool: 'sqlfluff',
    category: 'lint',
    need: ['L: '],
    start: /^L:\s*(?<line>\d+) \| P:\s*(?<column>\d+) \| (?<code>\w+) \| (?<message>.*)$/,
    weight: 0.92,
    read(block) {
      for (let back = 1; back <= 100; back++) {
        const text = block.before(back)?.text;
        if (text === undefined) return undefined;
        const file = /^== \[(.+)\] FAIL/.exec(text)?.[1];
        const { line, column, code = '', message = '' } = block.match.groups ?? {};
        if (file) return { file, line: Number(line), column: Number(column), code, message };
      }
      return undefined;
    },
  },
];

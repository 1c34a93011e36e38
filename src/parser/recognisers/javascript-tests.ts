import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

const errorName = /^(?:[A-Z]\w*)?(?:Error|Exception)\b(?: \[[A-Z_0-9]+\])?(?::|$)/;

const texts = (block: Block): string[] => block.lines.map((line) => line.text.trim());

/** `Expected: x` / `Received: y` in the words of jest and vitest, `+ actual - expected` elsewhere. */
function compared(lines: readonly string[]): { expected?: string; actual?: string } {
  const value = (pattern: RegExp): string | undefined =>
    lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
  const expected = value(/^Expected(?: value)?: +(.+)$/) ?? value(/^expected: +(.+?),?$/);
  const actual = value(/^Received(?: value)?: +(.+)$/) ?? value(/^actual: +(.+?),?$/);
  return { ...(expected && { expected }), ...(actual && { actual }) };
}

const cut = (name: string): string => name.replace(/ \(?\d+(?:\.\d+)? ?m?s\)?$/, '').trim();

function testDraft(block: Block, name: string, message: string, suite?: string): Draft {
  const lines = texts(block);
  const frames = readFrames(block.lines);
  return {
    message,
    frames,
    ...placeOf(ownFrame(frames)),
    test: { name: cut(name), ...(suite && { suite }), ...compared(lines) },
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
    const lines = texts(block);
    const error = lines
      .slice(1)
      .find((line) => errorName.test(line) || /^(?:Snapshot |Unhandled |Failed to )/.test(line));
    // jest heads its blocks alike but puts a bullet below; that one is read there.
    if (!error || lines.some((line) => line.startsWith('● '))) return undefined;
    const draft = testDraft(block, name ?? file, error, file);
    if (!draft.file || !name) draft.file = draft.file ?? file;
    if (!name && /Failed to (?:resolve import|load)|Cannot find (?:module|package)/.test(error))
      draft.category = 'compile';
    return { ...draft, last: Math.min(block.lines.length - 1, 40) };
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
    const lines = texts(block);
    const body = lines.slice(1).filter((line) => line !== '');
    const first = body[0] ?? name;
    if (name === 'Test suite failed to run') {
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
    const values = compared(lines);
    const headline = values.expected !== undefined ? `${name}: ${first}` : `${name}: ${first}`;
    return {
      ...testDraft(block, test, headline, parts.join(' › ')),
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
    const lines = texts(block);
    const at = lines.findIndex((line, index) => index > 0 && errorName.test(line));
    // Only the list of failures has titles ending with a colon above the error; the tree of results has not.
    const title = lines.slice(0, Math.max(at, 0)).filter((line) => line !== '');
    if (at < 0 || !title[title.length - 1]?.endsWith(':')) return undefined;
    const name = (title.pop() ?? '').replace(/:$/, '').replace(/^\d+\) /, '');
    const suite = title.join(' ').replace(/^\d+\) /, '');
    const file = /\((\/[^()]+\.[cm]?[jt]sx?)\)\s*$/.exec(lines[at] ?? '')?.[1];
    const draft = testDraft(block, name, lines[at] ?? '', suite);
    return { ...draft, ...(!draft.file && file && { file }) };
  },
};

const nodeTap: Recogniser = {
  tool: 'node:test',
  category: 'test',
  need: ['not ok '],
  start: /^(?<indent>\s*)not ok (?<number>\d+)(?: -)? (?<name>.+?)\s*$/,
  maxLines: 80,
  through: /^\s*\.\.\.$/,
  until: /^\s*(?:not )?ok \d+|^# Subtest/,
  weight: 0.94,
  read(block) {
    const name = block.match.groups?.name ?? '';
    if (/# (?:TODO|SKIP)\b/i.test(name)) return undefined;
    const lines = texts(block);
    // A suite fails because one of its tests did; only the test is worth reporting.
    if (lines.some((line) => /^failureType: '(?:subtestsFailed|suiteFailed)'/.test(line))) return undefined;
    const error = lines.findIndex((line) => line.startsWith('error: '));
    const value = (lines[error] ?? '').slice(7).replace(/^'|'$/g, '');
    const message = /^[|>]-?/.test(value) ? (lines[error + 1] ?? '') : value;
    const location = /location: '([^']+?):(\d+):(\d+)'/.exec(lines.join('\n'));
    const draft = testDraft(block, name, message || name);
    const stack = lines.findIndex((line) => line.startsWith('stack:'));
    const frames = readTapStack(stack < 0 ? [] : lines.slice(stack + 1));
    if (frames.length > 0) Object.assign(draft, placeOf(ownFrame(frames)), { frames });
    // Other writers of TAP say less; what follows their line says more.
    if (error < 0 && !location && frames.length === 0) return { ...draft, weight: 0.6, tool: 'tap' };
    if (!draft.file && location?.[1]) Object.assign(draft, { file: location[1], line: Number(location[2]) });
    return draft;
  },
};

/** TAP stacks have no `at`: `fn (file:1:2)` or `file:1:2`. */
const readTapStack = (lines: readonly string[]) => readFrames(lines.map((line) => ({ text: `at ${line}` })));

const nodeSpec: Recogniser = {
  tool: 'node:test',
  category: 'test',
  need: ['✖ '],
  start: /^(?<indent>\s*)✖ (?<name>\S.*?) \(\d+(?:\.\d+)?ms\)$/,
  maxLines: 60,
  until: /^\s*(?:[✖✔▶ℹ﹣] |test at )/,
  weight: 0.94,
  read(block) {
    const lines = texts(block);
    const error = lines
      .slice(1)
      .find((line) => errorName.test(line) || /^\[?(?:Error|AssertionError)|^'/.test(line));
    if (!error) return undefined;
    const above = /^test at (\S+?):(\d+):(\d+)$/.exec(block.before(1)?.text ?? '');
    const draft = testDraft(block, block.match.groups?.name ?? '', error);
    if (!draft.file && above?.[1]) Object.assign(draft, { file: above[1], line: Number(above[2]) });
    return draft;
  },
};

const playwright: Recogniser = {
  tool: 'playwright',
  category: 'test',
  need: [' › '],
  start:
    /^\s+\d+\) (?:\[(?<project>[^\]]+)\] › )?(?<file>[^\s:]+\.[cm]?[jt]sx?):(?<line>\d+):(?<column>\d+) › (?<name>.+?)\s*─*$/,
  maxLines: 80,
  until: /^\s+\d+\) (?:\[[^\]]+\] › )?\S+:\d+:\d+ › |^\s+\d+ (?:failed|flaky|passed)/,
  weight: 0.94,
  read(block) {
    const groups = block.match.groups ?? {};
    const lines = texts(block);
    const error = lines
      .slice(1)
      .find((line) => errorName.test(line) || /^(?:Test timeout|Error:|Timed out)/.test(line));
    const draft = testDraft(block, groups.name ?? '', error ?? groups.name ?? '');
    return {
      ...draft,
      ...(!draft.file && { file: groups.file ?? '', line: Number(groups.line) }),
      last: Math.min(block.lines.length - 1, 40),
    };
  },
};

/** TAP of other producers (prove, bats, tape), and single lines that name a failed test. */
const lines: Recogniser[] = [
  lineRecogniser({
    tool: 'jest',
    category: 'test',
    need: 'threshold for',
    pattern: /^(?:Jest: |ERROR: )?(?<message>(?:"[^"]+" )?[Cc]overage (?:threshold )?for .*)$/,
    weight: 0.8,
  }),
  lineRecogniser({
    tool: 'jest',
    category: 'test',
    need: ['snapshot', 'Snapshot'],
    pattern: /^\s*[›❯]? ?(?<message>\d+ snapshots? (?:failed|obsolete)\b.*)$/i,
    weight: 0.5,
  }),
  lineRecogniser({
    tool: 'node:test',
    category: 'test',
    need: 'threshold',
    pattern: /^(?:ℹ|#) (?<message>Error: \d+(?:\.\d+)?% \w+ coverage does not meet threshold of .*)$/,
    weight: 0.8,
  }),
];

export const javascriptTests: Recogniser[] = [vitest, jest, playwright, mocha, nodeTap, nodeSpec, ...lines];

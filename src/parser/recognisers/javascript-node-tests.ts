import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';
import { errorName, testDraft, trimmed } from './javascript-test-draft.js';

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
    const lines = trimmed(block);
    // A suite fails because one of its tests did; only the test is worth reporting.
    if (lines.some((line) => /^failureType: '(?:subtestsFailed|suiteFailed)'/.test(line))) return undefined;
    const error = lines.findIndex((line) => line.startsWith('error: '));
    const crash = lines.some((line) => /^error: 'test failed'$/.test(line)) ? crashAbove(block) : undefined;
    if (crash) return { ...crash, test: { name } };
    const value = (lines[error] ?? '').slice(7).replace(/^'|'$/g, '');
    const message = /^[|>]-?/.test(value) ? (lines[error + 1] ?? '') : value;
    const location = /location: '([^']+?):(\d+):(\d+)'/.exec(lines.join('\n'));
    const draft = testDraft(block, name, message || name);
    if (message === 'test failed') draft.weight = 0.7;
    const stack = lines.findIndex((line) => line.startsWith('stack:'));
    const frames = readTapStack(stack < 0 ? [] : lines.slice(stack + 1));
    if (frames.length > 0) Object.assign(draft, placeOf(ownFrame(frames)), { frames });
    // Other writers of TAP say less; what follows their line says more.
    if (error < 0 && !location && frames.length === 0) return { ...draft, weight: 0.6, tool: 'tap' };
    if (!lines.some((line) => /^(?:failureType|location):/.test(line))) draft.tool = 'tap';
    if (!draft.file && location?.[1]) Object.assign(draft, { file: location[1], line: Number(location[2]) });
    return draft;
  },
};

/** Vitest writes the error as a map: `error:`, below it `message: "…"`, and `at: "file:1:2"` beside it. */
const vitestTap: Recogniser = {
  tool: 'vitest',
  category: 'test',
  need: ['not ok '],
  start: /^\s*not ok \d+ - (?<name>\S.*?)(?: # time=\S+)?$/,
  maxLines: 30,
  through: /^\s*\.\.\.$/,
  until: /^\s*(?:not )?ok \d+|^# Subtest/,
  weight: 0.95,
  read(block) {
    const all = trimmed(block).join('\n');
    const message = /^error:\nname: "[^"]*"\nmessage: "(.*)"$/m.exec(all)?.[1];
    const place = /^at: "([^"]+?):(\d+):(\d+)"$/m.exec(all);
    if (!message || !place?.[1]) return undefined;
    const draft = testDraft(block, block.match.groups?.name ?? '', message);
    return { ...draft, file: place[1], line: Number(place[2]), column: Number(place[3]) };
  },
};

/** A test file that dies before its tests run says why in comments above its line. */
function crashAbove(block: Block): Draft | undefined {
  const said: { text: string }[] = [];
  for (let back = 1; back <= 40; back++) {
    const text = block.before(back)?.text ?? '';
    if (said.length === 0 && /^\s*# Subtest/.test(text)) continue;
    if (!/^\s*#(?: |$)/.test(text) || /^\s*# Subtest/.test(text)) break;
    said.unshift({ text: text.replace(/^\s*# ?/, '') });
  }
  const error = said.findIndex((line) => errorName.test(line.text.trim()));
  if (error < 0) return undefined;
  const frames = readFrames(said.slice(error));
  return {
    message: said[error]?.text.trim() ?? '',
    frames,
    ...placeOf(ownFrame(frames)),
    category: 'runtime',
    first: error - said.length - 1,
    last: 0,
  };
}

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
    const lines = trimmed(block);
    const error = lines
      .slice(1)
      .find((line) => errorName.test(line) || /^\[?(?:Error|AssertionError)|^'/.test(line));
    if (!error) return undefined;
    // A file that died before its tests ran: what it died of stands elsewhere.
    if (/^'test failed'/.test(error))
      return { message: error, file: block.match.groups?.name ?? '', weight: 0.7 };
    const above = /^test at (\S+?):(\d+):(\d+)$/.exec(block.before(1)?.text ?? '');
    const draft = testDraft(block, block.match.groups?.name ?? '', error);
    if (!draft.file && above?.[1]) Object.assign(draft, { file: above[1], line: Number(above[2]) });
    return draft;
  },
};

export const javascriptNodeTests: Recogniser[] = [
  vitestTap,
  nodeTap,
  nodeSpec,
  lineRecogniser({
    tool: 'node:test',
    category: 'test',
    need: 'threshold',
    pattern: /^(?:ℹ|#) (?<message>Error: \d+(?:\.\d+)?% \w+ coverage does not meet threshold of .*)$/,
    weight: 0.8,
  }),
];

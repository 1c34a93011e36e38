import type { Category } from '../../domain/index.js';
import { findPlace } from '../find-place.js';
import type { Block, Draft, Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';
import { categoryOfText, harmless } from './generic-wording.js';

/** What builders and task runners mark like a failed test: objects, targets, exit codes. */
const notATest =
  /^\|? ?\d+ (?:errors?|problems?|warnings?|passed|failed|tests?)\b|^\[code=\d|\.(?:o|obj|lo|elf|a|so|dll|exe|stamp)(?:\s|$)|#\w+: ERROR|\brun failed\b/;
/** `Failed executing …`, `Failed to …`: a sentence, not a name. */
const sentence = /^(?:[a-z]+ing|to|with|in|at|on|for|while|when|because|after|due) /;

/** `Failed:  web#build`, as task runners over many packages sum up. */
const runnerTask = /^@?[\w./-]+#(\w+)$/;
const taskKinds: Readonly<Record<string, Category>> = {
  test: 'test',
  build: 'compile',
  lint: 'lint',
  format: 'format',
  typecheck: 'type',
};

/** An unknown test runner names the failed test with a mark or a word, and says why below. */
export const failedMark: Recogniser = {
  tool: 'generic-test',
  category: 'test',
  need: ['FAIL', '✗', '✕', '✘', '✖', '× ', 'not ok', 'FAILED', 'Failed', '[F]'],
  start: /^\s*(?:[✗✕✘✖×]|(?:FAIL(?:ED|URE)?|Failed)(?: test)?:?(?=\s)|not ok \d+ -?)\s+(?<test>\S.{2,200})$/,
  maxLines: 14,
  until: /^\s*(?:[✗✕✘✖×✓✔]|FAIL(?:ED)?\b|PASS(?:ED)?\b|ok \d|not ok)/,
  weight: 0.66,
  read(block) {
    const name = block.match.groups?.test ?? '';
    const task = runnerTask.exec(name);
    if (task?.[1])
      return {
        message: name,
        weight: 0.42,
        category: taskKinds[task[1]] ?? 'unknown',
        tool: 'generic',
        last: 0,
      };
    if (notATest.test(name) || (/^\s*Failed\b/.test(block.match[0]) && sentence.test(name))) return undefined;
    if (harmless.test(name) && !/fail/i.test(block.match[0])) return undefined;
    const checked = readCheck(name, block);
    if (checked) return checked;
    const frames = readFrames(block.lines);
    const body = block.lines.slice(1).map((line) => line.text.trim());
    const said = body.find((text) => /error|expected|assert|exception|panic|!=|not equal|failed/i.test(text));
    const place = findPlace(
      block.lines
        .slice(0, 8)
        .map((line) => line.text.slice(0, 500))
        .join('\n'),
    );
    const where = placeOf(ownFrame(frames));
    return {
      message: said ? `${name}: ${said}` : name,
      frames,
      ...('file' in where ? where : place),
      test: { name },
      last: Math.min(block.lines.length - 1, 8),
    };
  },
};

/** A file, often with a line, and behind it what is wrong there: a test's name seldom looks like that. */
const complaint =
  /^(?<file>(?:[\w@.+-]+\/)*[\w@+-][\w@.+-]*\.[A-Za-z]\w{0,7})(?::(?<line>\d{1,7}))?(?::(?<column>\d{1,5}))?(?:: ?| - |\s{2,})(?<message>[^\s:].{3,})$/;
const testFile = /(?:^|[/_.-])(?:tests?|specs?|__tests__|e2e)(?:[/_.-]|$)/i;
const onlyMark = /^\s*[✗✕✘✖×]/;
const testWord = /test|spec|e2e|check|verif|coverage|\bmake\b|\brun\b|\bci\b/i;
/** What boxes of a report draw below their first line. */
const drawnBelow = /^\s*(?:╰─|├─|│ |└─)/;

/** The innermost reason of a box. */
function lastDrawn(block: Block): string | undefined {
  const end = block.lines.findIndex((line, index) => index > 0 && !drawnBelow.test(line.text));
  const texts = block.lines
    .slice(1, end < 0 ? undefined : end)
    .map((line) => line.text.replace(/^[^\w"'`]+/, ''));
  return texts.findLast((text) => /[A-Za-z]{2}/.test(text));
}

/** Linters, checkers and installers put the marks of test runners before their errors. */
function readCheck(name: string, block: Block): Draft | undefined {
  const found = complaint.exec(name)?.groups;
  const text = found?.message ?? name;
  const script = block.script.join('\n');
  const isBox = drawnBelow.test(block.lines[1]?.text ?? '');
  if (
    !(found?.file && !testFile.test(found.file)) &&
    !isBox &&
    (!onlyMark.test(block.match[0]) || script === '' || testWord.test(script))
  )
    return undefined;
  const otherwise = found?.line ? 'lint' : 'unknown';
  const drawn = isBox ? lastDrawn(block) : undefined;
  return {
    tool: 'generic',
    message: found?.line ? text : drawn ? `${name}: ${drawn}` : name,
    category: categoryOfText(drawn ?? text, otherwise),
    ...(found?.file ? { file: found.file } : findPlace(name)),
    ...(found?.line && { line: Number(found.line) }),
    ...(found?.column && { column: Number(found.column) }),
    ...(found?.line && { weight: 0.72 }),
    last: 0,
  };
}

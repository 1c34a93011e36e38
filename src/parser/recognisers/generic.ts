import type { Category } from '../../domain/index.js';
import { findPlace } from '../find-place.js';
import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';
import { genericPlaces } from './generic-places.js';
import { categoryOfText, harmless, isEchoText } from './generic-wording.js';

export { categoryOfText, isEcho } from './generic-wording.js';

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
const failedTest: Recogniser = {
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

/** `Error:`, `error during build:` and the like: what it is stands below. */
const headline: Recogniser = {
  tool: 'generic',
  category: 'unknown',
  need: ['rror:', 'RROR:', 'rrors:', 'rror during', 'riginal error', 'aused by:'],
  start:
    /^\s{0,16}(?:[│■▲✖×❌⚠]\s+)?(?:[\w.-]{1,40}: )?(?:[Ff]atal |[Oo]riginal )?(?:[Ee]rrors?|ERRORS?)(?: during [\w ]{1,30})?:$/,
  maxLines: 4,
  weight: 0.62,
  read(block) {
    const at = block.lines.findIndex((line, index) => index > 0 && /[A-Za-z]{3}/.test(line.text));
    const text = block.lines[at]?.text.replace(/^[\s│■▲>|-]+/, '').trim() ?? '';
    if (text.length < 6 || harmless.test(text)) return undefined;
    return { message: text, category: categoryOfText(text, 'unknown'), ...findPlace(text), last: at };
  },
};

/** `Error: text` and its kin. Weak on its own: the ranking prefers what stands right before the exit. */
const spoken: Recogniser = {
  tool: 'generic',
  category: 'unknown',
  lastResort: true,
  need: [
    'rror',
    'RROR',
    'atal',
    'ATAL',
    'xception',
    'ailed',
    'AILED',
    'ailure',
    'AILURE',
    'annot ',
    'nable to',
    'anic',
    'ould not',
    'nvalid',
    'issing',
    'CRITICAL',
    'not found',
    'bort',
    '❌',
    '✗',
    '✖',
    'ERR!',
    'xceed',
    'llegal',
    'out of ',
    'not allowed',
    'not match',
    'ismatch',
    'iolat',
  ],
  start: /^./,
  read(block) {
    const text = block.match.input.trim();
    if (text === '' || text.length > 2000 || harmless.test(text)) return undefined;
    if (/^Process completed with exit code|^The operation was canceled/.test(text)) return undefined;
    // A word alone says nothing; what stands below it is read as a headline's text.
    if (/^\W*(?:errors?|failures?|failed)\W*$/i.test(text)) return undefined;
    const strength = strengthOf(text, block);
    if (strength === 0) return undefined;
    const message = text.replace(/^(?:\[?(?:ERROR|error|Error|FATAL|fatal)\]?[: ]+)+/, '').trim() || text;
    const draft: Draft = {
      message: message.length > 3 ? message : text,
      weight: strength,
      category: categoryOfText(text, 'unknown'),
    };
    return Object.assign(draft, findPlace(text));
  },
};

/** Names of exceptions in any language: `a.b.FooError`, `Foo::Bar::NotFound`. */
const exceptionHead =
  /^(?:(?:[A-Za-z_]\w*(?:\.|::))*[A-Z]\w*(?:Error|Exception|Failure)\b|(?:[A-Z]\w*::)+[A-Z]\w+: )/;

function strengthOf(text: string, block: Block): number {
  if (isEchoText(text)) return 0.32;
  const marked = block.lines[0]?.level === 'error';
  if (/^(?:\S{1,40}: )?(?:fatal|FATAL|panic|Fatal|CRITICAL)(?: error| ERROR)?\b/.test(text)) return 0.62;
  // A shell that cannot go on names the program, the line and the reason.
  if (/^(?:\S*\/)?(?:ba|da|z)?sh: (?:line )?\d+: /.test(text)) return 0.62;
  if (/^(?:❌|✗|✖|×|🔴|💥)/u.test(text)) return 0.58;
  if (/^(?:\[[^\]]{1,30}\] ?)*\[?(?:ERROR|Error|error|ERR!?|E)\]?(?:\[\w+\])?[:\s]/.test(text)) return 0.6;
  if (/^(?:[\w.-]{1,40}: ){1,2}(?:error|Error|ERROR)\b/.test(text)) return 0.6;
  if (exceptionHead.test(text)) return 0.6;
  if (/\b(?:ERROR|FAILED|FAILURE|FAIL)\b/.test(text)) return marked ? 0.6 : 0.52;
  if (marked) return 0.56;
  if (
    /\b(?:[Cc]annot|[Cc]ould not|[Uu]nable to|[Ff]ailed to|[Ii]nvalid|[Mm]issing|[Nn]ot found|[Aa]borted)\b/.test(
      text,
    )
  )
    return 0.48;
  if (
    /\bexceed(?:s|ed)\b|\bout of (?:date|sync)\b|\bnot allowed\b|\bdo(?:es)? not match\b|\bmismatch|\bviolat/.test(
      text,
    )
  )
    return 0.46;
  if (/\berror\b/i.test(text)) return 0.42;
  return 0;
}

/** `2 problems detected`, `Found 3 violations`: all that some checkers say at the end. */
const counted = lineRecogniser({
  tool: 'generic',
  category: 'lint',
  need: ['roblem', 'iolation', 'ffense', 'ssues', 'indings', 'rrors'],
  pattern:
    /^(?<message>.{0,80}?\b(?:[1-9]\d{0,5} (?:\w+ ){0,2}(?:problems?|violations?|offen[cs]es?|issues?|findings?|errors?)\b(?: (?:were |was )?(?:detected|found|reported|remain\w*))|(?:[Ff]ound|[Dd]etected) [1-9]\d{0,5} (?:\w+ ){0,2}(?:problems?|violations?|offen[cs]es?|issues?|findings?|errors?)\b).{0,80})$/,
  weight: 0.44,
  with: (draft, block) => (/^(?:npm|warning)/i.test(block.match.input) ? undefined : draft),
});

export const genericFirst: Recogniser[] = [...genericPlaces, failedTest, headline, counted];
export const genericLast: Recogniser[] = [spoken];

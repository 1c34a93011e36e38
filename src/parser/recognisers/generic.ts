import { findPlace } from '../find-place.js';
import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { failedMark } from './failed-mark.js';
import { genericPlaces } from './generic-places.js';
import { categoryOfText, harmless, isEchoText } from './generic-wording.js';

export { categoryOfText, isEcho } from './generic-wording.js';

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

export const genericFirst: Recogniser[] = [...genericPlaces, failedMark, headline, counted];
export const genericLast: Recogniser[] = [spoken];

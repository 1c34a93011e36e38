import { lineRecogniser, type Recogniser } from '../finding.js';
import { errorName, testDraft, trimmed } from './javascript-test-draft.js';

const noBrowser =
  /Executable doesn't exist at|Host system is missing dependencies to run browsers|(?:Chromium|Firefox|WebKit) is not found at|Could not find (?:Chrome|Chromium|Firefox)\b/;

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
    const lines = trimmed(block);
    const error = lines
      .slice(1)
      .find((line) => errorName.test(line) || /^(?:Test timeout|Error:|Timed out)/.test(line));
    // A machine without the browser fails every test alike: nothing of it is the test's doing.
    const unusable = lines.find((line) => noBrowser.test(line));
    if (unusable)
      return { message: unusable, category: 'config', last: Math.min(block.lines.length - 1, 12) };
    const draft = testDraft(block, groups.name ?? '', error ?? groups.name ?? '');
    return {
      ...draft,
      ...(!draft.file && { file: groups.file ?? '', line: Number(groups.line) }),
      last: Math.min(block.lines.length - 1, 40),
    };
  },
};

/** Karma heads a failed test with the browser and indents what it says by a tab. */
const karma: Recogniser = {
  tool: 'karma',
  category: 'test',
  need: [' FAILED'],
  start: /^(?:[A-Z]\w*(?: \w+)?|PhantomJS|jsdom) \d[\w.]* \([^)]+\):? (?!Executed )(?<name>\S.*) FAILED$/,
  maxLines: 30,
  until: /^\S/,
  weight: 0.94,
  read(block) {
    const lines = trimmed(block);
    const said = lines.find((line, index) => index > 0 && line !== '' && !line.startsWith('at '));
    return said ? testDraft(block, block.match.groups?.name ?? '', said) : undefined;
  },
};

/** Jasmine: `1) suite test`, then the message and the stack under headlines of their own. */
const jasmine: Recogniser = {
  tool: 'jasmine',
  category: 'test',
  need: [') '],
  start: /^\d+\) (?<name>\S.*)$/,
  maxLines: 40,
  until: /^(?:\d+\) \S|\d+ specs?, )/,
  weight: 0.94,
  read(block) {
    const lines = trimmed(block);
    const at = lines.indexOf('Message:');
    const said = lines[at + 1];
    return at > 0 && at < 4 && said ? testDraft(block, block.match.groups?.name ?? '', said) : undefined;
  },
};

/** TestCafe numbers the error itself; the source with a marked line and the stack follow. */
const numberedError: Recogniser = {
  tool: 'testcafe',
  category: 'test',
  need: [') '],
  start: /^\s+\d+\) (?<message>(?:[A-Z]\w*)?Error: \S.*)$/,
  maxLines: 40,
  until: /^\s+\d+\) \S|^ ?\S.* failed \(/,
  weight: 0.92,
  read(block) {
    const name = /^\s*[✖✗×] (\S.*)$/.exec(block.before(2)?.text ?? '')?.[1];
    return name ? testDraft(block, name, block.match.groups?.message ?? '') : undefined;
  },
};

/** Newman's table of failures: number, kind and name on one line, the reason below. */
const newman: Recogniser = {
  tool: 'newman',
  category: 'test',
  need: ['.  '],
  start: /^\s*\d+\. {2}(?<kind>\w*(?:Error|Failure))(?: {2}(?<name>\S.*?))?\s*$/,
  maxLines: 6,
  until: /^\s*\d+\. {2}|^\s*$/,
  weight: 0.9,
  read(block) {
    const lines = trimmed(block);
    const { kind = '', name } = block.match.groups ?? {};
    return lines[1] ? testDraft(block, name ?? kind, `${name ?? kind}: ${lines[1]}`) : undefined;
  },
};

/** uvu quotes the name of the failed test. */
const uvu: Recogniser = {
  tool: 'uvu',
  category: 'test',
  need: ['FAIL  "'],
  start: /^\s*FAIL {2}"(?<name>.+)"$/,
  maxLines: 40,
  until: /^\s*(?:FAIL {2}"|Total: )/,
  weight: 0.94,
  read(block) {
    const said = trimmed(block).find((line, index) => index > 0 && line !== '');
    return said ? testDraft(block, block.match.groups?.name ?? '', said) : undefined;
  },
};

/** What a run of tests says as a whole: too little covered, nothing found, stale snapshots. */
const wholeRun: Recogniser[] = [
  lineRecogniser({
    tool: 'coverage',
    category: 'test',
    need: 'threshold',
    pattern:
      /^(?:Jest: |ERROR: |Error: |\[\S{1,20}\] )?(?<message>(?:"[^"]+" |\S+ )?[Cc]overage (?:threshold )?(?:for|of) .*(?:threshold|not met).*)$/,
    weight: 0.88,
  }),
  lineRecogniser({
    tool: 'coverage',
    category: 'test',
    need: ['overage '],
    pattern:
      /^(?:ERROR: |Error: |FAIL(?:ED)?:? )?(?<message>(?:Required |Total |Minimum |The |Your )?(?:(?:test|type|code|line|branch) )?[Cc]overage .{0,60}(?:not reached|(?:is )?(?:below|less than|lower than|under)) .*)$/,
    weight: 0.84,
    with: (draft) => (/type coverage/i.test(draft.message) ? { ...draft, category: 'type' } : draft),
  }),
  lineRecogniser({
    tool: 'jest',
    category: 'test',
    need: ['snapshot', 'Snapshot'],
    pattern: /^\s*[›❯]? ?(?<message>\d+ snapshots? (?:failed|obsolete)\b.*)$/i,
    weight: 0.5,
  }),
  lineRecogniser({
    tool: 'test-runner',
    category: 'config',
    need: ['No test', 'no test', 'No spec', 'no spec'],
    pattern:
      /^(?:Error: |error: |✘ |⨯ )?(?<message>(?:No test(?:s| files?)?(?: were)? found\b.*|No tests found[,!.]?.*|No specs? (?:files? )?(?:were )?found\b.*|Can't run because no spec files were found\.?))$/i,
    weight: 0.66,
    with: (draft) => (/exit(?:ing)? with (?:code|status):? 0\b/i.test(draft.message) ? undefined : draft),
  }),
];

export const javascriptBrowserTests: Recogniser[] = [
  playwright,
  karma,
  jasmine,
  numberedError,
  newman,
  uvu,
  ...wholeRun,
];

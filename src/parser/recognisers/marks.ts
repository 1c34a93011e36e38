import { type Recogniser, summaryMark, versionMark } from '../finding.js';

const mark = (tool: string, need: readonly string[], start: RegExp): Recogniser => ({
  tool,
  category: 'unknown',
  need,
  start,
  read: () => undefined,
});

const summary = (need: readonly string[], start: RegExp): Recogniser => mark(summaryMark, need, start);

/** How runners of tests, builds and hooks sum up a failure. The line is no error itself; a person looks for it. */
const summaries: Recogniser[] = [
  // Counts: mocha, rspec, minitest, phpunit, jest, vitest, cargo, dotnet, gradle, unittest, surefire.
  summary(
    ['failing', 'failed', 'failure', 'FAILED', 'errors'],
    /^[\s=*#!|[\]A-Za-z:]{0,40}\b[1-9]\d* (?:tests? )?(?:failing|failed|failures?|errors?)\b/,
  ),
  summary(
    [' failures', ' failed', 'Failures: ', 'errors: '],
    /\b\d+ (?:examples|runs|tests|specs|assertions)\b.*\b[1-9]\d* (?:failures?|errors?|failed)\b|\b(?:Failures|Errors|Failed): +[1-9]/,
  ),
  summary(
    ['FAILED', 'FAIL\t', 'FAILURE'],
    /^(?:test result: FAILED|FAILED \((?:failures|errors)=|FAIL\t\S+|\*\* \w+ FAILED \*\*|BUILD FAILED|FAILURE: |FAILED: )/,
  ),
  summary(['Interrupted: '], /^!+ .*Interrupted: /),
  // The list of what failed: ctest, rspec, cargo, pre-commit, gradle.
  summary(
    ['(Failed)', '(Timeout)', '(SEGFAULT)', '(Not Run)', 'Exception)'],
    /^\s+\d+ - \S.* \((?:Failed|Timeout|SEGFAULT|Not Run|.*Exception)\)/,
  ),
  summary(['rspec .'], /^rspec \.\/\S+:\d+/),
  summary(['tests::', '::test'], /^ {4}[a-z_]\w*(?:::\w+)+$/),
  summary(['..Failed'], /\.{3}Failed$/),
  summary(['- hook id: '], /^- hook id: /),
  summary(['Execution failed for task'], /^(?:> )?Execution failed for task /),
  // Banners and the way to more information.
  summary(['Failed to compile', 'Oh no!'], /^(?:Failed to compile\.?|Oh no!)/),
  summary(['Total: '], /^Total: [1-9]\d* \(/),
  summary(['shellcheck.net/wiki/'], /^\s+https:\/\/www\.shellcheck\.net\/wiki\/SC\d+/),
  summary(['=> not found'], /^\s*\S+\.so\S* => not found/),
];

/** Which version ran: what fails on one leg of a matrix only is understood by it. */
const versions: Recogniser[] = [
  mark(
    versionMark,
    [
      'Python ',
      'go version go',
      'downloading go1',
      'rustc ',
      'ruby ',
      'openjdk ',
      'PHP ',
      'node: v',
      'gcc (',
    ],
    /^(?:Python \d+\.\d+|go version go\d|go: downloading go1\.\d|rustc \d+\.\d|ruby \d+\.\d|openjdk (?:version )?"?\d|PHP \d+\.\d|node: v\d|gcc \([^)]*\) \d)/,
  ),
];

export const marks: Recogniser[] = [...summaries, ...versions];

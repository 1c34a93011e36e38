import type { PathClass } from '../path-class.js';
import type { TextRule } from './rule.js';

const inTests: readonly PathClass[] = ['test', 'snapshot', 'config', 'executes'];
const outside: readonly PathClass[] = [
  'test',
  'snapshot',
  'config',
  'executes',
  'workflow',
  'manifest',
  'lockfile',
];

const empty = {
  rule: 'assertion-without-content',
  severity: 9,
  says: 'An assertion holds whatever the code does',
  view: 'code',
  places: inTests,
  replaces: true,
} as const;
const ended = {
  rule: 'tests-end-early',
  severity: 8,
  says: 'The tests end before they are through',
  view: 'code',
  places: inTests,
} as const;
const dead = { rule: 'dead-code', says: 'Code is switched off', view: 'code' } as const;
const runner = {
  rule: 'runner-bent',
  severity: 9,
  says: 'The test runner or its assertions are replaced',
  view: 'code',
} as const;
const retried = {
  rule: 'flake-masked',
  severity: 5,
  says: 'Failing tests are run again until they pass',
  view: 'plain',
} as const;
const waits = {
  rule: 'wait-added',
  severity: 4,
  says: 'A test waits for a while, which hides a race',
  view: 'code',
  places: ['test'],
} as const;
const sniffing = {
  rule: 'environment-sniffed',
  severity: 8,
  says: 'The code behaves in another way when it is tested',
  view: 'plain',
  notPlaces: outside,
} as const;

const onCi = {
  ...sniffing,
  severity: 6,
  says: 'The code behaves in another way in CI',
} as const;

/** Tests that are asked no more, and code that knows that it is tested. */
export const testRules: readonly TextRule[] = [
  {
    ...empty,
    languages: ['javascript'],
    pattern:
      /\bexpect\(\s*([\w.]+)\s*\)\s*\.\s*(?:to\w*|eventually)?(?:\.\w+)*\(\s*\1\s*\)|\bexpect\(\s*(?:true|false|null|undefined|1|0)\s*\)|\bassert(?:\.ok|\.isTrue|\.isOk)?\(\s*(?:true|1|!0)\b|\bassert\.\w*[eE]qual\w*\(\s*([\w.]+)\s*,\s*\2\s*[,)]|\bexpect\([^\n]{0,300}\|\|\s*true\s*\)/g,
  },
  {
    ...empty,
    languages: ['python'],
    pattern:
      /\bassert\s*\(?\s*(?:True|1)\s*\)?\s*(?:$|,|#)|\bassert\s+([\w.]+)\s*(?:==|is)\s*\1\s*(?:$|,)|\bassert\b[^\n]{0,300}\bor\s+(?:True|1)\b|\bassert(?:True|Equals?)\(\s*(?:True|([\w.]+)\s*,\s*\2)\s*[,)]|\bassert\s*\([^\n()]{1,200},\s*['"]\s*['"]\s*\)/gm,
  },
  {
    ...empty,
    languages: ['rust'],
    pattern:
      /\bassert!\(\s*true\b|\bassert_eq!\(\s*([\w.()]+)\s*,\s*\1\s*[,)]|\bassert!\([^\n]{0,200}\|\|\s*true\b/g,
  },
  {
    ...empty,
    languages: ['go'],
    pattern:
      /\.(?:True|Truef)\(\s*t\s*,\s*true\b|\.Equalf?\(\s*t\s*,\s*([\w.]+)\s*,\s*\1\s*[,)]|\bif\s+false\s*&&|&&\s*false\s*\{/g,
  },
  {
    ...empty,
    languages: ['jvm', 'csharp', 'php', 'swift'],
    pattern:
      /\b[Aa]ssert(?:\.|::|->)?(?:That|[iI]sTrue|True|true)?\(\s*true\b|\b[Aa]ssert(?:\.|::|->)?(?:Are)?(?:Equals?|Same|equals)\(\s*(\$?[\w.]+)\s*,\s*\1\s*[,)]|\bXCTAssert(?:True)?\(\s*true\b/g,
  },
  {
    ...empty,
    languages: ['ruby'],
    pattern:
      /\bexpect\(\s*true\s*\)|\bassert\s*\(?\s*true\b|\bassert_equal\s*\(?\s*([\w.@]+)\s*,\s*\1\s*(?:$|\))/gm,
  },
  {
    ...ended,
    pattern:
      /\bprocess\.exit\s*\(\s*0?\s*\)|\bprocess\.exitCode\s*=\s*0|\bos\._exit\s*\(\s*0|\bsys\.exit\s*\(\s*0?\s*\)|\bos\.Exit\s*\(\s*0|\bprocess::exit\s*\(\s*0|\bSystem\.exit\s*\(\s*0|\bEnvironment\.Exit\s*\(\s*0|\bexit!?\s*\(?\s*0\b|\bDeno\.exit\s*\(\s*0?\s*\)|\bexitstatus\s*=\s*0/g,
  },
  {
    ...ended,
    pattern:
      /\.each\s*\(\s*\[\s*\]\s*\)|\bparametrize\s*\([^\n]{0,200},\s*\[\s*\]|\brange\s+\w+\[:0\]|\bin\s+\w+\[:0\]\s*:|\.slice\(\s*0\s*,\s*0\s*\)/g,
  },
  {
    ...ended,
    severity: 6,
    languages: ['javascript', 'go', 'jvm', 'csharp', 'php', 'python', 'rust', 'ruby'],
    pattern: /^[^\S\n]*return\s*;?[^\S\n]*$/gm,
    places: ['test'],
  },
  { ...dead, severity: 8, places: inTests, pattern: deadCode() },
  { ...dead, severity: 6, notPlaces: outside, pattern: deadCode() },
  {
    ...runner,
    places: inTests,
    languages: ['javascript'],
    pattern:
      /\b(?:globalThis|global|window)\.(?:expect|it|test|describe|assert)\s*=(?!=)|^[^\S\n]*(?:expect|assert)(?:\.\w+)?\s*=(?![=>])|\bexpect\.extend\s*\(\s*\{\s*to(?:Be|Equal|Match|Throw)\b|^[^\S\n]*(?:it|describe)\s*=(?![=>])|process\.on\(\s*['"]\s*['"]\s*,[^\n]{0,120}exit(?:Code)?\b/gm,
  },
  {
    ...runner,
    languages: ['python'],
    pattern:
      /\bdef\s+pytest_(?:collection_modifyitems|runtest_makereport|runtest_protocol|sessionfinish|runtest_call|pyfunc_call|ignore_collect|deselected|report_teststatus)\b|\bTestCase\.\w+\s*=(?!=)|\bsys\.modules\[[^\]\n]{1,40}\]\s*=(?!=)|\.force_result\s*\(|\bsession\.exitstatus\b|\bdef\s+load_tests\b/g,
  },
  {
    ...runner,
    severity: 7,
    notPlaces: outside,
    pattern:
      /\bdef\s+__(?:eq|bool|lt|le|gt|ge|contains)__\s*\([^)\n]{0,120}\)[^:\n]{0,40}:\s*return\s+True\b|\b(?:bool(?:ean)?\s+)?[eE]quals\s*\([^)\n]{0,120}\)\s*(?::\s*\w+\s*)?(?:\{\s*return\s+true|=>\s*true|=\s*true)|\bdef\s+==\s*\(?\w+\)?\s*(?:;|\n)\s*true\b/g,
  },
  {
    ...retried,
    pattern:
      /\bjest\.retryTimes\s*\(|--reruns?\b|\bretries\s*[:=]\s*[1-9]|\bthis\.retries\s*\(|\bretry\s*:\s*[1-9]|@(?:pytest\.mark\.)?flaky\b|@(?:RetryingTest|RepeatedIfExceptionsTest|Retry)\b|\brspec-retry\b|\brerunFailingTestsCount\b|--retry[ =][1-9]|\[Retry\(/g,
    notPlaces: ['source', 'lockfile'],
  },
  {
    ...waits,
    pattern:
      /\b(?:time\.)?[sS]leep\s*\(|\bsetTimeout\s*\(\s*(?:r|res|resolve|done)\b|\bThread\.sleep\b|\bTask\.Delay\b|\bwaitForTimeout\s*\(|\bcy\.wait\s*\(\s*\d|\busleep\s*\(/g,
  },
  {
    ...sniffing,
    pattern:
      /\bprocess\.env(?:\.|\[['"])(?:JEST_WORKER_ID|VITEST\w*|MOCHA\w*|NODE_TEST_CONTEXT|PLAYWRIGHT\w*)\b|\bimport\.meta\.(?:env\.(?:VITEST|MODE\s*===?\s*['"]test)|vitest)\b|\bNODE_ENV['"\]]*\s*[!=]==?\s*['"]test['"]|['"]test['"]\s*===?\s*process\.env|\bPYTEST_CURRENT_TEST\b|['"](?:pytest|unittest|_pytest)['"]\s+(?:not\s+)?in\s+sys\.modules|\b(?:os\.)?(?:environ(?:\.get)?|getenv)\s*[[(]\s*['"](?:PYTEST\w*|TESTING)['"]|\bcfg!\(test\)|\btesting\.Testing\(\)|\bflag\.Lookup\(\s*"test\.|\bHasSuffix\(\s*os\.Args\[0\]\s*,\s*"\.test"|\bRails\.env\.test\?|\bdefined\?\((?:RSpec|Minitest)\)|\brunningUnitTests\s*\(|\bdefined\(\s*['"]PHPUNIT\w*['"]|\bgetenv\(\s*['"]APP_ENV['"]|\b(?:argv|stack)\b[^\n]{0,60}(?:jest|vitest|mocha|pytest|rspec|phpunit)|\btypeof\s+(?:globalThis\.)?(?:jest|vi|vitest|describe|it|expect|mocha)\b|\bglobalThis\.(?:jest|vi|describe|it|expect|__vitest\w*)\b|\binspect\.stack\(\)[^\n]{0,80}test/g,
  },
  {
    rule: 'mock-added',
    severity: 4,
    says: 'A test replaces a part of what it tests',
    view: 'code',
    places: ['test'],
    pattern:
      /\b(?:jest|vi)\.(?:mock|doMock|unstable_mockModule)\s*\(|\bmock\.(?:module|method)\s*\(|\bmonkeypatch\.setattr\s*\(|\bmocker\.patch\b|@(?:mock\.)?patch\b|\bmock\.patch\b|\bsinon\.stub\s*\(|\bmockImplementation\w*\s*\(|\ballow_any_instance_of\b|\bmockStatic\s*\(/g,
  },
  {
    ...onCi,
    pattern:
      /\bprocess\.env(?:\.|\[['"])(?:CI|GITHUB_ACTIONS)\b|\b(?:os\.)?(?:environ(?:\.get)?|[gG]etenv|GetEnvironmentVariable|LookupEnv|env::var|ENV(?:\.fetch)?)\s*[[(]\s*['"](?:CI|GITHUB_ACTIONS)['"]/g,
  },
  {
    ...retried,
    rule: 'leak-masked',
    says: 'A test run that does not end is ended by force',
    pattern:
      /--forceExit\b|\bforceExit['"]?\s*:\s*true|--exit\b(?=[^\n]*mocha)|\bmocha\b[^\n]{0,80}--exit\b/g,
  },
];

function deadCode(): RegExp {
  return /\bif\s*\(?\s*(?:false|False|0)\s*\)?\s*(?:[:{]|$|&&|and\b)|\bif\s+false\b|\bwhile\s*\(?\s*(?:false|False|0)\s*\)?\s*[:{]|(?:^|[^&])\bfalse\s*&&|^\s*#\s*if\s+(?:0|false)\b|\bunless\s+true\b|\bif\s+True\s*:\s*return\b/gm;
}

import type { PathClass } from '../path-class.js';
import type { TextRule } from './rule.js';

const inTests: readonly PathClass[] = ['test', 'snapshot', 'config', 'executes'];
const skipped = { rule: 'test-skipped', severity: 9, says: 'A test is skipped', view: 'code' } as const;
const focused = {
  rule: 'test-focused',
  severity: 9,
  says: 'Only some tests are left to run',
  view: 'code',
} as const;

const jsTest = '(?<![\\w.$])(?:it|test|describe|context|suite|specify|bench)';

/** Tests that run no more, or run alone. */
export const skipRules: readonly TextRule[] = [
  {
    ...skipped,
    languages: ['javascript'],
    pattern: new RegExp(
      `${jsTest}(?:\\.(?:concurrent|sequential|parallel|serial|each))*\\.(?:skip|todo|fixme|fails|failing|skipIf|runIf|ignore)\\b`,
      'g',
    ),
  },
  {
    ...skipped,
    languages: ['javascript'],
    pattern: /(?<![\w.$])x(?:it|test|describe|context|specify)\s*[(.`]/g,
  },
  {
    ...skipped,
    languages: ['javascript'],
    places: inTests,
    pattern:
      /\b(?:this|t|ctx|context|test|testInfo)\.(?:skip|todo|fixme)\s*\(|[{,]\s*(?:skip|todo|ignore)\s*:\s*(?:true|['"`!\w])/g,
  },
  {
    ...skipped,
    languages: ['python'],
    pattern:
      /@(?:pytest\.mark\.(?:skip|skipif|xfail)|(?:unittest\.)?(?:skip(?:If|Unless)?|expectedFailure))\b|\bpytest\.(?:skip|xfail|importorskip)\s*\(|\bself\.skipTest\s*\(|\braise\s+(?:unittest\.)?SkipTest\b|\bcollect_ignore(?:_glob)?\b|\b__test__\s*=\s*False|\bmark\.(?:skip|skipif|xfail)\b|\bpytestmark\s*=.{0,80}(?:skip|xfail)/g,
  },
  { ...skipped, languages: ['go'], pattern: /\b[a-z]\w*\.Skip(?:f|Now)?\(/g, places: inTests },
  {
    ...skipped,
    languages: ['go'],
    view: 'comments',
    places: inTests,
    pattern: /^\/\/(?:go:build|\s*\+build)\s+\S.*$/gm,
  },
  {
    ...skipped,
    languages: ['rust'],
    pattern:
      /#!?\[ignore\b|#!?\[cfg\((?:any\(\)|FALSE|not\(test\)|never)\)\]|#\[cfg\(all\(test\s*,|#\[cfg_attr\([^\]\n]{0,120}\bignore\b/g,
  },
  {
    ...skipped,
    languages: ['jvm'],
    pattern:
      /@(?:Ignore|Disabled(?:\w*)|EnabledIf\w*|EnabledOn\w*|Ignored)\b|@Test\s*\([^)\n]{0,120}enabled\s*=\s*false|\bassum(?:e(?:True|False|That|Not)|ptions\.abort)\s*\(|\.config\s*\(\s*enabled\s*=\s*false|\bthrow\s+new\s+SkipException/g,
  },
  {
    ...skipped,
    languages: ['csharp'],
    pattern:
      /\[(?:Ignore|Explicit)\b|\bSkip\s*=\s*"|\bAssert\.(?:Ignore|Inconclusive|Skip)\s*\(|\[(?:Conditional|Platform)\(/g,
    places: inTests,
  },
  {
    ...skipped,
    languages: ['ruby'],
    places: inTests,
    pattern:
      /^[^\S\n]*(?:xit|xdescribe|xcontext|xspecify|xexample|xscenario|xfeature|pending|skip)\b|,\s*:?(?:skip|pending)(?:\s*=>|:)\s*\S/gm,
  },
  {
    ...skipped,
    languages: ['php'],
    pattern:
      /\bmarkTest(?:Skipped|Incomplete)\s*\(|->(?:skip|todo|skipOn\w+)\s*\(|#\[(?:Ignore|DoesNotPerformAssertions|Requires\w+)\b/g,
    places: inTests,
  },
  { ...skipped, languages: ['shell'], pattern: /^[^\S\n]*skip\b/gm, places: inTests },
  { ...skipped, languages: ['elixir'], pattern: /@(?:tag|moduletag|describetag)\s+(?::skip|skip:)/g },
  {
    ...skipped,
    languages: ['swift', 'dart'],
    pattern: /\bXCTSkip\w*\b|\bskip:\s*\S|@Skip\b|\.disabled\(/g,
    places: inTests,
  },
  {
    ...focused,
    languages: ['javascript'],
    pattern: new RegExp(`${jsTest}(?:\\.\\w+)*\\.only\\b|(?<![\\w.$])f(?:it|describe)\\s*\\(`, 'g'),
  },
  {
    ...focused,
    languages: ['ruby'],
    places: inTests,
    pattern: /^[^\S\n]*f(?:it|describe|context)\b|,\s*:?focus(?:\s*=>|:|\s*do)\s*/gm,
  },
  { ...focused, languages: ['elixir'], pattern: /@tag\s+:(?:only|focus)\b/g },
  { ...focused, languages: ['php'], places: inTests, pattern: /->only\s*\(/g },
  {
    ...skipped,
    severity: 6,
    says: 'A test is expected to panic',
    languages: ['rust'],
    pattern: /#\[should_panic\b/g,
  },
];

import { draftOf, lineRecogniser, type Recogniser } from '../finding.js';

/** googletest, Catch2, CTest and XCTest. */
export const nativeTests: Recogniser[] = [
  {
    tool: 'googletest',
    category: 'test',
    need: [': Failure', ': error: Failure', '): error: '],
    start: /^(?:\d+: )?(?<file>\S.*?)[:(](?<line>\d+)\)?: (?:Failure|error: .*)$/,
    maxLines: 10,
    until: /^(?:\d+: )?(?:\[ {2}FAILED|\[ RUN|\[ {7}OK|\S+:\d+: Failure|$)/,
    weight: 0.95,
    read(block) {
      if (!/: Failure$/.test(block.match[0])) return undefined;
      const body = block.lines
        .slice(1)
        .map((line) => line.text.replace(/^\d+: /, '').trim())
        .filter((text) => text !== '');
      let test: string | undefined;
      for (let back = 1; back <= 100 && !test; back++) {
        const text = block.before(back)?.text;
        if (text === undefined) break;
        test = /\[ RUN {6}\] (\S+)/.exec(text)?.[1];
      }
      return { ...draftOf(block.match), message: body.join(' '), ...(test && { test: { name: test } }) };
    },
  },
  lineRecogniser({
    tool: 'catch2',
    category: 'test',
    need: ': FAILED:',
    pattern: /^(?<file>\S+?)(?:[:(])(?<line>\d+)\)?: (?<message>FAILED:.*)$/,
    weight: 0.94,
    with: (draft) => draft,
  }),
  lineRecogniser({
    tool: 'ctest',
    category: 'test',
    need: ['***Failed', '***Exception', '***Timeout', '***Not Run', '(Failed)', '(SEGFAULT)'],
    pattern:
      /^\s*(?:\d+\/\d+ Test +#\d+: (?<test>\S+) \.*\s?(?<message>\*\*\*.*)|\d+ - (?<test2>\S+) \((?:Failed|SEGFAULT|Timeout|Not Run|Subprocess aborted)\).*)$/,
    weight: 0.6,
    with: (draft, block) => {
      const name = block.match.groups?.test ?? block.match.groups?.test2 ?? '';
      return { ...draft, message: block.match[0].trim(), test: { name } };
    },
  }),
  lineRecogniser({
    tool: 'xctest',
    category: 'test',
    need: ' : ',
    pattern: /^(?<file>\/?[^\s:]+\.(?:swift|m)):(?<line>\d+): error: (?<suite>\S+ \S+|\S+) : (?<message>.*)$/,
    weight: 0.95,
  }),
];

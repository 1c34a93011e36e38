import { type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';

/** make, ninja, cmake, bazel, meson, autotools. */
export const nativeBuild: Recogniser[] = [
  {
    tool: 'cmake',
    category: 'config',
    need: ['CMake Error'],
    start: /^\s*CMake Error(?: at (?<file>[^\s:]+):(?<line>\d+) \((?<what>\w+)\))?:?(?: (?<rest>.*))?$/,
    maxLines: 16,
    until: /^\s*(?:-- |CMake (?:Error|Warning)|Call Stack)|^\S/,
    weight: 0.9,
    read(block) {
      const body = block.lines
        .slice(1)
        .map((line) => line.text.trim())
        .filter((text) => text !== '');
      const all = body.join(' ');
      const draft: Draft = {
        ...draftOf(block.match),
        message: `${block.match[0].trim()} ${body.slice(0, 3).join(' ')}`.trim(),
      };
      if (
        /Could not find a package configuration file|By not providing "Find|Could NOT find|None of the required|No package '.*' found|not found/.test(
          all,
        )
      )
        draft.category = 'dependency';
      if (/Build step for \S+ failed|error: downloading|status_code|each download failed/i.test(all))
        draft.weight = 0.7;
      if (/status_code: 22|Timeout|Could not resolve host|download.*failed/i.test(all))
        draft.category = 'infra';
      return draft;
    },
  },
  {
    tool: 'cmake',
    category: 'infra',
    need: ['error : downloading', 'error: downloading'],
    start: /(?<message>error ?: downloading '[^']+' failed)/,
    maxLines: 200,
    through: /--- LOG END ---/,
    weight: 0.94,
    read(block) {
      // The transfer's own log follows; what the server answered stands deep inside.
      const answer = block.lines.findIndex((line) =>
        /returned error ?: ?\d+|Could not resolve|Connection (?:timed out|refused|reset)|Timeout was reached/.test(
          line.text,
        ),
      );
      const said = block.lines[answer]?.text.trim();
      return {
        message: `${block.match.groups?.message}${said ? `: ${said}` : ''}`,
        ...(answer > 0 && { first: Math.max(0, answer - 1), last: answer }),
      };
    },
  },
  {
    // A recipe that only says in prose what was wrong.
    tool: 'make',
    category: 'unknown',
    need: ['] Error '],
    start: /^(?:g?make|mingw32-make)(?:\[\d+\])?: \*\*\* \[.*\] Error \d+/,
    weight: 0.59,
    read(block) {
      const said = block.before(1)?.text.trim() ?? '';
      const isCommand =
        /^(?:g?make|gcc|g\+\+|cc|c\+\+|clang|python3?|go|node|npm|cargo|bash|sh|\.\/|\/|@|[|^~\d])|^\S+$/.test(
          said,
        );
      return isCommand || said.length < 12 ? undefined : { message: said, first: -1, last: -1 };
    },
  },
  lineRecogniser({
    tool: 'make',
    category: 'unknown',
    need: ['*** ', 'FAILED: ', 'ninja: build stopped'],
    pattern:
      /^\s*(?<message>(?:(?:g?make|mingw32-make|nmake)(?:\[\d+\])?: \*\*\* (?:\[.*\] Error \d+.*|Waiting.*|\[.*\] (?:Segmentation|Killed|Terminated).*)|FAILED: .*|ninja: build stopped.*))$/,
    weight: 0.35,
  }),
  {
    tool: 'make',
    category: 'config',
    need: ['*** ', 'make: '],
    start:
      /^(?:g?make(?:\[\d+\])?: )(?<message>(?:\*\*\* (?:No rule to make target|No targets|missing separator).*|(?<command>\S+): (?:No such file or directory|Command not found|Permission denied)))/,
    maxLines: 2,
    weight: 0.92,
    read(block) {
      const draft = draftOf(block.match);
      const place = /\*\*\* \[(\S+?):(\d+): /.exec(block.lines[1]?.text ?? '');
      return {
        ...draft,
        message: block.match[0],
        ...(place?.[1] && { file: place[1], line: Number(place[2]) }),
      };
    },
  },
  lineRecogniser({
    tool: 'make',
    category: 'config',
    need: ['*** '],
    pattern: /^(?<file>[^\s:]+):(?<line>\d+): \*\*\* (?<message>.*?)\s*(?:Stop\.)?$/,
    weight: 0.92,
  }),
  lineRecogniser({
    tool: 'bazel',
    category: 'compile',
    need: 'ERROR: ',
    pattern: /^ERROR: (?<file>\/[^\s:]+):(?<line>\d+):(?<column>\d+): (?<message>.*)$/,
    weight: 0.6,
  }),
  lineRecogniser({
    tool: 'bazel',
    category: 'test',
    need: ['FAIL: //', 'FAILED in ', 'TIMEOUT in '],
    pattern: /^(?:FAIL: (?<message>\/\/\S+).*|(?<test>\/\/\S+)\s+(?:FAILED|TIMEOUT) in .*)$/,
    weight: 0.6,
  }),
  lineRecogniser({
    tool: 'meson',
    category: 'config',
    need: ': ERROR: ',
    pattern: /^(?<file>\S*meson\.build):(?<line>\d+):(?<column>\d+): ERROR: (?<message>.*)$/,
    weight: 0.96,
    with: (draft) =>
      /Dependency|not found/.test(draft.message) ? { ...draft, category: 'dependency' } : draft,
  }),
  lineRecogniser({
    tool: 'autoconf',
    category: 'dependency',
    need: 'configure: error:',
    pattern: /^configure: error: (?<message>.*)$/,
    weight: 0.93,
  }),
  lineRecogniser({
    tool: 'pkg-config',
    category: 'dependency',
    need: ['was not found in the pkg-config search path', "No package '"],
    pattern:
      /^(?<message>(?:Package \S+ was not found in the pkg-config search path\.?|No package '\S+' found).*)$/,
    weight: 0.88,
  }),
  lineRecogniser({
    tool: 'xcodebuild',
    category: 'compile',
    need: [
      '** BUILD FAILED **',
      '** ARCHIVE FAILED **',
      '** TEST FAILED **',
      'The following build commands failed',
    ],
    pattern:
      /^\s*(?<message>\*\* (?:BUILD|ARCHIVE|TEST(?: BUILD)?) FAILED \*\*|The following build commands failed:.*)$/,
    weight: 0.35,
  }),
  lineRecogniser({
    tool: 'xcodebuild',
    category: 'config',
    need: 'xcodebuild: error:',
    pattern: /^xcodebuild: error: (?<message>.*)$/,
    weight: 0.92,
  }),
];

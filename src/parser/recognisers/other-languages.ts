import { type Block, type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { isForeign } from '../frames.js';

/** The first place in a stack of the form `@ ~/work/x/y/test/a.jl:5`, `a.lua:2: in main chunk`, `(file "a.tcl" line 4)`. */
const stackPlace =
  /@ (?<file>\S+\.jl):(?<line>\d+)|^in expression starting at (?<file2>\S+\.jl):(?<line2>\d+)|\(file "(?<file3>[^"]+)" line (?<line3>\d+)\)/;

function placeInStack(block: Block): Pick<Draft, 'file' | 'line'> {
  for (const { text } of block.lines) {
    const groups = stackPlace.exec(text.slice(0, 400))?.groups;
    const file = groups?.file ?? groups?.file2 ?? groups?.file3;
    if (groups && file && !isForeign(file) && !file.startsWith('./'))
      return {
        file: file.replace(/^~\/work\/[^/]+\/[^/]+\//, ''),
        line: Number(groups.line ?? groups.line2 ?? groups.line3),
      };
  }
  return {};
}

/** Julia, R, Tcl, Scheme, Lisp, Zig and Erlang: languages without a file of their own here. */
export const otherLanguages: Recogniser[] = [
  {
    tool: 'julia',
    category: 'runtime',
    need: ['ERROR: LoadError: ', 'Error: LoadError: '],
    start: /^(?:ERROR|Error): LoadError: (?<message>(?!Some tests did not pass).*)$/,
    maxLines: 30,
    through: /^in expression starting at /,
    weight: 0.86,
    read: (block) => ({
      ...draftOf(block.match),
      ...placeInStack(block),
      category: /^(?:ArgumentError: Package|.*not found in current path)/.test(
        block.match.groups?.message ?? '',
      )
        ? 'dependency'
        : /^(?:ParseError|syntax)/.test(block.match.groups?.message ?? '')
          ? 'compile'
          : 'runtime',
      last: Math.min(block.lines.length - 1, 6),
    }),
  },
  {
    tool: 'R',
    category: 'runtime',
    need: ['Error in ', 'Error: '],
    start: /^Error(?: in (?<call>.{1,200}?) ?:| ?:)(?<message>.*)$/,
    maxLines: 8,
    through: /^Execution halted/,
    weight: 0.84,
    read(block) {
      const lines = block.lines.map((line) => line.text.trim());
      if (!lines.includes('Execution halted')) return undefined;
      const message = (block.match.groups?.message ?? '').trim() || (lines[1] ?? '');
      if (/^(?:Test failures|Found \d+ lints?)$/.test(message)) return undefined;
      const missing =
        /there is no package called|package ‘.*’ is not available|could not find function "/.test(message);
      return { message, category: missing ? 'dependency' : 'runtime' };
    },
  },
  lineRecogniser({
    tool: 'lintr',
    category: 'lint',
    need: ['style: ', 'warning: ', 'error: '],
    pattern:
      /^(?<file>[^\s:]+\.R(?:md)?):(?<line>\d+):(?<column>\d+): (?<level>style|warning|error): (?:\[(?<code>\w+)\] )?(?<message>.*)$/,
    weight: 0.92,
  }),
  {
    tool: 'tcl',
    category: 'runtime',
    need: ['    while executing', '    invoked from within'],
    start: /^ {4}while executing$/,
    maxLines: 12,
    weight: 0.84,
    read(block) {
      const message = block.before(1)?.text.trim();
      return message ? { message, ...placeInStack(block), first: -1 } : undefined;
    },
  },
  {
    tool: 'guile',
    category: 'runtime',
    need: ['ERROR: In procedure '],
    start: /^ERROR: In procedure \S+:$/,
    maxLines: 2,
    weight: 0.84,
    read: (block) => ({ message: block.lines[1]?.text.trim() ?? block.match[0] }),
  },
  {
    tool: 'lisp',
    category: 'runtime',
    need: ['Unhandled '],
    start: /^Unhandled (?<code>[A-Z][\w:-]+) in thread /,
    maxLines: 5,
    weight: 0.84,
    read: (block) => {
      const said = block.lines
        .slice(1)
        .map((line) => line.text.trim())
        .find((text) => text !== '' && !/^\{\w+\}>?:?$/.test(text));
      return { message: said ?? block.match[0], code: block.match.groups?.code ?? '' };
    },
  },
  {
    tool: 'zig',
    category: 'test',
    need: ['...FAIL (', '... FAIL ('],
    start: /^(?:\d+\/\d+ )?(?<test>\S.*?)\.\.\. ?FAIL \((?<code>\w+)\)$/,
    maxLines: 16,
    until: /^\d+\/\d+ /,
    weight: 0.93,
    read(block) {
      const own = block.lines
        .map((line) => /^(\S+\.zig):(\d+):(\d+): 0x/.exec(line.text))
        .find((match) => match && !/\/lib\/std\//.test(match[1] ?? ''));
      const said = block.lines[1]?.text.trim() ?? '';
      return {
        message: said === '' ? (block.match.groups?.code ?? '') : said,
        test: { name: block.match.groups?.test ?? '' },
        ...(own?.[1] && { file: own[1], line: Number(own[2]), column: Number(own[3]) }),
      };
    },
  },
];

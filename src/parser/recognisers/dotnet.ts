import { draftOf, lineRecogniser, type Recogniser } from '../finding.js';

/** MSBuild, the compilers it runs, and NuGet. */
export const dotnet: Recogniser[] = [
  lineRecogniser({
    tool: 'msvc',
    category: 'compile',
    need: ['rror ', 'arning '],
    pattern:
      /^\s*(?=\S)(?:\d+>)?(?<file>(?:[A-Za-z]:)?[^():"<>|*?]+?)\((?<line>\d+)(?:,(?<column>\d+))?(?:,\d+,\d+)?\) ?: (?:fatal )?(?<severity>[Ee]rror|[Ww]arning) (?<code>(?!TS)[A-Z]{1,6}\d+) ?: (?<message>[^\n]*?)(?: \[[^\]]+proj\])?$/,
    weight: 0.93,
    with: (draft) => {
      const code = draft.code ?? '';
      if (/^(?:CS|FS|VB|BC)\d/.test(code)) return { ...draft, tool: 'dotnet' };
      if (/^NU\d/.test(code)) return { ...draft, tool: 'nuget', category: 'dependency' };
      if (/^(?:CA|IDE|SA|S|RCS)\d/.test(code)) return { ...draft, tool: 'dotnet', category: 'lint' };
      if (/^MSB(?:3073|4181|8066|6006)/.test(code))
        return { ...draft, tool: 'msbuild', category: 'unknown', weight: 0.6 };
      if (/^(?:MSB|NETSDK)/.test(code)) return { ...draft, tool: 'msbuild', category: 'config' };
      return draft;
    },
  }),
  {
    tool: 'msbuild',
    category: 'unknown',
    need: ['error MSB'],
    start: /^\s*(?<file>\S[^():]*)\((?<line>\d+),(?<column>\d+)\): error (?<code>MSB\d+):\s*(?<message>.*)$/,
    maxLines: 2,
    weight: 0.61,
    read(block) {
      const draft = draftOf(block.match);
      if (block.match.groups?.message) return undefined;
      return { ...draft, message: `${draft.code}: ${block.lines[1]?.text.trim() ?? ''}` };
    },
  },
  lineRecogniser({
    tool: 'nuget',
    category: 'dependency',
    need: ['error NU', 'error NETSDK', 'error MSB', 'error CS'],
    pattern:
      /^\s*(?:(?<file>\S[^:()]*proj) ?: |MSBUILD : |CSC : )?error (?<code>(?:NU|NETSDK|MSB|CS)\d+): (?<message>.*?)(?: \[[^\]]+\])?$/,
    weight: 0.92,
    with: (draft) =>
      /^NU/.test(draft.code ?? '')
        ? draft
        : { ...draft, tool: 'msbuild', category: /^CS/.test(draft.code ?? '') ? 'compile' : 'config' },
  }),
];

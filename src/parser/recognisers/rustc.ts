import type { Category } from '../../domain/index.js';
import { draftOf, lineRecogniser, type Recogniser } from '../finding.js';

/** Errors of rustc itself that have no number. */
const ofTheGrammar =
  /^(?:expected|unexpected|un(?:known|terminated|closed|resolved)|mismatched|cannot|could not|failed|missing|invalid|no )/i;

/** rustc, clippy, and whatever took over their looks. */
export const rustc: Recogniser[] = [
  {
    // rustc, clippy and the compilers that took over its looks.
    tool: 'rustc',
    category: 'compile',
    need: ['--> ', '╭▸ ', '┌─ '],
    start: /^\s*(?:-->|╭▸|┌─) (?<file>[^\s:]+\.\w+):(?<line>\d+):(?<column>\d+):?$/,
    maxLines: 24,
    until: /^(?:error|warning|note|help)(?:\[[\w-]+\])?:|^Error \(|^Warning|^$|^\s*-->/,
    weight: 0.94,
    read(block) {
      for (let back = 1; back <= 4; back++) {
        const text = block.before(back)?.text ?? '';
        const head =
          /^(?<severity>[Ee]rror|[Ww]arning|note|help)(?:\[(?<code>[\w:-]+)\]| \((?<number>\d+)\))?: (?<message>.*)$/.exec(
            text,
          );
        if (!head?.groups) continue;
        const groups = head.groups;
        if (!/^error/i.test(groups.severity ?? '')) return undefined;
        const draft = draftOf(block.match);
        const code = groups.code ?? groups.number ?? lintName(block.lines.map((line) => line.text));
        const tool = /\.sol$/.test(draft.file ?? '')
          ? 'solc'
          : code?.startsWith('clippy')
            ? 'clippy'
            : 'rustc';
        const checker = otherChecker(block.script, draft.file ?? '');
        if (checker)
          return {
            ...draft,
            tool: checker,
            category: checker === 'generic' ? categoryOfOther(groups.message ?? '', block.script) : 'lint',
            message: groups.message ?? '',
            ...(code && { code }),
            first: -back,
          };
        if (/(?:^|\/)Cargo\.toml$/.test(draft.file ?? '') && code === undefined)
          return { ...draft, tool: 'cargo', category: 'config', message: groups.message ?? '', first: -back };
        // Of several hits of one lint only the first names it.
        const lint =
          tool !== 'solc' &&
          (code === undefined
            ? usesClippy(block.script) && !ofTheGrammar.test(groups.message ?? '')
            : !/^E?\d/.test(code));
        return {
          ...draft,
          tool,
          message: groups.message ?? '',
          ...(code && { code }),
          ...(lint && {
            category:
              tool === 'clippy' || usesClippy(block.script) || /^rustdoc|intra.doc/.test(code ?? '')
                ? 'lint'
                : 'compile',
          }),
          ...(advisory.test(code ?? '') && { tool: 'cargo-deny', category: 'dependency' as const }),
          first: -back,
        };
      }
      return undefined;
    },
  },
  lineRecogniser({
    tool: 'cargo',
    category: 'compile',
    need: [
      'error: could not compile',
      'error: aborting due to',
      'error: test failed',
      'error: build failed',
      'error: process didn',
      'error: doctest failed',
    ],
    pattern:
      /^error: (?<message>(?:could not compile|aborting due to|test failed|build failed|process didn't exit|doctest failed).*)$/,
    weight: 0.4,
  }),
];

/** Codes of dependency checkers that print like the compiler. */
const advisory = /^(?:vulnerability|unmaintained|unsound|yanked|rejected|banned|duplicate)$/;
const categoryOfOther = (message: string, script: readonly string[]): Category =>
  /^assert|\bassertion\b/i.test(message) ? 'test' : buildsCode.test(script.join('\n')) ? 'compile' : 'lint';
const buildsCode = /\b(?:build|compile|check|run|make)\b/;
/** Checkers of other things that took over the looks of rustc. */
function otherChecker(script: readonly string[], file: string): string | undefined {
  const named = /\b(typos|zizmor|ast-grep|sg|oxlint|biome|ruff|selene|nickel|cspell)\b/.exec(
    script.join('\n'),
  )?.[1];
  if (named) return named;
  return /\.(?:rs|sol|toml|lock|move|cairo|sw)$/.test(file) ? undefined : 'generic';
}
const usesClippy = (script: readonly string[]): boolean => script.some((line) => line.includes('clippy'));

/** clippy and rustc lints name themselves below the code. */
function lintName(lines: readonly string[]): string | undefined {
  for (const text of lines) {
    const named =
      /`-D ((?:\w+::)?[\w-]+)`|#\[(?:deny|forbid|warn)\(((?:\w+::)?[\w-]+)\)\]|rust-clippy\/\S*#(\w+)|index\.html#(\w+)/.exec(
        text,
      );
    const name =
      named?.[1] ??
      named?.[2] ??
      ((named?.[3] ?? named?.[4]) ? `clippy::${named?.[3] ?? named?.[4]}` : undefined);
    if (name && name !== 'warnings') return name;
  }
  return undefined;
}

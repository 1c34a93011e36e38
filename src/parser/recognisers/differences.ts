import type { Category } from '../../domain/index.js';
import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';

const formatters =
  /\b(?:fmt|format|prettier|black|gofmt|gofumpt|rustfmt|shfmt|clang-format|scalafmt|spotless|yapf|isort|swiftformat|nixfmt|stylua|buildifier)\b/;
const lockFiles =
  /(?:^|\/)(?:go\.(?:mod|sum)|[\w.-]+\.lock|[\w-]+-lock\.(?:json|ya?ml)|requirements[\w.-]*\.txt)$/;
const goldenFiles = /expect|golden|snapshot|fixture|reference|actual/i;
const comparing = /\bdiff\b|--check\b|--porcelain|\bcheck\b|verify|-d\b|\bfmt\b|format/;

/** What it means that a file differs depends on what the step did before it looked. */
function differing(file: string, block: Block): Draft {
  const script = block.script.join('\n');
  const category: Category = formatters.test(script)
    ? 'format'
    : lockFiles.test(file)
      ? 'dependency'
      : goldenFiles.test(file)
        ? 'test'
        : 'lint';
  return {
    message: `${file} differs from what the step made of it`,
    file,
    category,
    weight: comparing.test(script) ? 0.67 : 0.63,
    last: Math.min(block.lines.length - 1, 10),
  };
}

/** Steps that fail because two texts differ: stale generated files, formatters that show a diff, golden files. */
export const differences: Recogniser[] = [
  {
    tool: 'diff',
    category: 'lint',
    need: ['diff --git '],
    start: /^diff --git a\/(?<file>\S+) b\/\S+$/,
    maxLines: 12,
    until: /^diff --git /,
    read: (block) => differing(block.match.groups?.file ?? '', block),
  },
  {
    tool: 'diff',
    category: 'lint',
    need: ['--- '],
    start: /^--- (?:a\/|old\/)?(?<file>[^\s"]+?)(?:\.orig)?(?:\s.*)?$/,
    maxLines: 8,
    until: /^--- /,
    read(block) {
      const next = /^\+\+\+ (?:b\/|new\/)?(\S+)/.exec(block.lines[1]?.text ?? '')?.[1];
      if (!next || /^diff --git/.test(block.before(2)?.text ?? '')) return undefined;
      const file = block.match.groups?.file ?? '';
      return differing(file === '/dev/null' ? next : file, block);
    },
  },
  lineRecogniser({
    tool: 'diff',
    category: 'test',
    need: [' differ'],
    pattern: /^(?<message>(?:Files )?(?<file>\S+) (?:and )?\S+ differ(?:: (?:byte|char) \d+, line \d+)?)$/,
    weight: 0.67,
  }),
  {
    // `git status --porcelain` after something was generated.
    tool: 'diff',
    category: 'lint',
    need: [' M ', '?? '],
    start: /^(?: M|M |MM|\?\?|A | D) (?<file>\S+)$/,
    weight: 0.64,
    read: (block) =>
      block.script.some((line) => /git (?:status|diff|update-index)/.test(line))
        ? differing(block.match.groups?.file ?? '', block)
        : undefined,
  },
  {
    // Tools that only list what they would change.
    tool: 'formatter',
    category: 'format',
    need: ['hanged ', 'formatted ', 'eeds formatting', 'ould format '],
    start:
      /^ ?(?:[Cc]hanged|[Uu]nformatted|[Rr]eformatted|Needs formatting:?|Would format:?) (?<file>[\w@./-]+\.\w{1,8})$/,
    weight: 0.86,
    read(block) {
      const file = block.match.groups?.file ?? '';
      return formatters.test(block.script.join('\n'))
        ? { message: `${file} is not formatted`, file }
        : undefined;
    },
  },
];

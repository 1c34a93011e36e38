import { type Draft, lineRecogniser, type Recogniser } from '../finding.js';

/** What pnpm's error codes mean; the rest are about dependencies. */
function byPnpmCode(draft: Draft): Draft {
  const code = draft.code ?? '';
  if (/RECURSIVE_(?:RUN|EXEC)|LIFECYCLE/.test(code)) return { ...draft, category: 'unknown', weight: 0.3 };
  if (/NO_SCRIPT|UNSUPPORTED_ENGINE|BAD_PM_VERSION|NO_IMPORTER/.test(code))
    return { ...draft, category: 'config', file: 'package.json' };
  if (/FETCH_(?:40[13])/.test(code)) return { ...draft, category: 'permission' };
  if (/FETCH_(?:5|429)|META_FETCH|TARBALL_FETCH|SOCKET/.test(code)) return { ...draft, category: 'infra' };
  return { ...draft, file: /LOCKFILE/.test(code) ? 'pnpm-lock.yaml' : 'package.json' };
}

export const javascriptPnpm: Recogniser[] = [
  {
    // pnpm from version 11 on: the code on a line of its own, the reasons as a tree below it.
    tool: 'pnpm',
    category: 'dependency',
    need: ['Error: ERR_PNPM_'],
    start: /^Error: (?<code>ERR_PNPM_\w+)$/,
    maxLines: 24,
    until: /^(?:\S|\s+help: )/,
    weight: 0.95,
    read(block) {
      const texts = block.lines.slice(1).map((line) => line.text.replace(/^[\s│├╰─▶×]+/, '').trim());
      const message = texts.filter((text) => text !== '').join(' ');
      const { code = '' } = block.match.groups ?? {};
      return byPnpmCode({ code, message: message || code });
    },
  },
  lineRecogniser({
    tool: 'pnpm',
    category: 'dependency',
    need: 'ERR_PNPM_',
    pattern: /^\s*(?:(?:\[?ERROR\]?:?|ERR_PNPM_|\[)\s*)?(?<code>(?:ERR_)?PNPM_\w+)\b\]?\s*(?<message>\S.*)$/,
    weight: 0.95,
    with: byPnpmCode,
  }),
];

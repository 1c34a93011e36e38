import type { Category } from '../../domain/index.js';
import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';

/** The requirements file of the failed install: from pip's own words, else from the script of the step. */
function requirementsOf(block: Block): string | undefined {
  for (let back = 1; back <= 40; back++) {
    const line = block.before(back);
    if (!line) break;
    const named = /\(from -r (\S+) \(line \d+\)\)/.exec(line.text)?.[1];
    if (named) return named;
  }
  for (const line of block.script) {
    const named = /\bpip3? install\b.*?(?:-r|--requirement)[ =](\S+)/.exec(line)?.[1];
    if (named) return named;
  }
  return undefined;
}

const withRequirements = (draft: Draft, block: Block): Draft => {
  const file = draft.file ?? requirementsOf(block);
  return file ? { ...draft, file } : draft;
};

const networkWords =
  /timed? ?out|Connection|error sending request|dns error|Temporary failure|50\d|429|network|reset by peer|Max retries/i;

export const pythonInstall: Recogniser[] = [
  lineRecogniser({
    tool: 'pip',
    category: 'dependency',
    need: [
      'Could not find a version',
      'ERROR: Cannot install',
      'ResolutionImpossible',
      'requires a different Python',
      'THESE PACKAGES DO NOT MATCH',
      'Could not open requirements',
      'Invalid requirement',
      'No matching distribution',
    ],
    pattern:
      /^\s*ERROR: (?<message>(?:Could not find a version that satisfies|Cannot install|ResolutionImpossible|Package '.*' requires a different Python|THESE PACKAGES DO NOT MATCH|Could not open requirements file|Invalid requirement|No matching distribution).*)$/,
    weight: 0.95,
    with: (draft, block) => {
      if (/^(?:No matching distribution|ResolutionImpossible)/.test(draft.message)) {
        for (let back = 1; back <= 30; back++) {
          if (/Could not find a version|Cannot install/.test(block.before(back)?.text ?? ''))
            return undefined;
        }
      }
      const category: Category = /requires a different Python|Could not open/.test(draft.message)
        ? 'config'
        : 'dependency';
      // An index that cannot be reached has no versions at all.
      for (let back = 1; back <= 12; back++) {
        if (/NewConnectionError|Retrying \(Retry\(total=0/.test(block.before(back)?.text ?? '')) {
          return { ...draft, category: 'infra' };
        }
      }
      return withRequirements({ ...draft, category }, block);
    },
  }),
  lineRecogniser({
    tool: 'pip',
    category: 'infra',
    need: ['HTTPSConnectionPool', 'ERROR: HTTP error', 'Could not install packages due to'],
    pattern:
      /^\s*ERROR: (?<message>(?:HTTP error \d+|Could not install packages due to an (?:OSError|EnvironmentError)|HTTPSConnectionPool).*)$/,
    weight: 0.92,
    with: (draft) => {
      if (/No space left/.test(draft.message)) return { ...draft, category: 'resource' };
      if (/HTTP error 40[13]|Permission denied/.test(draft.message))
        return { ...draft, category: 'permission' };
      if (/No such file/.test(draft.message)) return { ...draft, category: 'config' };
      return draft;
    },
  }),
  lineRecogniser({
    tool: 'pip',
    category: 'dependency',
    need: [
      'Failed building wheel',
      'Failed to build installable',
      'subprocess-exited-with-error',
      'metadata-generation-failed',
      'Could not build wheels',
      'Failed to build ',
      'Encountered error while',
    ],
    pattern:
      /^\s*(?:×|ERROR:|error:|╰─>)? ?(?<message>(?:Failed building wheel for|Failed to build installable wheels|subprocess-exited-with-error|metadata-generation-failed|Could not build wheels|Failed to build |Encountered error while).*)$/,
    weight: 0.62,
  }),
  {
    // What the build said is set off between two brackets; its last word is why.
    tool: 'pip',
    category: 'dependency',
    need: ['lines of output]', 'line of output]'],
    start: /^\s*\S{1,10}> \[\d+ lines? of output\]$/,
    maxLines: 200,
    through: /^\s*\[end of output\]/,
    weight: 0.8,
    read(block) {
      for (let index = block.lines.length - 1; index > 0; index--) {
        const text = block.lines[index]?.text.trim() ?? '';
        if (!/^(?:error: |[A-Za-z_.]*(?:Error|Exception)\b.*: |fatal error)/.test(text)) continue;
        return {
          message: text,
          first: index,
          last: index,
          ...(/command '.*' failed|exit code/.test(text) && { weight: 0.6 }),
        };
      }
      return undefined;
    },
  },
  lineRecogniser({
    tool: 'pip',
    category: 'dependency',
    need: [
      ' has requirement ',
      ' which is not installed.',
      'DO NOT MATCH THE HASHES',
      ' which is incompatible.',
    ],
    pattern:
      /^(?:ERROR: )?(?<message>\S+ \S+ (?:has requirement .*, but you have .*|requires \S+, (?:which is not installed|but you have .* which is incompatible)\.)|THESE PACKAGES DO NOT MATCH.*)$/,
    weight: 0.9,
  }),
  {
    tool: 'uv',
    category: 'dependency',
    need: ['No solution found', '× Failed to', 'error: ', '× Distribution', '× No '],
    start:
      /^\s*(?:×|error:) (?<message>(?:No solution found when resolving|Failed to (?:download|build|fetch|resolve|prepare|spawn|parse|read|install)|Distribution |Error while fetching|Request failed|The lockfile at|Unable to find lockfile|No interpreter found|Could not (?:find|connect)|Package ).*)$/,
    maxLines: 12,
    until: /^(?!\s|Caused by|\s*╰|\s*├)\S/,
    weight: 0.93,
    read(block) {
      const all = block.lines.map((line) => line.text.trim()).join(' ');
      const message = block.match.groups?.message ?? '';
      if (/The lockfile at|Unable to find lockfile/.test(message)) return { message, file: 'uv.lock' };
      if (/No interpreter|spawn/.test(message)) return { message, category: 'config' };
      if (/40[13] |Unauthorized|Forbidden/.test(all)) return { message, category: 'permission' };
      if (!/No solution/.test(message) && networkWords.test(all)) return { message, category: 'infra' };
      return {
        message: message === '' ? all : message,
        ...(/No solution/.test(message) && { file: 'pyproject.toml' }),
      };
    },
  },
  lineRecogniser({
    tool: 'poetry',
    category: 'dependency',
    need: ['version solving failed', 'poetry.lock', 'Could not parse version', 'poetry lock'],
    pattern:
      /^(?<message>(?:.*version solving failed\.|\s*(?:Error: )?pyproject\.toml changed significantly since poetry\.lock.*|.*poetry\.lock .*(?:not up to date|incompatible|not found).*))$/,
    weight: 0.94,
    with: (draft, block) =>
      block.script.some((line) => /\b(?:dart|flutter) /.test(line))
        ? { ...draft, tool: 'pub', file: 'pubspec.yaml' }
        : { ...draft, file: /lock/.test(draft.message) ? 'poetry.lock' : 'pyproject.toml' },
  }),
  lineRecogniser({
    tool: 'tox',
    category: 'unknown',
    need: ['ERROR: InvocationError', 'evaluation failed', 'nox > Command', ': exit ', ': FAIL '],
    pattern:
      /^(?<message>(?:ERROR: InvocationError for command .*|nox > Command .* failed with exit code \d+|[\w.-]+: exit [1-9]\d* \(.*|\s*[\w.-]+: FAIL code \d+.*))$/,
    weight: 0.3,
  }),
  lineRecogniser({
    tool: 'tox',
    category: 'config',
    need: ['could not find executable', 'failed with could not find'],
    pattern: /^(?:ERROR: +)?(?<message>(?:InvocationError for command )?.*could not find executable .*)$/,
    weight: 0.9,
  }),
  {
    tool: 'nox',
    category: 'unknown',
    need: ['nox > Command '],
    start: /^nox > Command .* failed with exit code \d+/,
    weight: 0.66,
    read(block) {
      const said = block.before(1)?.text.trim() ?? '';
      return said === '' || /^nox > |^=+ .* =+$/.test(said) ? undefined : { message: said, first: -1 };
    },
  },
  lineRecogniser({
    tool: 'twine',
    category: 'permission',
    need: ['HTTPError: 40', 'InvalidDistribution'],
    pattern: /^(?:ERROR\s+)?(?<message>(?:HTTPError: 40\d|InvalidDistribution:).*)$/,
    weight: 0.9,
    with: (draft) => (/40[13]/.test(draft.message) ? draft : { ...draft, category: 'config' }),
  }),
];

import { draftOf, lineRecogniser, type Recogniser } from '../finding.js';

/** Package managers of systems and languages, and tools that migrate databases: one line each. */
export const packageManagers: Recogniser[] = [
  lineRecogniser({
    tool: 'packages',
    category: 'dependency',
    need: [
      'Unable to find a match: ',
      'unable to select packages',
      'No formulae or casks found',
      'was not found with the source',
      'PackagesNotFoundError',
      'Could not solve for environment',
      'LibMambaUnsatisfiableError',
      'ResolvePackageNotFound',
      'UnsatisfiableError',
      'could not find compatible versions for pod',
      'Unable to find a specification for',
      'to construct a build plan',
      'Could not resolve dependencies',
      'unknown package: ',
      'target not found: ',
      'nothing provides ',
      'No package ',
      'not resolved: ',
      'No package found matching',
      'No solution found for ',
      'Sorry, no solution found',
      'Missing dependency: ',
      'No results found for',
    ],
    pattern:
      /^(?:\[!\] |(?:ERROR|Error|error):? +|cabal: |critical +|Problem: ){0,3}(?<message>.*(?:Unable to find a match: |unable to select packages|No formulae or casks found|was not found with the source|PackagesNotFoundError|Could not solve for environment|LibMambaUnsatisfiableError|ResolvePackageNotFound|UnsatisfiableError|could not find compatible versions for pod|Unable to find a specification for|to construct a build plan|Could not resolve dependencies|^\[.*unknown package: |target not found: |nothing provides |No package \S+ (?:available|found)|'[^'\s]+' not resolved: |Sorry, no solution found|Missing dependency: ).*)$/,
    weight: 0.9,
  }),
  {
    // Conda lists what it did not find below.
    tool: 'conda',
    category: 'dependency',
    need: ['PackagesNotFoundError'],
    start: /^PackagesNotFoundError: (?<message>.*)$/,
    maxLines: 6,
    weight: 0.92,
    read: (block) => ({
      message: `${block.match.groups?.message} ${block.lines
        .slice(1)
        .map((line) => line.text.trim())
        .filter((text) => text.startsWith('- '))
        .join(' ')}`,
    }),
  },
  lineRecogniser({
    tool: 'migration',
    category: 'runtime',
    need: [
      'Migration failed for changeset',
      'Validate failed: ',
      'failed to run SQL migration',
      'Reason: liquibase.',
      'Migration failed!',
    ],
    pattern:
      /^(?<message>.*(?:Migration failed for changeset|Validate failed: |failed to run SQL migration|Reason: liquibase\.|Migration failed!).*)$/,
    weight: 0.88,
    with: (draft) => (/Validate failed/.test(draft.message) ? { ...draft, category: 'config' } : draft),
  }),
  lineRecogniser({
    tool: 'database',
    category: 'config',
    need: [
      "Can't reach database server",
      'could not connect to server',
      'Authentication failed against database',
    ],
    pattern:
      /^(?:Error: )?(?<message>.*(?:Can't reach database server|could not connect to server|Authentication failed against database server).*)$/,
    weight: 0.8,
    with: (draft) =>
      draft.message.includes('Authentication') ? { ...draft, category: 'permission' } : draft,
  }),
  lineRecogniser({
    tool: 'systemd',
    category: 'runtime',
    need: ['Job for '],
    pattern: /^(?<message>Job for \S+ failed (?:because|\.).*)$/,
    weight: 0.82,
  }),
  lineRecogniser({
    tool: 'gosec',
    category: 'lint',
    need: [' (CWE-'],
    pattern: /^\[(?<file>\S+):(?<line>\d+)\] - (?<code>G\d+) \(CWE-\d+\): (?<message>.*)$/,
    weight: 0.93,
  }),
  lineRecogniser({
    tool: 'snyk',
    category: 'dependency',
    need: [' Severity]['],
    pattern: /^\s*✗ (?<message>.*\[\w+ Severity\].* in \S+)$/,
    weight: 0.9,
  }),
  lineRecogniser({
    tool: 'spotbugs',
    category: 'lint',
    need: [':[line '],
    pattern:
      /^(?:\[ERROR\] )?(?:High|Medium|Low|[HML] \w): (?<message>.*?) (?:\[[\w.$]+\] )?At (?<file>[\w$]+\.\w+):\[lines? (?<line>\d+)[^\]]*\] ?(?<code>[A-Z_]*)$/,
    weight: 0.93,
  }),
  lineRecogniser({
    tool: 'elm',
    category: 'type',
    need: '.elm',
    pattern: /^-- (?<message>[A-Z][A-Z ]+) -{3,} (?<file>\S+\.elm)$/,
    weight: 0.93,
    with: (draft) => (draft.message.includes('TYPE') ? draft : { ...draft, category: 'compile' }),
  }),
  {
    tool: 'hspec',
    category: 'test',
    need: ['.hs:'],
    start: /^\s+(?<file>\S+\.hs):(?<line>\d+):(?<column>\d+):\s*$/,
    maxLines: 8,
    until: /^\s*To rerun use/,
    weight: 0.94,
    read(block) {
      const name = /^\s+\d+\) (.+)$/.exec(block.lines[1]?.text ?? '')?.[1];
      if (!name) return undefined;
      const said = block.lines
        .slice(2)
        .map((line) => line.text.trim())
        .filter((text) => text !== '');
      return { ...draftOf(block.match), message: said.join(' '), test: { name } };
    },
  },
  {
    tool: 'nix',
    category: 'compile',
    need: ['at /nix/store/'],
    start: /^\s*at \/nix\/store\/\w+-source\/(?<file>\S+\.nix):(?<line>\d+):(?<column>\d+):$/,
    weight: 0.92,
    read(block) {
      const said = /^\s*error: (.+)$/.exec(block.before(1)?.text ?? '')?.[1];
      return said ? { ...draftOf(block.match), message: said, first: -1 } : undefined;
    },
  },
  {
    // The causes of a Rust program's error, from the outside in.
    tool: 'ruff',
    category: 'config',
    need: ['Cause: Failed to '],
    start:
      /^\s*Cause: (?<message>Failed to (?:parse|load|read) .*?[`'"]?(?<file>\/?[\w@./-]+\.\w+)[`'"]?.*)$/,
    maxLines: 6,
    weight: 0.9,
    read: (block) => ({
      ...draftOf(block.match),
      message: block.lines
        .map((line) => line.text.trim().replace(/^Cause: /, ''))
        .join(' ')
        .slice(0, 300),
    }),
  },
  lineRecogniser({
    tool: 'cargo',
    category: 'config',
    need: ['does not contain this feature', 'does not have feature'],
    pattern: /^error: (?<message>.*does not (?:contain this|have) feature.*)$/,
    weight: 0.92,
    with: (draft) => ({ ...draft, file: 'Cargo.toml' }),
  }),
];

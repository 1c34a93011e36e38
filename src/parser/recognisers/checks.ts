import { draftOf, lineRecogniser, type Recogniser } from '../finding.js';

/** Checks of frameworks, documents, licences and security that belong to no one language. */
export const checks: Recogniser[] = [
  lineRecogniser({
    tool: 'django',
    category: 'lint',
    need: ['.E', '.W'],
    pattern: /^(?<object>[\w.?]+): \((?<code>\w+\.(?<level>[EWC])\d{3})\) (?<message>\S.*)$/,
    weight: 0.92,
    with: (draft, block) => (block.match.groups?.level === 'W' ? { ...draft, severity: 'warning' } : draft),
  }),
  {
    tool: 'django',
    category: 'lint',
    need: ['Migrations for '],
    start: /^Migrations for '(?<app>\w+)':$/,
    maxLines: 4,
    weight: 0.72,
    read(block) {
      const file = /^\s+(\S+\.py)$/.exec(block.lines[1]?.text ?? '')?.[1];
      if (!file || !block.script.some((line) => /--check|--dry-run/.test(line))) return undefined;
      return {
        message: `${block.match.groups?.app}: the models have changes without a migration, ${file} is missing`,
        weight: 0.9,
      };
    },
  },
  {
    tool: 'doctest',
    category: 'test',
    need: ['File "'],
    start: /^File "(?<file>[^"]+)", line (?<line>\d+), in (?<test>\S+)$/,
    maxLines: 14,
    until: /^\*{20,}$/,
    weight: 0.94,
    read(block) {
      if (block.lines[1]?.text !== 'Failed example:') return undefined;
      const lines = block.lines
        .slice(2)
        .map((line) => line.text.trim())
        .filter((text) => text !== '');
      return { ...draftOf(block.match), message: lines.slice(0, 5).join(' ') };
    },
  },
  {
    tool: 'doctest',
    category: 'test',
    need: ['DocTestFailure', 'UnexpectedException'],
    start: /^(?<file>[^\s:]+\.\w+):(?<line>\d+): (?:DocTestFailure|UnexpectedException)$/,
    weight: 0.95,
    read(block) {
      let got = '';
      let expected = '';
      for (let back = 1; back <= 12; back++) {
        const text = block.before(back)?.text;
        if (text === 'Got:') got = block.before(back - 1)?.text.trim() ?? '';
        if (text === 'Expected:') expected = block.before(back - 1)?.text.trim() ?? '';
      }
      const name = /\[doctest\] (\S+)/;
      let test: string | undefined;
      for (let back = 1; back <= 40 && !test; back++) test = name.exec(block.before(back)?.text ?? '')?.[1];
      return {
        ...draftOf(block.match),
        message: expected ? `Expected: ${expected} Got: ${got}` : block.match[0],
        ...(test && { test: { name: test } }),
      };
    },
  },
  lineRecogniser({
    tool: 'coverage',
    category: 'test',
    need: ['Coverage failure', 'coverage', 'Coverage'],
    pattern:
      /^(?:ERROR: |Error: |error: )?(?<message>(?:Coverage failure: .*|(?:[Tt]otal |[Ll]ine |[Bb]ranch )?[Cc]overage (?:of |for |\()?.*(?:does not meet|below|less than|is lower|under the).*\d.*|Rule violated for .* ratio is .*))$/,
    weight: 0.9,
  }),
  {
    tool: 'govulncheck',
    category: 'dependency',
    need: ['Vulnerability #'],
    start: /^Vulnerability #\d+: (?<code>GO-\d{4}-\d+)$/,
    maxLines: 12,
    until: /^Vulnerability #|^$/,
    weight: 0.92,
    read(block) {
      const at = block.lines
        .map((line) => /#\d+: (\S+\.go):(\d+):(\d+): /.exec(line.text))
        .find((match) => match);
      return {
        ...draftOf(block.match),
        message: `${block.match.groups?.code} ${block.lines[1]?.text.trim() ?? ''}`,
        ...(at?.[1] && { file: at[1], line: Number(at[2]) }),
      };
    },
  },
  {
    tool: 'tfsec',
    category: 'lint',
    need: ['Result #'],
    start: /^\s*Result #\d+ (?<level>[A-Z]+) (?<message>\S.*?)\s*$/,
    maxLines: 4,
    weight: 0.92,
    read(block) {
      const at = block.lines.map((line) => /^\s+(\S+\.tf):(\d+)/.exec(line.text)).find((match) => match);
      return { ...draftOf(block.match), ...(at?.[1] && { file: at[1], line: Number(at[2]) }) };
    },
  },
  lineRecogniser({
    tool: 'trivy',
    category: 'lint',
    need: [' (HIGH): ', ' (CRITICAL): ', ' (MEDIUM): ', ' (LOW): '],
    pattern: /^(?<code>[A-Z]{2,}-[\w-]*\d+) \((?:CRITICAL|HIGH|MEDIUM|LOW)\): (?<message>.*)$/,
    weight: 0.9,
  }),
  {
    tool: 'semgrep',
    category: 'lint',
    need: ['❯❱', '❯❯❱', '❱ '],
    start: /^\s*❯*❱ (?<code>[\w.-]+)$/,
    maxLines: 8,
    weight: 0.92,
    read(block) {
      let file: string | undefined;
      for (let back = 1; back <= 30 && !file; back++)
        file = /^\s+([\w@./-]+\.\w{1,6})\s*$/.exec(block.before(back)?.text ?? '')?.[1];
      const line = block.lines.map((each) => /^\s+(\d+)┆/.exec(each.text)?.[1]).find((found) => found);
      const said = block.lines
        .slice(1)
        .map((each) => each.text.trim())
        .find((text) => text !== '');
      return {
        ...draftOf(block.match),
        message: said ?? block.match[0].trim(),
        ...(file && { file }),
        ...(line && { line: Number(line) }),
      };
    },
  },
  lineRecogniser({
    tool: 'licence',
    category: 'lint',
    need: ['valid license header', 'copyright and licensing information:', 'icense header'],
    pattern:
      /^(?:ERROR |Error: |\* )?(?<message>(?:the following files? don't have a valid license header.*|The following files have no (?:copyright|licensing).*|.*[Mm]issing (?:license|copyright) header.*))$/,
    weight: 0.86,
  }),
  lineRecogniser({
    tool: 'gitlint',
    category: 'lint',
    need: [': T', ': B', ': CC', ': UC'],
    pattern: /^\d+: (?<code>(?:T|B|CC?|UC)\d+) (?<message>\S.*)$/,
    weight: 0.88,
  }),
  lineRecogniser({
    // Robot Framework, Behave: what was wrong stands beside or below the failed step.
    tool: 'behave',
    category: 'test',
    need: ['Assertion Failed: '],
    pattern: /^\s*(?<message>Assertion Failed: .*)$/,
    weight: 0.9,
    with(draft, block) {
      const at = /# (\S+\.\w+):(\d+)$/.exec(block.before(1)?.text ?? '');
      return at?.[1] ? { ...draft, file: at[1], line: Number(at[2]) } : draft;
    },
  }),
  {
    tool: 'robot',
    category: 'test',
    need: ['| FAIL |'],
    start: /^(?<test>\S(?:.*\S)?)\s*\| FAIL \|$/,
    maxLines: 3,
    weight: 0.9,
    read(block) {
      const said = block.lines[1]?.text.trim() ?? '';
      if (said === '' || /^\d+ tests?, /.test(said)) return undefined;
      return { message: said, test: { name: block.match.groups?.test ?? '' }, last: 1 };
    },
  },
  lineRecogniser({
    tool: 'dbt',
    category: 'test',
    need: ['Failure in test ', 'Database Error in ', 'Compilation Error in ', 'Runtime Error in '],
    pattern:
      /^(?:[\d:]{8}\s+)?(?<message>(?:Failure in test|(?:Database|Compilation|Runtime) Error in \w+) (?<test>\S+)(?: \((?<file>[^)]+)\))?)$/,
    weight: 0.9,
    with: (draft) => (draft.message.startsWith('Failure') ? draft : { ...draft, category: 'compile' }),
  }),
  lineRecogniser({
    tool: 'k6',
    category: 'test',
    need: ['thresholds on metrics'],
    pattern: /(?<message>thresholds on metrics .* have been (?:crossed|breached))/,
    weight: 0.9,
  }),
];

import { type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { lineAbove } from './look-back.js';

/** Hooks, scanners and checkers that belong to no one language. */
export const ciTools: Recogniser[] = [
  {
    tool: 'pre-commit',
    category: 'lint',
    need: ['Failed'],
    start: /^(?<name>\S(?:.*[^.])?)\.{3,}(?:\([^)]*\))?Failed$/,
    maxLines: 40,
    until:
      /\.{3}(?:\([^)]*\))?(?:Passed|Failed|Skipped)$|^(?:All changes made by hooks|pre-commit hook\(s\) made changes|diff --git)/,
    weight: 0.9,
    read(block) {
      const lines = block.lines.map((line) => line.text);
      const modified = lines.some((line) => line.includes('files were modified by this hook'));
      const id = lines.map((line) => /^- hook id: (\S+)/.exec(line)?.[1]).find((found) => found);
      const fixed = lines.flatMap((line, index): Draft[] => {
        const match = /^(?:Fixing|Sorting|Rewriting|reformatted|Reformatting|Fixed) (\S.*)$/.exec(line);
        return match?.[1]
          ? [
              {
                message: line,
                file: match[1],
                category: 'format',
                first: index,
                last: index,
                ...(id && { code: id }),
              },
            ]
          : [];
      });
      if (fixed.length > 0) return fixed;
      const counted = lines.find((line) => /^Found \d+ errors? \(\d+ fixed, 0 remaining\)/.test(line));
      if (counted && modified)
        return { message: counted, category: 'format', tool: 'ruff', ...(id && { code: id }) };
      const detail = lines
        .slice(1)
        .filter((line) => line !== '' && !/^- (?:hook id|exit code|duration|files were)/.test(line));
      return {
        message: `${block.match.groups?.name}: ${detail[0] ?? 'failed'}`,
        category: modified ? 'format' : 'lint',
        weight: modified ? 0.9 : 0.7,
        ...(id && { code: id }),
        last: Math.min(lines.length - 1, 10),
      };
    },
  },
  {
    tool: 'yamllint',
    category: 'lint',
    need: ['  error  ', '  warning  '],
    start:
      /^\s+(?<line>\d+):(?<column>\d+)\s+(?<severity>error|warning)\s+(?<message>\S.*?)\s+\((?<code>[\w-]+)\)$/,
    weight: 0.94,
    read(block) {
      const file = lineAbove(block, /^(\S.*\.ya?ml)\s*$/, 200)?.[1];
      return file ? { ...draftOf(block.match), file } : undefined;
    },
  },
  lineRecogniser({
    tool: 'yamllint',
    category: 'lint',
    need: ['.yaml:', '.yml:'],
    pattern:
      /^(?<file>[^\s:]+\.ya?ml):(?<line>\d+):(?<column>\d+): \[(?<severity>error|warning)\] (?<message>.*?)(?: \((?<code>[\w-]+)\))?$/,
    weight: 0.94,
  }),
  {
    tool: 'trivy',
    category: 'dependency',
    need: ['CVE-', 'GHSA-'],
    start: /^[│|] *(?<library>\S+)? *[│|] (?<code>(?:CVE|GHSA)-[\w-]+) *[│|] (?<level>[A-Z]+)/,
    weight: 0.92,
    read(block) {
      const target = lineAbove(block, /^(\S.*?) \((?:\w[\w .:-]*)\)$/, 80)?.[1];
      const library = block.match.groups?.library ?? '';
      return {
        message: `${block.match.groups?.code} ${library} ${block.match.groups?.level}`.replace(/ +/g, ' '),
        code: block.match.groups?.code ?? '',
        ...(target && { file: target }),
      };
    },
  },
  {
    tool: 'npm audit',
    category: 'dependency',
    need: ['severity vulnerabilit', 'vulnerabilities ('],
    start: /^(?<message>\d+ (?:(?:low|moderate|high|critical) severity )?vulnerabilit(?:y|ies)(?: \(.*\))?)$/,
    weight: 0.6,
    read: (block) =>
      block.script.some((line) => /\baudit\b/.test(line))
        ? { ...draftOf(block.match), weight: 0.9 }
        : undefined,
  },
  lineRecogniser({
    tool: 'gitleaks',
    category: 'lint',
    need: ['leaks found', 'secrets detected'],
    pattern: /(?<message>leaks found: [1-9]\d*|^.*secrets detected.*)$/,
    weight: 0.9,
  }),
  lineRecogniser({
    tool: 'lighthouse-ci',
    category: 'test',
    need: ['failure for', 'assertion failed'],
    pattern: /^\s*(?:❌|✘|✗) +(?<message>`?(?<code>[\w.:-]+)`? failure for .*)$/u,
    weight: 0.93,
    // The plain form is the progress of one page; the quoted one is the verdict.
    with: (draft) => (draft.message.startsWith('`') ? draft : { ...draft, weight: 0.6 }),
  }),
  lineRecogniser({
    tool: 'codecov',
    category: 'infra',
    need: ['Codecov'],
    pattern:
      /^(?:error - .* -- )?(?<message>(?:Codecov: Failed to (?:properly )?(?:upload|get).*|Codecov token not found.*|Failed to properly (?:create commit|upload).*))$/,
    weight: 0.85,
  }),
  lineRecogniser({
    tool: 'cloud',
    category: 'permission',
    need: [
      'AADSTS',
      'check the user token',
      'PERMISSION_DENIED',
      '(AccessDenied)',
      'UnauthorizedOperation',
      'ExpiredToken',
      'Token required',
      ': no identity found',
    ],
    pattern:
      /^(?:[\d:.]+ )?(?:ERROR:? )?(?<message>(?:AADSTS\d+: .*|Not authorized\. Please check the user token.*|.*\bPERMISSION_DENIED: .*|.*\((?:AccessDenied|UnauthorizedOperation|ExpiredToken\w*)\) when calling .*|.*\bToken required (?:because|-).*|.+: no identity found))$/,
    weight: 0.9,
  }),
  lineRecogniser({
    tool: 'sonar',
    category: 'lint',
    need: 'QUALITY GATE STATUS: FAILED',
    pattern: /(?<message>QUALITY GATE STATUS: FAILED.*)$/,
    weight: 0.93,
  }),
];

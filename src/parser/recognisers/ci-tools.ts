import { type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';

const before = (block: Parameters<Recogniser['read']>[0], pattern: RegExp, most = 60): RegExpExecArray | undefined => {
  for (let back = 1; back <= most; back++) {
    const line = block.before(back);
    if (!line) return undefined;
    const match = pattern.exec(line.text);
    if (match) return match;
  }
  return undefined;
};

/** Containers, infrastructure as code, scanners, hooks and checkers that belong to no one language. */
export const ciTools: Recogniser[] = [
  lineRecogniser({
    tool: 'docker',
    category: 'unknown',
    need: ['executor failed running', 'failed to solve', 'did not complete successfully', 'returned a non-zero code'],
    pattern: /(?<message>(?:#\d+ ERROR: .*|.*executor failed running .*|ERROR: failed to (?:solve|build).*|.*did not complete successfully: exit code.*|The command '.*' returned a non-zero code: \d+))$/,
    weight: 0.5,
    with(draft) {
      const text = draft.message;
      if (/not found|failed to (?:compute cache key|read dockerfile|calculate checksum)/.test(text) && !/exit code/.test(text)) return { ...draft, category: 'config', weight: 0.9, file: 'Dockerfile' };
      if (/dockerfile parse error|unknown instruction/i.test(text)) return { ...draft, category: 'compile', weight: 0.92, file: 'Dockerfile' };
      if (/exit code: 137/.test(text)) return { ...draft, category: 'resource', weight: 0.85 };
      return draft;
    },
  }),
  lineRecogniser({
    tool: 'docker-compose',
    category: 'runtime',
    need: ['is unhealthy', 'dependency failed to start'],
    pattern: /^(?<message>.*(?:dependency failed to start: .*|container \S+ is unhealthy|container \S+ exited \(\d+\)))$/,
    weight: 0.82,
  }),
  {
    tool: 'terraform',
    category: 'config',
    need: ['Error: '],
    start: /^\s*[│╷|]\s*Error: (?<message>.*)$/,
    maxLines: 16,
    until: /^\s*[╵]|^\s*[│|]\s*Error: /,
    weight: 0.93,
    read(block) {
      const lines = block.lines.map((line) => line.text.replace(/^\s*[│╷|]\s?/, ''));
      const place = lines.map((line) => /^\s*on (\S+) line (\d+)/.exec(line)).find((match) => match);
      const all = lines.join(' ');
      const draft: Draft = { message: block.match.groups?.message ?? '', ...(place?.[1] && { file: place[1], line: Number(place[2]) }) };
      if (/No valid credential|AccessDenied|Unauthorized|40[13]\b|not authorized/.test(all)) return { ...draft, category: 'permission' };
      if (/Failed to query available provider|could not query provider registry|Failed to install provider/.test(all)) return { ...draft, category: /timeout|50\d|connection/i.test(all) ? 'infra' : 'dependency' };
      if (/Unsupported argument|Invalid|Missing required argument|Reference to undeclared|Argument or block/.test(draft.message)) return { ...draft, category: 'compile' };
      return draft;
    },
  },
  {
    tool: 'pre-commit',
    category: 'lint',
    need: ['Failed'],
    start: /^(?<name>\S.*?)\.{3,}(?:\(.*\))?Failed$/,
    maxLines: 40,
    until: /\.{3,}(?:\(.*\))?(?:Passed|Failed|Skipped)$|^(?:All changes made by hooks|pre-commit hook\(s\) made changes|diff --git)/,
    weight: 0.9,
    read(block) {
      const lines = block.lines.map((line) => line.text);
      const modified = lines.some((line) => line.includes('files were modified by this hook'));
      const id = lines.map((line) => /^- hook id: (\S+)/.exec(line)?.[1]).find((found) => found);
      const fixed = lines.flatMap((line, index): Draft[] => {
        const match = /^(?:Fixing|Sorting|Rewriting|reformatted|Reformatting|Fixed) (\S.*)$/.exec(line);
        return match?.[1] ? [{ message: line, file: match[1], category: 'format', first: index, last: index, ...(id && { code: id }) }] : [];
      });
      if (fixed.length > 0) return fixed;
      const counted = lines.find((line) => /^Found \d+ errors? \(\d+ fixed, 0 remaining\)/.test(line));
      if (counted && modified) return { message: counted, category: 'format', tool: 'ruff', ...(id && { code: id }) };
      const detail = lines.slice(1).filter((line) => line !== '' && !/^- (?:hook id|exit code|duration|files were)/.test(line));
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
    start: /^\s+(?<line>\d+):(?<column>\d+)\s+(?<severity>error|warning)\s+(?<message>\S.*?)\s+\((?<code>[\w-]+)\)$/,
    weight: 0.94,
    read(block) {
      const file = before(block, /^(\S.*\.ya?ml)\s*$/, 200)?.[1];
      return file ? { ...draftOf(block.match), file } : undefined;
    },
  },
  lineRecogniser({
    tool: 'yamllint',
    category: 'lint',
    need: ['.yaml:', '.yml:'],
    pattern: /^(?<file>[^\s:]+\.ya?ml):(?<line>\d+):(?<column>\d+): \[(?<severity>error|warning)\] (?<message>.*?)(?: \((?<code>[\w-]+)\))?$/,
    weight: 0.94,
  }),
  {
    tool: 'trivy',
    category: 'dependency',
    need: ['CVE-', 'GHSA-'],
    start: /^[│|] *(?<library>\S+)? *[│|] (?<code>(?:CVE|GHSA)-[\w-]+) *[│|] (?<level>[A-Z]+)/,
    weight: 0.92,
    read(block) {
      const target = before(block, /^(\S.*?) \((?:\w[\w .:-]*)\)$/, 80)?.[1];
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
    read: (block) => (block.script.some((line) => /\baudit\b/.test(line)) ? { ...draftOf(block.match), weight: 0.9 } : undefined),
  },
  lineRecogniser({
    tool: 'gitleaks',
    category: 'lint',
    need: ['leaks found', 'secrets detected'],
    pattern: /(?<message>(?:leaks found: [1-9]\d*|.*secrets detected.*))$/,
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
  {
    tool: 'hadolint',
    category: 'lint',
    need: [' DL', ' SC'],
    start: /^(?<file>\S*[Dd]ockerfile\S*):(?<line>\d+) (?<code>(?:DL|SC)\d+) (?<severity>error|warning|info|style): (?<message>.*)$/,
    weight: 0.93,
    read: (block) => draftOf(block.match),
  },
  {
    tool: 'ansible',
    category: 'runtime',
    need: ['fatal: ['],
    start: /^fatal: \[(?<host>[^\]]+)\]: (?<state>FAILED!|UNREACHABLE!) => (?<message>.*)$/,
    weight: 0.93,
    read: (block) => {
      const task = before(block, /^TASK \[(.*?)\]/, 60)?.[1];
      const state = block.match.groups?.state;
      return { message: `${task ? `${task}: ` : ''}${block.match.groups?.message ?? ''}`, category: state === 'UNREACHABLE!' ? 'infra' : 'runtime' };
    },
  },
  lineRecogniser({
    tool: 'helm',
    category: 'config',
    need: ['Error: INSTALLATION FAILED', 'Error: UPGRADE FAILED', 'Error: template:', '[ERROR] templates', 'Error: unable to build kubernetes'],
    pattern: /^(?:Error: (?<message>(?:INSTALLATION FAILED|UPGRADE FAILED|template: (?<file>[^\s:]+):(?<line>\d+)|unable to build kubernetes).*)|\[ERROR\] (?:templates\/.*))$/,
    weight: 0.92,
  }),
  lineRecogniser({
    tool: 'kubectl',
    category: 'config',
    need: ['error: error validating', 'Error from server', 'error: unable to recognize', 'error: timed out waiting for the condition', 'exceeded its progress deadline'],
    pattern: /^(?<message>(?:error: error validating.*|Error from server.*|error: unable to recognize.*|error: timed out waiting.*|error: deployment .* exceeded its progress deadline))$/,
    weight: 0.9,
    with: (draft) => (/Forbidden|Unauthorized/.test(draft.message) ? { ...draft, category: 'permission' } : draft),
  }),
  lineRecogniser({
    tool: 'codecov',
    category: 'infra',
    need: ['Codecov'],
    pattern: /^(?:error - .* -- )?(?<message>(?:Codecov: Failed to (?:properly )?(?:upload|get).*|Codecov token not found.*|Failed to properly (?:create commit|upload).*))$/,
    weight: 0.85,
  }),
  lineRecogniser({
    tool: 'sonar',
    category: 'lint',
    need: 'QUALITY GATE STATUS: FAILED',
    pattern: /(?<message>QUALITY GATE STATUS: FAILED.*)$/,
    weight: 0.93,
  }),
  lineRecogniser({
    tool: 'dotnet test',
    category: 'test',
    need: ['[FAIL]'],
    pattern: /^\s*(?:\[xUnit\.net [\d:.]+\]\s+)?(?<test>\S+?)(?:\(.*\))? \[FAIL\]$/,
    weight: 0.7,
    with: (draft) => ({ ...draft, message: `${draft.test?.name} failed` }),
  }),
  {
    tool: 'dotnet test',
    category: 'test',
    need: ['  Failed ', ' failed '],
    start: /^\s*(?:Failed|failed) (?<test>[\w.]+(?:\(.*\))?) (?:\[[<\d ].*\]|\([\d.]+ ?m?s\))$/,
    maxLines: 24,
    until: /^\s*(?:Failed|Passed|Skipped|failed) \S+ [[(]|^(?:Failed!|Passed!|Total tests|Test Run)/,
    weight: 0.95,
    read(block) {
      const lines = block.lines.map((line) => line.text.trim());
      const at = lines.findIndex((line) => line.startsWith('Error Message:'));
      const message = at < 0 ? (lines[1] ?? '') : (lines[at + 1] ?? '');
      const frame = lines.map((line) => /^at (.+) in (.+):line (\d+)$/.exec(line)).find((match) => match);
      return { message, test: { name: block.match.groups?.test ?? '' }, ...(frame?.[2] && { file: frame[2], line: Number(frame[3]) }) };
    },
  },
  lineRecogniser({
    tool: 'dotnet format',
    category: 'format',
    need: 'error WHITESPACE',
    pattern: /^(?<file>\S.*?)\((?<line>\d+),(?<column>\d+)\): error (?<code>WHITESPACE|FINALNEWLINE|IMPORTS|CHARSET): (?<message>.*?)(?: \[.*\])?$/,
    weight: 0.95,
  }),
  {
    tool: 'mix test',
    category: 'test',
    need: ['test '],
    start: /^\s{2}\d+\) (?:test|property|doctest) (?<test>.+?) \((?<suite>[\w.]+)\)$/,
    maxLines: 40,
    until: /^\s{2}\d+\) (?:test|property|doctest) |^Finished in/,
    weight: 0.95,
    read(block) {
      const lines = block.lines.map((line) => line.text.trim());
      const place = /^(\S+\.exs?):(\d+)$/.exec(lines[1] ?? '');
      return {
        message: lines.slice(2).find((line) => line !== '') ?? '',
        test: { name: block.match.groups?.test ?? '', suite: block.match.groups?.suite ?? '' },
        ...(place?.[1] && { file: place[1], line: Number(place[2]) }),
      };
    },
  },
  lineRecogniser({
    tool: 'mix',
    category: 'compile',
    need: ['** ('],
    pattern: /^(?:== Compilation error in file (?<file>\S+) ==)?\s*\*\* \((?<code>\w+(?:\.\w+)*)\) (?:(?<file2>[^\s:]+\.exs?):(?<line>\d+):? ?)?(?<message>.*)$/,
    weight: 0.88,
    with: (draft, block) => {
      const groups = block.match.groups ?? {};
      const runtime = !/Compile|Syntax|Token/.test(draft.code ?? '');
      return { ...draft, ...(groups.file2 && { file: groups.file2 }), category: draft.code === 'Mix' ? 'config' : runtime ? 'runtime' : 'compile' };
    },
  }),
  lineRecogniser({
    tool: 'prove',
    category: 'test',
    need: ['#   Failed test', 'not ok '],
    pattern: /^#\s+Failed test (?<message>.*)$/,
    weight: 0.9,
  }),
  {
    tool: 'bats',
    category: 'test',
    need: ['(in test file ', '✗ '],
    start: /^\s*#? ?\(in test file (?<file>\S+), line (?<line>\d+)\)$/,
    maxLines: 3,
    weight: 0.94,
    read: (block) => ({ ...draftOf(block.match), message: `${before(block, /^(?:not ok \d+ | ✗ )(.*)$/, 4)?.[1] ?? ''} ${block.lines[1]?.text.trim() ?? ''}`.trim() }),
  },
];

import { draftOf, lineRecogniser, type Recogniser } from '../finding.js';

export const go: Recogniser[] = [
  {
    // The chain of imports ends with the package that cannot be had.
    tool: 'go',
    category: 'dependency',
    need: [' imports', ' tested by'],
    start: /^go: (?<package>\S+) (?:imports|tested by)$/,
    maxLines: 12,
    until: /^\S/,
    weight: 0.93,
    read(block) {
      const said = block.lines.slice(1).map((line) => line.text.trim());
      const at = said.findLastIndex((text) => /^\S+: \S/.test(text));
      return at < 0 ? undefined : { message: said[at] ?? '', file: 'go.mod', last: at + 1 };
    },
  },
  lineRecogniser({
    tool: 'go',
    category: 'compile',
    need: '.go:',
    pattern: /^(?:vet: )?(?<file>[^\s:]+\.go):(?<line>\d+):(?<column>\d+): (?<message>\S.*)$/,
    weight: 0.93,
    with: (draft, block) => {
      const linter = /^(.*) \(([a-z][\w-]+)\)$/.exec(draft.message);
      if (linter?.[1] && linter[2])
        return {
          ...draft,
          tool: 'golangci-lint',
          category:
            linter[2] === 'typecheck'
              ? 'compile'
              : /^(?:gofmt|gofumpt|goimports|gci)$/.test(linter[2])
                ? 'format'
                : 'lint',
          message: linter[1],
          code: linter[2],
        };
      if (
        /^(?:no required module provides|cannot find (?:module|package)|missing go\.sum entry|package \S+ is not in|module .* found .* but does not contain|\S+@v\S+: |reading |no Go files)/.test(
          draft.message,
        )
      ) {
        const network = /https?:\/\/\S+.*(?:error|timeout|EOF|reset|refused|5\d\d )/i.test(draft.message);
        // The place is only an import; what failed is the download.
        return network
          ? { tool: 'go', category: 'infra', message: draft.message, weight: 0.95 }
          : { ...draft, category: 'dependency' };
      }
      if (/^fatal error: \S+: No such file or directory/.test(draft.message))
        return { ...draft, tool: 'cgo', category: 'dependency' };
      const vetting =
        block.script.some((line) => /\bgo vet\b/.test(line)) &&
        !block.script.some((line) => /\bgo (?:build|test)\b/.test(line));
      if (
        vetting &&
        !/^(?:undefined|expected|syntax error|declared and not used|imported and not used|cannot use)/.test(
          draft.message,
        )
      )
        return { ...draft, tool: 'go vet', category: 'lint' };
      const checker = /\b(revive|golint|errcheck|ineffassign|gocritic|gosec|unparam|nilaway)\b/.exec(
        block.script.join('\n'),
      )?.[1];
      if (checker && !block.script.some((line) => /\bgo (?:build|test|vet)\b/.test(line)))
        return { ...draft, tool: checker, category: 'lint' };
      if (/^(?:SA|ST|S|QF|U)\d{4}/.test(/\((\w+)\)$/.exec(draft.message)?.[1] ?? ''))
        return { ...draft, tool: 'staticcheck', category: 'lint' };
      return draft;
    },
  }),
  lineRecogniser({
    tool: 'go',
    category: 'config',
    need: ['go: ', 'go.mod'],
    pattern:
      /^go: (?<message>(?!\S+ (?:imports|tested by)$|downloading|finding|extracting|added |upgraded|warning|creating|to add|found |trying).*)$/,
    weight: 0.92,
    with: (draft) => {
      const text = draft.message;
      if (
        /no such tool|unknown command|requires go >=|toolchain not available|cannot find main module|go\.mod file not found|invalid go version/.test(
          text,
        )
      )
        return draft;
      if (
        /updates to go\.(?:mod|sum) needed|missing go\.sum|inconsistent vendoring|errors parsing go\.mod/.test(
          text,
        )
      )
        return { ...draft, category: 'dependency', file: 'go.mod' };
      if (/dial tcp|i\/o timeout|TLS handshake|connection reset|5\d\d |EOF|no such host/.test(text))
        return { ...draft, category: 'infra' };
      if (
        /40[134] |Could not read|authentication|unknown revision|not found|invalid version|checksum mismatch|module .* found/.test(
          text,
        )
      )
        return { ...draft, category: 'dependency', file: 'go.mod' };
      return { ...draft, weight: 0.6 };
    },
  }),
  lineRecogniser({
    tool: 'gofmt',
    category: 'format',
    need: '.go',
    pattern: /^(?<file>(?!go:)[^\s:'"]+\.go)$/,
    weight: 0.9,
    // `gofmt -l` prints bare file names; only a script that runs it makes them an error.
    with: (draft, block) =>
      block.script.some((line) => /\b(?:gofmt|gofumpt|goimports)\b.*-\w*l/.test(line))
        ? { ...draft, message: draft.file ?? '' }
        : undefined,
  }),
  lineRecogniser({
    tool: 'gofmt',
    category: 'format',
    need: ['.go.orig', 'diff -u'],
    pattern: /^diff (?:-u )?(?<file>[^\s]+?)(?:\.go)\.orig (?<message>\S+\.go)$/,
    weight: 0.9,
    with: (draft) => ({ ...draft, file: draft.message, message: `${draft.message} is not gofmt-ed` }),
  }),
];

export const goPackages: Recogniser[] = [
  {
    tool: 'go test',
    category: 'test',
    need: ['FAIL\t'],
    start: /^FAIL\t(?<path>\S+)(?: \[(?<why>build failed|setup failed)\]|\t)/,
    weight: 0.45,
    read: (block) => ({
      ...draftOf(block.match),
      message: block.match[0].trim(),
      ...(block.match.groups?.why && { category: 'compile' }),
    }),
  },
];

import { type Block, type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

const testLine = /^\s+(?<file>(?!testing\.go)[\w.-]+\.go):(?<line>\d+): (?<message>.*)$/;
const maxBack = 200;

/** The package folder of a test: `FAIL <import path> 0.005s` stands below the test's own lines. */
function packageFolder(lines: readonly { text: string }[]): string | undefined {
  for (const line of lines) {
    const path = /^(?:FAIL|ok|---)\s+([\w.-]+(?:\/[\w.~-]+)*)(?:\s|$)/.exec(line.text)?.[1];
    if (path?.includes('/') || path?.includes('.')) return folderOf(path);
  }
  return undefined;
}

/** `github.com/owner/name/v2/pkg/x` → `pkg/x`: a module path of a known host has three parts. */
function folderOf(importPath: string): string {
  const parts = importPath.split('/');
  const own = /^(?:github|gitlab|bitbucket|codeberg|gitea)\.\w+$/.test(parts[0] ?? '')
    ? parts.slice(3)
    : parts.slice(parts[0]?.includes('.') ? 2 : 1);
  return (/^v\d+$/.test(own[0] ?? '') ? own.slice(1) : own).join('/');
}

/** What the test printed: above `--- FAIL` with -v, below it without. */
function readTest(block: Block): Draft | Draft[] | undefined {
  const name = block.match.groups?.test ?? '';
  const said: { text: string; at: number }[] = [];
  for (const [index, line] of block.lines.entries()) {
    if (index > 0 && testLine.test(line.text)) said.push({ text: line.text, at: index });
  }
  if (said.length === 0) {
    for (let back = 1; back <= maxBack; back++) {
      const text = block.before(back)?.text;
      if (text === undefined || /^\s*(?:--- (?:PASS|FAIL)|=== RUN|ok\s|FAIL\s)/.test(text)) break;
      if (testLine.test(text)) said.unshift({ text, at: -back });
    }
  }
  const folder = packageFolder(block.lines);
  // A parent fails because its subtests do; they are listed below it.
  if (
    said.length === 0 &&
    block.lines.some((line, index) => index > 0 && line.text.includes(`--- FAIL: ${name}/`))
  )
    return undefined;
  if (said.length === 0)
    return { message: `${name} failed`, test: { name, ...(folder && { suite: folder }) }, weight: 0.7 };
  return said.slice(0, 5).map(({ text, at }) => {
    const groups = testLine.exec(text)?.groups ?? {};
    const error = /^\s*Error:\s+(.*)$/.exec(block.lines[at + 2]?.text ?? '')?.[1];
    return {
      message: (groups.message?.trim() || error || name).trim(),
      file: folder ? `${folder}/${groups.file}` : (groups.file ?? ''),
      line: Number(groups.line),
      test: { name, ...(folder && { suite: folder }) },
      first: Math.min(at, 0),
      last: Math.max(at, 0),
    };
  });
}

export const go: Recogniser[] = [
  {
    tool: 'go test',
    category: 'test',
    need: ['--- FAIL: '],
    start: /^\s*--- FAIL: (?<test>\S+) \([\d.]+s\)$/,
    maxLines: 120,
    until: /^\s*--- (?:PASS|SKIP): |^=== RUN|^ok\s|^--- FAIL: /,
    through: /^FAIL\s+\S+/,
    weight: 0.95,
    read: readTest,
  },
  {
    tool: 'go test',
    category: 'test',
    need: ['panic: ', 'WARNING: DATA RACE', 'fatal error: all goroutines'],
    start: /^(?<message>(?:panic: .*|WARNING: DATA RACE|fatal error: all goroutines are asleep.*))$/,
    maxLines: 60,
    until: /^(?:FAIL|exit status|ok)\s/,
    weight: 0.9,
    read(block) {
      const frames = readFrames(block.lines);
      const message = block.match.groups?.message ?? '';
      if (!/\[recovered\]|goroutine|DATA RACE/.test(block.lines.map((line) => line.text).join('\n')))
        return undefined;
      if (/^panic: test timed out/.test(message))
        return { message, category: 'test', ...placeOf(ownFrame(frames)), frames };
      const inTest = frames.some((frame) => frame.file.endsWith('_test.go'));
      return {
        message,
        frames,
        ...placeOf(ownFrame(frames)),
        category: inTest || message.includes('RACE') ? 'test' : 'runtime',
        last: Math.min(block.lines.length - 1, 25),
      };
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
      /^go: (?<message>(?!downloading|finding|extracting|added |upgraded|warning|creating|to add|found |trying).*)$/,
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

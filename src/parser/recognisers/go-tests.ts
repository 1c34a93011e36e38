import type { Block, Draft, Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

const testLine = /^\s+(?<file>(?!testing\.go)[\w.-]+\.go):(?<line>\d+): (?<message>.*)$/;
const maxBack = 200;

/** The package folder of a test: `FAIL <import path> 0.005s` stands below the test's own lines. */
function packageFolder(lines: readonly { text: string }[]): string | undefined {
  for (const line of lines) {
    const path = /^(?:FAIL|ok|---|=== FAIL:)\s+([\w.-]+(?:\/[\w.~-]+)*)(?:\s(?!\(\d)|$)/.exec(line.text)?.[1];
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

/** Tests of Go: their failures, panics and races. */
export const goTests: Recogniser[] = [
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
      const frames = readFrames(block.lines).filter((frame) => !frame.file.endsWith('_testmain.go'));
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
];

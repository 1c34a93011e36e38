import { type Block, type Draft, lineRecogniser, type RawFrame, type Recogniser } from '../finding.js';
import { isForeign } from '../frames.js';

/** `#1 0x55d in main /src/t.c:6:3` of the sanitizers, `at 0x109: main (t.c:5)` of valgrind. */
const nativeFrame =
  /^\s*(?:==\d+==\s+)?(?:#\d+ (?:0x[0-9a-f]+ in )?(?<fn>.+?) (?<file>[^\s()]+\.\w{1,4}):(?<line>\d+)(?::(?<column>\d+))?(?: \(.*\))?|(?:at|by) 0x[0-9A-F]+: (?<fn2>.+?) \((?<file2>[^\s():]+):(?<line2>\d+)\))$/;
const runtime =
  /sanitizer_common|libsanitizer|compiler-rt|sysdeps|\bcsu\/|vg_replace|interceptor|gtest|catch_?2?\//;

function framesOf(block: Block): RawFrame[] {
  const frames: RawFrame[] = [];
  for (const { text } of block.lines) {
    const groups = text.length < 800 ? nativeFrame.exec(text)?.groups : undefined;
    const file = groups?.file ?? groups?.file2;
    if (!groups || !file || runtime.test(file) || isForeign(file)) continue;
    frames.push({
      file,
      line: Number(groups.line ?? groups.line2),
      ...(groups.column && { column: Number(groups.column) }),
      function: groups.fn ?? groups.fn2 ?? '',
    });
    if (frames.length === 20) break;
  }
  return frames;
}

function readReport(block: Block): Draft {
  const frames = framesOf(block);
  const own = frames[0];
  return {
    message: (block.match.groups?.message ?? block.match[0]).replace(
      / (?:on address|on unknown address|\(pid=).*$/,
      '',
    ),
    frames,
    ...(own && { file: own.file, ...(own.line && { line: own.line }) }),
    last: Math.min(block.lines.length - 1, 10),
  };
}

/** Memory, thread and behaviour checkers of native programs. */
export const sanitizers: Recogniser[] = [
  {
    tool: 'sanitizer',
    category: 'runtime',
    need: ['Sanitizer: '],
    start: /^(?:==\d+==)?\s*(?:ERROR|WARNING): (?<message>\w+Sanitizer: .*)$/,
    maxLines: 60,
    through: /^SUMMARY: \w+Sanitizer/,
    weight: 0.94,
    read: readReport,
  },
  lineRecogniser({
    tool: 'sanitizer',
    category: 'runtime',
    need: [': runtime error: '],
    pattern: /^(?<file>[^\s:]+\.\w+):(?<line>\d+):(?<column>\d+): runtime error: (?<message>.*)$/,
    weight: 0.93,
  }),
  {
    tool: 'valgrind',
    category: 'runtime',
    need: ['== '],
    start:
      /^==\d+== (?<message>(?:Invalid (?:read|write|free).*|Conditional jump or move depends.*|Use of uninitialised.*|Syscall param .*|Mismatched free.*|Source and destination overlap.*|[\d,]+ (?:\([^)]*\) )?bytes in [\d,]+ blocks are (?:definitely|indirectly) lost.*|Possible data race.*|Process terminating with default action of signal.*))$/,
    maxLines: 14,
    until: /^==\d+== ?$/,
    weight: 0.92,
    read: readReport,
  },
  {
    tool: 'process',
    category: 'runtime',
    need: [
      'terminate called after throwing',
      'terminating with uncaught exception',
      'terminating due to uncaught',
    ],
    start:
      /^(?:libc\+\+abi: )?(?<message>terminat(?:e called after throwing|ing (?:with|due to) uncaught exception).*)$/,
    maxLines: 2,
    weight: 0.88,
    read(block) {
      const what = /^\s*what\(\): +(.*)$/.exec(block.lines[1]?.text ?? '')?.[1];
      const message = block.match.groups?.message ?? '';
      return { message: what ? `${message}: ${what}` : message, last: what ? 1 : 0 };
    },
  },
  {
    // assert(3) of the C library.
    tool: 'assert',
    category: 'test',
    need: ['Assertion `', 'Assertion failed: ('],
    start:
      /^(?:[\w./ -]+: )?(?:(?<file>[^\s:]+\.\w+):(?<line>\d+): .*?: Assertion `(?<what>.*)' failed\.|Assertion failed: \((?<what2>.*)\), function .*, file (?<file2>[^\s,]+), line (?<line2>\d+)\.)$/,
    weight: 0.9,
    read(block) {
      const groups = block.match.groups ?? {};
      return {
        message: `Assertion failed: ${groups.what ?? groups.what2}`,
        file: (groups.file ?? groups.file2 ?? '').replace(/^(?:\.\.\/)+/, ''),
        line: Number(groups.line ?? groups.line2),
      };
    },
  },
];

import type { Category } from '../../domain/index.js';
import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

const missing = /^(?:Error(?: \[\w+\])?: )?(?:Cannot find (?:module|package) '([^']+)')/;

/** A stack of the JavaScript world: `SomeError: text` with `at …` lines below. */
function readThrown(block: Block): Draft | undefined {
  const frames = readFrames(block.lines);
  const text = block.match.groups?.message ?? block.match[0];
  const stack = block.lines.some((line) => /^\s+at \S/.test(line.text) || /^- \//.test(line.text));
  if (!stack) return undefined;
  const all = block.lines.map((line) => line.text).join('\n');
  const code = /\bcode: '([A-Z_0-9]+)'/.exec(all)?.[1] ?? /^\w*Error \[(\w+)\]/.exec(text)?.[1];
  const required = /Require stack:\n- (\S+)/.exec(all)?.[1] ?? / imported from (\/\S+)/.exec(text)?.[1];
  const own = ownFrame(frames);
  const draft: Draft = {
    message: text.trim(),
    frames,
    ...placeOf(own),
    ...(code && { code }),
    category: thrownCategory(text, code),
    weight: 0.78,
  };
  if (required && (!own || missing.test(text))) {
    draft.file = required;
    if (!own?.file.endsWith(required)) delete draft.line;
    const same = frames.find((frame) => frame.file.endsWith(required));
    if (same) Object.assign(draft, placeOf(same));
    else if (/\[eval/.test(required)) delete draft.file;
    else draft.line = 1;
  }
  return { ...draft, last: Math.min(block.lines.length - 1, 24) };
}

function thrownCategory(text: string, code: string | undefined): Category {
  if (/ENOSPC|ENOMEM|EMFILE/.test(code ?? text)) return 'resource';
  if (/^(?:ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/.test(code ?? '')) return 'infra';
  if (/^SyntaxError/.test(text)) return 'compile';
  if (/^HttpError: (?:Resource not accessible|Bad credentials|Not Found)|\b40[13]\b/.test(text))
    return 'permission';
  return 'runtime';
}

export const javascriptRuntime: Recogniser[] = [
  {
    tool: 'node',
    category: 'runtime',
    need: ['Error: ', 'Error [', 'Error:'],
    start:
      /^\s*(?:Uncaught |Unhandled(?: Promise)? [Rr]ejection:? |\[.{1,20}\] )?(?<message>(?:[A-Z]\w*)?Error(?: \[\w+\])?: .*)$/,
    maxLines: 40,
    until: /^(?!\s+at |\s*$|Require stack:|- |\s+[\w']+: |\s*[}\]{]|\s+'|Node\.js v)\S/,
    read: readThrown,
  },
  {
    tool: 'node',
    category: 'compile',
    need: ['SyntaxError: '],
    start: /^(?<message>SyntaxError: .*)$/,
    maxLines: 8,
    read(block) {
      // Node prints `file:line`, the source line and a caret above the error.
      for (let back = 1; back <= 6; back++) {
        const place = /^(?:file:\/\/)?(\/?[^\s:]+\.[cm]?[jt]sx?):(\d+)$/.exec(block.before(back)?.text ?? '');
        if (place?.[1]) {
          return { message: block.match[0], file: place[1], line: Number(place[2]), weight: 0.9, last: 0 };
        }
      }
      return undefined;
    },
  },
  lineRecogniser({
    tool: 'node',
    category: 'resource',
    need: 'heap out of memory',
    pattern: /(?<message>FATAL ERROR: .*heap out of memory)/,
    weight: 0.97,
  }),
  {
    tool: 'node',
    category: 'runtime',
    need: ['triggerUncaughtException', 'UnhandledPromiseRejection', 'unhandled promise rejection'],
    start: /(?<message>(?:\[?UnhandledPromiseRejection|.*triggerUncaughtException).*)$/,
    maxLines: 8,
    read: (block) => {
      const said = block.lines.find((line) => /reason|Error/.test(line.text));
      return { message: (said ?? block.lines[0])?.text.trim() ?? '', weight: 0.6 };
    },
  },
  lineRecogniser({
    tool: 'deno',
    category: 'type',
    need: 'error: ',
    pattern:
      /^error: (?<message>(?:Uncaught|Type checking failed|Module not found|The module's source code).*)$/,
    weight: 0.75,
  }),
  lineRecogniser({
    tool: 'deno',
    category: 'type',
    need: '[ERROR]: ',
    pattern: /^(?<code>TS\d+) \[ERROR\]: (?<message>.*)$/,
    weight: 0.93,
  }),
];

import type { Category } from '../../domain/index.js';
import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { isForeign, ownFrame, placeOf, readFrames } from '../frames.js';

const missing = /^(?:Error(?: \[\w+\])?: )?(?:Cannot find (?:module|package) '([^']+)')/;

/**
 * How far above the error node printed the line that threw it, as it does when nothing caught the error:
 * the place, the source line and a caret.
 */
function uncaughtAt(block: Block): { back: number; file: string; line: number } | undefined {
  for (let back = 2; back <= 6; back++) {
    const text = block.before(back)?.text;
    if (text === undefined) return undefined;
    const place = /^(?:file:\/\/)?((?:\/|node:)[^\s:][^:]*):(\d+)$/.exec(text);
    if (!place?.[1]) continue;
    const caret = [1, 2].some((below) => /^\s*\^+$/.test(block.before(back - 1 - below)?.text ?? ''));
    return caret ? { back, file: place[1], line: Number(place[2]) } : undefined;
  }
  return undefined;
}

/** A stack of the JavaScript world: `SomeError: text` with `at …` lines below. */
function readThrown(block: Block): Draft | undefined {
  const frames = readFrames(block.lines);
  const text = block.match.groups?.message ?? block.match[0];
  const stack = block.lines.some((line) => /^\s+at \S/.test(line.text) || /^- \//.test(line.text));
  if (!stack) return undefined;
  const thrownAt = uncaughtAt(block);
  const all = block.lines.map((line) => line.text).join('\n');
  const code = /\bcode: '([A-Z_0-9]+)'/.exec(all)?.[1] ?? /^\w*Error \[(\w+)\]/.exec(text)?.[1];
  const required = /Require stack:\n- (\S+)/.exec(all)?.[1] ?? / imported from (\/\S+)/.exec(text)?.[1];
  const own = ownFrame(frames);
  const draft: Draft = {
    message: text.trim(),
    frames,
    ...placeOf(own),
    ...(code && { code }),
    category: /^(?:Expected|Received)\b/m.test(all) ? 'test' : thrownCategory(text, code),
    weight: thrownAt ? 0.94 : 0.78,
    ...(thrownAt && { first: -thrownAt.back }),
  };
  // The grammar is judged before anything runs: no frame of the project, but the place is printed.
  if (thrownAt && !own && !thrownAt.file.startsWith('node:'))
    Object.assign(draft, { file: thrownAt.file, line: thrownAt.line });
  if (required && (!own || missing.test(text))) {
    draft.file = required;
    if (!own?.file.endsWith(required)) delete draft.line;
    const same = frames.find((frame) => frame.file.endsWith(required));
    if (same) Object.assign(draft, placeOf(same));
    else if (/\[eval/.test(required)) delete draft.file;
    else draft.line = 1;
  }
  return { ...draft, last: Math.min(block.lines.length - 1, thrownAt ? 8 : 24) };
}

/** A script that misses a setting of its surroundings; the code that says so is right. */
const missingVariable =
  /\b(?:missing|required|undefined|unset|not set|must be set|not defined|provide|no)\b.{0,40}\b(?:env(?:ironment)? var(?:iable)?s?|secrets?)\b|\b(?:env(?:ironment)? var(?:iable)?s?|process\.env)\b.{0,60}\b(?:missing|required|undefined|unset|not set|must be set|not (?:defined|provided|found)|empty)\b|^Error: [A-Z][A-Z0-9]*_[A-Z0-9_]+ (?:environment variable )?(?:is|must be) (?:missing|required|unset|not set|set|not defined|undefined)\b/i;

function thrownCategory(text: string, code: string | undefined): Category {
  if (/ENOSPC|ENOMEM|EMFILE/.test(code ?? text)) return 'resource';
  if (/^(?:ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/.test(code ?? '')) return 'infra';
  if (/^SyntaxError/.test(text)) return / in JSON\b|JSON input/.test(text) ? 'runtime' : 'compile';
  if (/^(?:Config\w*Error|ValidationError: Invalid (?:configuration|options))\b/.test(text)) return 'config';
  if (/^AssertionError\b/.test(text)) return 'test';
  if (missingVariable.test(text)) return 'config';
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
      /^\s*(?:Uncaught |Unhandled(?: Promise)? [Rr]ejection:? |\[.{1,20}\] |[A-Z]\w+(?: [\w']+){0,5}[:,]? )?(?<message>(?:[A-Z]\w*)?Error(?: \[\w+\])?: .*)$/,
    maxLines: 40,
    until:
      /^(?!\s+at |(?:Expected|Received)\b|\s*$|Require stack:|- |\s+[\w']+: |\s*[}\]{]|\s+'|Node\.js v)\S/,
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
          const draft = { message: block.match[0], file: place[1], line: Number(place[2]), last: 0 };
          // The packages do not fit together, or not with this version of Node.
          return isForeign(place[1]) && /\bexport\b/.test(draft.message)
            ? { ...draft, category: 'config', weight: 0.9 }
            : { ...draft, weight: 0.9 };
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
    start: /(?<message>\[?UnhandledPromiseRejection.*|^.*triggerUncaughtException.*)$/,
    maxLines: 8,
    read: (block) => {
      const said = block.lines.find((line) => /reason|Error/.test(line.text));
      return { message: (said ?? block.lines[0])?.text.trim() ?? '', weight: 0.6 };
    },
  },
  {
    // Reporters and loggers that write JSON keep the stack in one string.
    tool: 'node',
    category: 'runtime',
    need: ['"stack": "', '"stack":"'],
    start: /"stack": ?"(?<message>[^"\\]{0,40}Error\b(?:[^"\\]|\\.){0,1500})/,
    weight: 0.8,
    read(block) {
      const lines = (block.match.groups?.message ?? '')
        .split('\\n')
        .map((text) => ({ text: text.replaceAll('\\"', '"') }));
      const message = lines[0]?.text.trim() ?? '';
      const frames = readFrames(lines);
      const own = ownFrame(frames);
      return own && { message, frames, ...placeOf(own), category: thrownCategory(message, undefined) };
    },
  },
];

import type { LogLine } from '../domain/index.js';

type Level = NonNullable<LogLine['level']>;

const levels: readonly Level[] = ['error', 'warning', 'notice', 'debug'];
/** `::error file=a.ts,line=3::text`; data after the second `::`. */
const command = /^\s*::(error|warning|notice|debug)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/;
/** How the web interface shows `##[error]` when a log is copied from it. */
const copiedError =
  /^Error: (?=Process completed with exit code|The operation was canceled|The action |Unable to )/;

const tab = 9;
const space = 32;
const colon = 58;
const letterE = 69;

export interface Marked {
  level: Level;
  text: string;
}

/** Can any line of this text, of whatever length, carry the runner's own marks? */
export const mayHoldMarks = (text: string): boolean => text.includes('##[');

/**
 * Reads `##[error]text`, `::error …::text` and the copied `Error: Process completed …`; undefined for plain
 * text. `isUnmarked`: it is known to hold none of the runner's own marks.
 */
export function readMarker(text: string, isUnmarked = false): Marked | undefined {
  const at = isUnmarked ? -1 : text.indexOf('##[');
  if (at >= 0) {
    for (const level of levels) {
      if (text.startsWith(level, at + 3) && text.charCodeAt(at + 3 + level.length) === 93) {
        return { level, text: text.slice(at + 4 + level.length) };
      }
    }
    return undefined;
  }
  const code = text.charCodeAt(0);
  if ((code === colon || code === space || code === tab) && text.includes('::')) {
    const match = command.exec(text);
    if (match) return { level: match[1] as Level, text: withPlace(match[2], decodeData(match[3] ?? '')) };
  }
  if (code === letterE && text.startsWith('Error: ') && copiedError.test(text))
    return { level: 'error', text: text.slice(7) };
  return undefined;
}

const decodeData = (text: string): string =>
  text.replace(/%0D/gi, '').replace(/%0A/gi, ' ').replace(/%25/g, '%');

/** An unprocessed `::error file=…` keeps its place by writing it before the text, as compilers do. */
function withPlace(properties: string | undefined, text: string): string {
  if (!properties) return text;
  const values = new Map<string, string>();
  for (const part of properties.split(',')) {
    const equals = part.indexOf('=');
    if (equals > 0) {
      const value = part
        .slice(equals + 1)
        .replace(/%3A/gi, ':')
        .replace(/%2C/gi, ',');
      values.set(part.slice(0, equals).trim(), value);
    }
  }
  const file = values.get('file');
  if (!file) return text;
  const place = [file, values.get('line'), values.get('line') && values.get('col')].filter(Boolean).join(':');
  return `${place}: ${text}`;
}

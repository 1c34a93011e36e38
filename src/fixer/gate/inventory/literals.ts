import { lineAt, type Source } from '../source/read-source.js';
import type { Setting } from './settings.js';

const token = /(["'`])|([\w$@.-]+(?:\/[\w@.*-]+)*)|([{}[\](),:=;>])/g;

interface Frame {
  closes: string;
  key: string;
  isList: boolean;
}

/**
 * The values of objects and lists that are written out in JSON or in a program's text, without running
 * it: keys before the sign, words and strings behind it. What is computed is passed over.
 */
export function readLiterals(source: Source, sign: ':' | '='): Setting[] {
  const settings: Setting[] = [];
  const frames: Frame[] = [];
  let key = '';
  let word: { value: string; line: number } | undefined;
  const pathOf = (): string =>
    [...frames.map((frame) => frame.key), key].filter((part) => part !== '').join('.');
  const flush = (): void => {
    const isList = frames.at(-1)?.isList === true && key === '';
    if (word && (key !== '' || isList))
      settings.push({ path: `${pathOf()}${isList ? '[]' : ''}`, value: word.value, line: word.line });
    word = undefined;
    key = '';
  };
  for (const match of tokensOf(source)) {
    const { text, isString, line } = match;
    if (isString || /[\w$]/.test(text)) {
      // `key` of `key: value` is only known at the sign; the last word counts.
      word = { value: text, line };
    } else if (text === sign || text === ':') {
      if (word) key = word.value;
      word = undefined;
    } else if ('{[('.includes(text)) {
      const called = text === '(' && word !== undefined && key === '' ? word.value : '';
      frames.push({
        closes: text === '{' ? '}' : text === '[' ? ']' : ')',
        key: key || called,
        isList: text !== '{',
      });
      key = '';
      word = undefined;
    } else if ('}])'.includes(text)) {
      flush();
      frames.pop();
    } else if (text === ',' || text === ';') flush();
  }
  flush();
  return settings;
}

interface Token {
  text: string;
  isString: boolean;
  line: number;
}

function* tokensOf(source: Source): Generator<Token> {
  token.lastIndex = 0;
  let skipTo = 0;
  for (const match of source.code.matchAll(token)) {
    if (match.index < skipTo) continue;
    const line = lineAt(source, match.index);
    if (match[1] === undefined) {
      yield { text: match[0], isString: false, line };
      continue;
    }
    // In the code view a string is blank between its marks.
    const end = source.code.indexOf(match[1], match.index + 1);
    if (end < 0) return;
    skipTo = end + 1;
    yield { text: source.text.slice(match.index + 1, end), isString: true, line };
  }
}

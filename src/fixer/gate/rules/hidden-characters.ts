import type { ChangedSource } from '../source/changed-source.js';
import type { Language } from '../source/language.js';
import { excerpt } from '../source/read-source.js';
import type { Finding } from './rule.js';

/** Turn the direction of reading, stand for nothing, or move a terminal: a reader sees other text than a machine. */
const hidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
/** Joiners belong into some scripts and into emoji; between Latin letters they hide. */
const joiner = /(?<=[\x20-\x7e])[\u200c\u200d](?=[\x20-\x7e])/g;
const mostNamed = 3;

export function findHiddenCharacters(changes: readonly ChangedSource[]): Finding[] {
  return changes.flatMap((change) => {
    const known = new Set(change.before.text.match(hidden) ?? []);
    return change.hunks
      .flatMap(({ after: { first, count } }) => Array.from({ length: count }, (_, n) => first + n))
      .flatMap((line) => {
        const { text } = excerpt(change.after, 'text', [line, line]);
        const found = [...(text.match(hidden) ?? []), ...(text.match(joiner) ?? [])].filter(
          (character) =>
            !(known.has(character) && isHarmless(character)) && !(line === 1 && text.startsWith('\ufeff')),
        );
        if (found.length === 0) return [];
        const isMark = found.every((character) => character === '\ufeff');
        const severity = isMark || (isText(change.language) && found.every(isControl)) ? 5 : 9;
        const names = [...new Set(found.map(nameOf))].slice(0, mostNamed).join(', ');
        return [
          {
            rule: 'hidden-characters',
            severity,
            file: change.file,
            line,
            says: `Characters that nobody sees are added (${names})`,
          },
        ];
      })
      .slice(0, mostNamed);
  });
}

/** What a file already uses may go on: form feeds in old C, escapes in a terminal's tests. */
const isHarmless = (character: string): boolean => character < '\u0100';

/** Recorded output of terminals holds their escapes; nobody runs it. */
const isText = (language: Language): boolean => language === 'prose' || language === 'other';
const isControl = (character: string): boolean => character < '\u0100' || character === '\ufeff';

const nameOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

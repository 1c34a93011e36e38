import { LineCounter, type Pair, parseAllDocuments, type Scalar, visit } from 'yaml';
import type { ChangedSource } from '../source/changed-source.js';
import type { Language } from '../source/language.js';
import { lineAt, type Source } from '../source/read-source.js';
import { readLiterals } from './literals.js';

/** One value of a configuration: a scalar, or an entry of a list (then the path ends in `[]`). */
export interface Setting {
  /** Keys from the outside in, joined by dots. */
  path: string;
  value: string;
  line: number;
}

/** The values that a configuration file gives, whatever its format; what cannot be read gives none. */
export function readSettings(source: Source, language: Language): Setting[] {
  switch (language) {
    case 'yaml':
      return readYaml(source);
    case 'javascript':
    case 'json':
      return readLiterals(source, ':');
    case 'toml':
      return readSections(source, true);
    case 'ini':
      return readSections(source, false);
    case 'xml':
      return readTags(source);
    case 'list':
    case 'other':
      return entriesOf(source.plain, '[]');
    case 'python':
    case 'ruby':
    case 'jvm':
      return readLiterals(source, '=');
    default:
      return [];
  }
}

export const settingsOf = (change: ChangedSource, side: 'before' | 'after'): Setting[] =>
  readSettings(change[side], change.language);

function readYaml({ text }: Source): Setting[] {
  const counter = new LineCounter();
  const settings: Setting[] = [];
  for (const document of parseAllDocuments(text, {
    lineCounter: counter,
    uniqueKeys: false,
    prettyErrors: false,
  })) {
    if (!('contents' in document)) continue;
    visit(document, {
      Scalar(key, node, ancestors) {
        if (key === 'key') return;
        const keys = ancestors.flatMap((ancestor) => ('key' in ancestor ? [keyText(ancestor)] : []));
        const path = `${keys.join('.')}${typeof key === 'number' ? '[]' : ''}`;
        settings.push({ path, value: String(node.value), line: counter.linePos(node.range?.[0] ?? 0).line });
      },
    });
  }
  return settings;
}

const keyText = ({ key }: Pair): string => String((key as Scalar | null)?.value ?? '');

/** What is longer is no setting that a person wrote. */
const longestLine = 2_000;

/** `[section]` and `key = value`; values go on in brackets (TOML) or on indented lines (INI). */
function readSections(source: Source, hasBrackets: boolean): Setting[] {
  const settings: Setting[] = [];
  const lines = source.plain.split('\n');
  let section = '';
  let key = '';
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? '').slice(0, longestLine);
    const head = /^\s*\[+\s*([^\]\n]+?)\s*\]+\s*$/.exec(line);
    const entry = /^(\s*)(["']?[\w.$/:*{},-]+["']?)\s*[=:]\s*(.*)$/.exec(line);
    if (head && !(hasBrackets && /^\s*\[\s*["'\d]/.test(line))) {
      section = (head[1] ?? '').replace(/["']/g, '');
      key = '';
    } else if (entry && (hasBrackets || entry[1] === '')) {
      key = [section, (entry[2] ?? '').replace(/["']/g, '')].filter(Boolean).join('.');
      let value = entry[3] ?? '';
      const first = at;
      while (hasBrackets && isOpen(value) && at + 1 < lines.length) value += `\n${lines[++at] ?? ''}`;
      settings.push(
        ...(!hasBrackets && value.includes(',')
          ? entriesOf(value, `${key}[]`).map((item) => ({ ...item, line: first + 1 }))
          : valuesOf(key, value, first + 1)),
      );
    } else if (key && line.trim() !== '') {
      settings.push(...entriesOf(line, `${key}[]`).map((item) => ({ ...item, line: at + 1 })));
    }
  }
  return settings;
}

const isOpen = (value: string): boolean =>
  (value.match(/[[{]/g) ?? []).length > (value.match(/[\]}]/g) ?? []).length && value.length < 20_000;

function valuesOf(path: string, text: string, line: number): Setting[] {
  const value = text.trim();
  if (/^\[[\s\S]*\]$/.test(value))
    return [...value.matchAll(/"([^"\n]*)"|'([^'\n]*)'|[\w./*-]+/g)].map((match) => ({
      path: `${path}[]`,
      value: match[1] ?? match[2] ?? match[0],
      line: line + (value.slice(0, match.index).match(/\n/g)?.length ?? 0),
    }));
  if (/^\{[\s\S]*\}$/.test(value))
    return [...value.matchAll(/([\w-]+)\s*=\s*(\[[^\]]*\]|"[^"]*"|'[^']*'|[\w.-]+)/g)].flatMap((match) =>
      valuesOf(`${path}.${match[1]}`, match[2] ?? '', line),
    );
  const bare = value.replace(/^(["'])([\s\S]*)\1$/, '$2');
  return bare === '' ? [] : [{ path, value: bare, line }];
}

/** One entry a line, or several between commas. */
const entriesOf = (text: string, path: string): Setting[] =>
  text.split('\n').flatMap((line, index) =>
    line
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
      .map((value) => ({ path, value, line: index + 1 })),
  );

/** Elements with their text and attributes. */
function readTags(source: Source): Setting[] {
  const settings: Setting[] = [];
  const open: string[] = [];
  for (const match of source.plain.matchAll(/<(\/?)([\w:.-]+)([^<>]{0,2000}?)(\/?)>([^<]{0,2000})/g)) {
    const [, closing, name = '', attributes = '', isEmpty, text = ''] = match;
    if (closing) {
      const at = open.lastIndexOf(name);
      if (at >= 0) open.length = at;
      continue;
    }
    const path = [...open, name].join('.');
    const line = lineAt(source, match.index);
    for (const attribute of attributes.matchAll(/([\w:-]+)\s*=\s*"([^"]*)"/g))
      settings.push({ path: `${path}.${attribute[1]}`, value: attribute[2] ?? '', line });
    // An element may stand several times beside itself: an entry of a list.
    if (text.trim() !== '')
      settings.push({ path: `${path}${isListed(name) ? '[]' : ''}`, value: text.trim(), line });
    if (!isEmpty) open.push(name);
  }
  return settings;
}

const isListed = (name: string): boolean =>
  /^(?:exclude|include|directory|file|module|test|argument|arg)$/.test(name);

import type { Language } from './language.js';

export interface StringForm {
  open: string;
  close: string;
  /** Does a backslash take away the meaning of the next character? */
  escapes: boolean;
  manyLines: boolean;
  /** Opens code inside the string. */
  hole?: string;
}

export interface Syntax {
  lineComments: readonly string[];
  /** A comment sign counts only at the beginning of a word. */
  commentStartsWord?: boolean;
  blockComments: readonly { open: string; close: string; nests?: boolean }[];
  strings: readonly StringForm[];
  /** A quotation mark behind a letter is an apostrophe. */
  apostrophes?: boolean;
  regexLiterals?: boolean;
  /** Forms that a fixed opening does not describe: characters, raw strings. Sticky; the whole match is a string. */
  others?: readonly RegExp[];
}

const text = (open: string, given: Partial<StringForm> = {}): StringForm => ({
  open,
  close: open,
  escapes: true,
  manyLines: false,
  ...given,
});
const slashes = { lineComments: ['//'], blockComments: [{ open: '/*', close: '*/' }] };
const hashes = { lineComments: ['#'], blockComments: [] };
/** `'a'`, `'\n'`, `'\u{1F600}'`, but not the lifetime `'a`. */
const character = /'(?:\\.[^'\n]{0,10}|[^'\\\n]{1,2})'/y;
const long = { manyLines: true };
const raw = { escapes: false, manyLines: true };

const cLike: Syntax = { ...slashes, strings: [text('"')], others: [character] };
const shellLike: Syntax = {
  ...hashes,
  commentStartsWord: true,
  strings: [text('"', long), text("'", raw)],
  apostrophes: true,
};
const none: Syntax = { lineComments: [], blockComments: [], strings: [] };

export const syntaxes: Readonly<Record<Language, Syntax>> = {
  javascript: {
    ...slashes,
    blockComments: [
      { open: '/*', close: '*/' },
      { open: '<!--', close: '-->' },
    ],
    strings: [text('`', { manyLines: true, hole: '${' }), text('"'), text("'")],
    apostrophes: true,
    regexLiterals: true,
  },
  python: {
    ...hashes,
    strings: [text('"""', long), text("'''", long), text('"'), text("'")],
  },
  go: { ...slashes, strings: [text('`', raw), text('"')], others: [character] },
  rust: {
    lineComments: ['//'],
    blockComments: [{ open: '/*', close: '*/', nests: true }],
    strings: [text('"', long)],
    others: [character, /\bb?r(#{0,8})"[\s\S]*?"\1/y],
  },
  ruby: {
    ...hashes,
    commentStartsWord: true,
    blockComments: [{ open: '\n=begin', close: '\n=end' }],
    strings: [text('"', long), text("'", long)],
    apostrophes: true,
  },
  php: {
    lineComments: ['//', '#'],
    blockComments: [{ open: '/*', close: '*/' }],
    strings: [text('"', long), text("'", long)],
    apostrophes: true,
  },
  jvm: {
    ...slashes,
    strings: [text('"""', long), text('"')],
    others: [character, /'[^'\\\n]*(?:\\.[^'\\\n]*)*'/y],
  },
  csharp: {
    ...slashes,
    strings: [text('"""', raw), text('"')],
    others: [character, /[$@]{0,2}@[$]?"[^"]*(?:""[^"]*)*"/y],
  },
  c: cLike,
  swift: { ...slashes, strings: [text('"""', long), text('"')] },
  dart: {
    ...slashes,
    strings: [text('"""', long), text("'''", long), text('"'), text("'")],
  },
  elixir: { ...hashes, strings: [text('"""', long), text('"', long)] },
  lua: {
    lineComments: ['--'],
    blockComments: [{ open: '--[[', close: ']]' }],
    strings: [text('"'), text("'"), text('[[', { ...raw, close: ']]' })],
  },
  shell: shellLike,
  make: { ...hashes, commentStartsWord: true, strings: [] },
  docker: { ...hashes, commentStartsWord: true, strings: [] },
  yaml: { ...hashes, commentStartsWord: true, strings: [text('"'), text("'")], apostrophes: true },
  json: { ...slashes, strings: [text('"'), text("'")] },
  toml: {
    ...hashes,
    strings: [text('"""', long), text("'''", raw), text('"'), text("'")],
    apostrophes: true,
  },
  ini: { lineComments: ['#', ';'], commentStartsWord: true, blockComments: [], strings: [] },
  xml: { lineComments: [], blockComments: [{ open: '<!--', close: '-->' }], strings: [] },
  list: { ...hashes, commentStartsWord: true, strings: [] },
  prose: none,
  other: none,
};

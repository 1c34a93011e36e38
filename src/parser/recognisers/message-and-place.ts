import { type Block, type Draft, type Recogniser, severityOf } from '../finding.js';
import { isForeign } from '../frames.js';

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const colonDigit = digits.slice(1).map((digit) => `:${digit}`);

/** A line that only says where: `In a.cr:5:13`, `  main.tf:5-8`, `┃   lib/a.ex:12:9 #(App.get)`, `site.yml:3 Task: x`. */
const barePlace =
  /^[\s│┃|>]*(?:(?:In|in|at|on|-->|→|@|Location:|File:|file:) +)?(?<file>\/?(?:[\w@.+-]+\/)*[\w@.+-]*[\w-]\.[a-zA-Z]\w{0,7}):(?<line>\d{1,7})(?:[:-](?<column>\d{1,6}))?(?::|\s*#?\([\w.!?]+\)|: [A-Z][\w.]*\/\d)?$/;
const interpreted = /\.(?:[cm]?[jt]s|py|rb|php|lua|pl)$/;
const underlined = /^[\s|\d>│┃^~.-]*$/;
const noProse = /^[\s\W\d]*$|^(?:Resolution|Reference|More Info|https?:|note:|help:|in |from |at )/;

/** Compilers that put a picture of the code between the place and the text: Crystal, OCaml, gfortran. */
function saidBelow(block: Block): { text: string; at: number; severity: string } | undefined {
  for (const [index, line] of block.lines.entries()) {
    const match =
      /^\s*(?<severity>Error|Fatal Error|Warning)(?: \d+(?: \[[\w-]+\])?)?(?: \([^)]*\))?: (?<text>\S.*)$/.exec(
        line.text,
      );
    if (index > 0 && match?.groups)
      return { text: match.groups.text ?? '', at: index, severity: match.groups.severity ?? '' };
  }
  return undefined;
}

/** The nearest line of prose above. */
function saidAbove(block: Block): { text: string; back: number } | undefined {
  for (let back = 1; back <= 3; back++) {
    const text = block.before(back)?.text.trim();
    if (text === undefined) return undefined;
    if (text === '' || noProse.test(text)) continue;
    return text.length >= 10 && /\w \w/.test(text) ? { text, back } : undefined;
  }
  return undefined;
}

function readPlace(block: Block): Draft | undefined {
  const groups = block.match.groups ?? {};
  const file = groups.file ?? '';
  if (isForeign(file) || /^\d[\d.]*$/.test(file) || /^\s+at /.test(block.match[0])) return undefined;
  const place = {
    file,
    line: Number(groups.line),
    ...(groups.column && !/:\d+-\d/.test(block.match[0]) && { column: Number(groups.column) }),
  };
  const below = saidBelow(block);
  const between = below ? block.lines.slice(1, below.at) : [];
  if (
    below &&
    between.every((line, index) => index < 2 || underlined.test(line.text) || line.text.includes('|'))
  )
    return {
      ...place,
      message: below.text,
      // Interpreters show the line that threw in the same way.
      category: interpreted.test(file) && !/syntax/i.test(below.text) ? 'runtime' : 'compile',
      severity: severityOf(below.severity),
      weight: 0.92,
      last: below.at,
    };
  const above = saidAbove(block);
  if (!above) return undefined;
  const said = /^(?:\[(?<mark>[A-Z])\] [↗→↘↑↓] |(?<word>warning|error|Warning|Error): )?(?<text>.*)$/.exec(
    above.text,
  );
  const word = said?.groups?.word;
  const strict = block.script.some((line) => /warnings?-as-errors|--strict|-Werror/.test(line));
  return {
    ...place,
    message: said?.groups?.text ?? above.text,
    category: /\.(?:exs?|cr|hs|ml|nim|zig)$/.test(file) && word ? 'compile' : 'lint',
    severity: word && !strict ? severityOf(word) : 'error',
    weight: word ? 0.86 : said?.groups?.mark ? 0.8 : 0.64,
    first: -above.back,
    last: 0,
  };
}

/** Checkers that give a message and its place on lines of their own. */
export const messageAndPlace: Recogniser[] = [
  {
    tool: 'generic',
    category: 'lint',
    need: colonDigit,
    start: barePlace,
    maxLines: 9,
    until: /^[\s│┃|>]*(?:In |in |at )?\/?[\w@./+-]+\.\w+:\d+/,
    through: /^\s*(?:Error|Fatal Error|Warning)\b.*: /,
    read: readPlace,
  },
  {
    tool: 'ocaml',
    category: 'compile',
    need: ['characters ', ', line '],
    start: /^File "(?<file>[^"]+)", lines? (?<line>\d+)(?:-\d+)?(?:, characters (?<column>\d+)-\d+)?:$/,
    maxLines: 14,
    through: /^(?:Error|Warning|Alert|Fatal error)\b/,
    weight: 0.93,
    read(block) {
      const groups = block.match.groups ?? {};
      const below = saidBelow(block);
      if (!below || isForeign(groups.file ?? '')) return undefined;
      return {
        file: groups.file ?? '',
        line: Number(groups.line),
        message: below.text,
        severity: severityOf(below.severity),
        last: below.at,
      };
    },
  },
  {
    // `Message: …` / `File: app/a.rb` / `Line: 12`, `Check: …` / `File: /main.tf:5-8`, `>> Issue: …` / `Location: a.py:5`.
    tool: 'generic',
    category: 'lint',
    need: ['Message: ', 'Check: ', '>> Issue: ', 'Rule: ', 'Title: ', 'Description: '],
    start:
      /^\s*(?:>> )?(?:Message|Check|Issue|Rule|Title|Description): (?:\[?(?<code>[A-Z][\w-]*\d)(?::\w+\])?:? +)?(?<message>\S.*)$/,
    maxLines: 9,
    until: /^\s*(?:>> Issue|Check|Rule|Title): |^-{10,}$/,
    weight: 0.88,
    read(block) {
      const all = block.lines.map((line) => line.text.trim());
      const at = all
        .map((line) => /^(?:File|Location|Path): (\S+?)(?::(\d+)(?:[:-]\d+)?)?$/.exec(line))
        .find((match) => match);
      if (!at?.[1]) return undefined;
      const line = at[2] ?? all.map((text) => /^Line: (\d+)$/.exec(text)?.[1]).find((found) => found);
      const { code, message = '' } = block.match.groups ?? {};
      return {
        message: message.replace(/^"(.*)"$/, '$1'),
        file: at[1].replace(/^\/(?!home\/|Users\/)/, ''),
        ...(line && { line: Number(line) }),
        ...(code && { code }),
        tool: /^B\d{3}$/.test(code ?? '') ? 'bandit' : /^CKV/.test(code ?? '') ? 'checkov' : 'generic',
        last: Math.min(block.lines.length - 1, 5),
      };
    },
  },
];

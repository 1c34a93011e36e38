import { FixAnswer } from './fix-answer.js';

type AnswerEdits = FixAnswer['edits'];

const head = /^<{5,9} SEARCH\s*$/;
const divider = /^={5,9}\s*$/;
const tail = /^>{5,9} REPLACE\s*$/;
const fence = /^\s*(```|~~~)/;
const single = /^(DELETE|RENAME)\s+(\S+)(?:\s*->\s*(\S+))?\s*$/;
const field = /^(OUTCOME|SUMMARY|NEEDS|CATEGORY|QUESTION):\s*(.*)$/;

/**
 * Reads an answer in SEARCH/REPLACE blocks, the form for models that write code better than JSON. An empty
 * SEARCH part creates the file. Undefined when the text holds neither a block nor an outcome.
 */
export function parseBlocks(text: string): FixAnswer | undefined {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const edits: AnswerEdits = [];
  const fields: Record<string, string> = {};
  const prose: string[] = [];
  let file = '';
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (head.test(line)) {
      const block = readBlock(lines, at);
      if (block === undefined) return undefined;
      file = pathBefore(lines, at) ?? file;
      if (edits.length === 0 && barePath(prose.at(-1) ?? '') === file) prose.pop();
      edits.push(editOf(file, block));
      at = block.end;
      continue;
    }
    const [, key, value] = field.exec(line) ?? [];
    const [, verb, from, to] = single.exec(line) ?? [];
    if (key !== undefined) fields[key] = (value ?? '').trim();
    else if (verb !== undefined && from !== undefined) edits.push(wholeFileEdit(verb, from, to ?? ''));
    else if (edits.length === 0 && !fence.test(line)) prose.push(line);
  }
  if (edits.length === 0 && fields.OUTCOME === undefined) return undefined;
  const parsed = FixAnswer.safeParse({
    analysis: prose.join('\n').trim(),
    category: fields.CATEGORY,
    edits,
    needs: (fields.NEEDS ?? '').split(',').flatMap((n) => (n.trim() === '' ? [] : [n.trim()])),
    outcome: fields.OUTCOME ?? 'fix',
    question: fields.QUESTION ?? '',
    summary: fields.SUMMARY ?? '',
  });
  return parsed.data;
}

interface Block {
  find: string[];
  replace: string[];
  end: number;
}

function readBlock(lines: string[], start: number): Block | undefined {
  const middle = lines.findIndex((l, i) => i > start && divider.test(l));
  const end = lines.findIndex((l, i) => i > middle && tail.test(l));
  if (middle < 0 || end < 0) return undefined;
  return { find: lines.slice(start + 1, middle), replace: lines.slice(middle + 1, end), end };
}

/** The path stands in the line before the block, inside of the fence or just above of it. */
function pathBefore(lines: string[], start: number): string | undefined {
  for (let at = start - 1; at >= Math.max(0, start - 3); at--) {
    const line = lines[at] ?? '';
    if (tail.test(line)) return undefined;
    const path = barePath(line);
    if (path !== '' && !/\s/.test(path)) return path;
  }
  return undefined;
}

/** A line without the fence, comment signs and emphasis that models put around a path. */
const barePath = (line: string): string =>
  line.replace(/^\s*(```|~~~)\S*/, '').replace(/^[#/*`\s]+|[`*:\s]+$/g, '');

const editOf = (file: string, { find, replace }: Block): AnswerEdits[number] => ({
  action: find.every((l) => l.trim() === '') ? 'create' : 'replace',
  file,
  find: find.join('\n'),
  line: 0,
  replace: find.every((l) => l.trim() === '') ? `${replace.join('\n')}\n` : replace.join('\n'),
  to: '',
});

const wholeFileEdit = (verb: string, file: string, to: string): AnswerEdits[number] => ({
  action: verb === 'DELETE' ? 'delete' : 'rename',
  file,
  find: '',
  line: 0,
  replace: '',
  to,
});

import type { LogLine } from '../domain/index.js';
import { isCaretLine } from './code-frame.js';
import type { Block, Draft, Finding, Recogniser } from './finding.js';

const maxLines = 16;
const maxLineChars = 240;
/** Lines of a longer block that are shown whatever they say. */
const headLines = 3;
const tailLines = 2;
/** As much of a message is looked for in the lines. */
const soughtChars = 60;
const gap = '…';
const defaultWeight = 0.9;

/** What a recogniser has to say with the lines it read it from. */
export function withEvidence(draft: Draft, recogniser: Recogniser, block: Block): Finding {
  const { first = 0, last = block.lines.length - 1, ...rest } = draft;
  const above: LogLine[] = [];
  for (let back = -first; back >= 1; back--) {
    const line = block.before(back);
    if (line) above.push(line);
  }
  const lines = [...above, ...block.lines.slice(Math.max(0, first), Math.max(last, first, 0) + 1)];
  const start = lines[0] ?? block.lines[0];
  const end = lines[lines.length - 1] ?? start;
  return {
    ...rest,
    tool: rest.tool ?? recogniser.tool,
    category: rest.category ?? recogniser.category,
    severity: rest.severity ?? 'error',
    weight: rest.weight ?? recogniser.weight ?? defaultWeight,
    from: start?.number ?? 1,
    to: end?.number ?? 1,
    spanTo: block.lines[block.lines.length - 1]?.number ?? 1,
    excerpt: excerptOf(
      lines.map(({ text }) => text),
      rest.message,
    ),
  };
}

/** The lines, or of many those that say most: the head, the message, what is underlined, and the end. */
function excerptOf(texts: readonly string[], message: string): string[] {
  if (texts.length <= maxLines) return texts.map(shortened);
  const sought = message.split('\n')[0]?.trim().slice(0, soughtChars) ?? '';
  const wanted = [
    ...Array.from({ length: headLines }, (_, at) => at),
    ...around(texts, (text) => sought !== '' && text.includes(sought), 1),
    ...around(texts, isCaretLine, 2),
    ...Array.from({ length: tailLines }, (_, back) => texts.length - tailLines + back),
    ...texts.keys(),
  ];
  // Of the gaps each takes a line, too.
  const chosen = [...new Set(wanted)].slice(0, maxLines - 3).sort((a, b) => a - b);
  return chosen.flatMap((at, order) => {
    const before = chosen[order - 1] ?? -1;
    return [...(at > before + 1 ? [gap] : []), shortened(texts[at] ?? '')];
  });
}

const shortened = (text: string): string => text.slice(0, maxLineChars);

/** The first line that fits, with as many lines above it. */
function around(texts: readonly string[], fits: (text: string) => boolean, above: number): number[] {
  const at = texts.findIndex(fits);
  return at < 0 ? [] : Array.from({ length: above + 1 }, (_, back) => Math.max(0, at - above + back));
}

import { type CodeWindow, isWhole } from '../context/index.js';
import { type Block, ranks } from './block.js';
import { cleanText, type Fencing } from './fence.js';

/** A place of an error is rather cut than left out. */
const leastTokens = 300;

interface Reason {
  says: string;
  rank: number;
}

const reasons: Readonly<Record<CodeWindow['why'], Reason>> = {
  error: { says: 'place of an error', rank: ranks.failingCode },
  frame: { says: 'on the stack', rank: ranks.nearCode },
  imports: { says: 'its imports', rank: ranks.nearCode },
  signature: { says: 'head of the function around', rank: ranks.nearCode },
  subject: { says: 'used by the failing test', rank: ranks.nearCode },
  command: { says: 'run by the failing step', rank: ranks.nearCode },
  import: { says: 'imported', rank: ranks.farCode },
  definition: { says: 'defines a name of the error', rank: ranks.farCode },
  manifest: { says: 'manifest', rank: ranks.farCode },
  workflow: { says: 'workflow, not to be edited', rank: ranks.farCode },
  requested: { says: 'you asked for it', rank: ranks.failingCode },
};

/** Windows of code with line numbers, a block each. */
export const describeCode = (windows: readonly CodeWindow[], fencing: Fencing): Block[] =>
  windows.map((window) => ({
    label: labelOf(window),
    text: numbered(window, fencing),
    rank: reasons[window.why].rank,
    ...(reasons[window.why].rank === ranks.failingCode ? { floor: leastTokens } : {}),
    file: window.file,
  }));

function labelOf(window: CodeWindow): string {
  const { file, startLine, totalLines, why, numbers } = window;
  const extent =
    numbers !== undefined
      ? `outline of ${totalLines} lines, ask for parts as ${file}:from-to`
      : isWhole(window)
        ? 'whole file'
        : `lines ${startLine} to ${startLine + window.lines.length - 1} of ${totalLines}`;
  return `${file}, ${extent}, ${reasons[why].says}`;
}

/** Lines with their numbers. Masked first: a secret of several lines is not seen once numbers stand between. */
function numbered(window: CodeWindow, fencing: Fencing): string {
  const lines = cleanText(window.lines.join('\n'), fencing).split('\n');
  const numberOf = (i: number): number => window.numbers?.[i] ?? window.startLine + i;
  const width = String(numberOf(lines.length - 1)).length;
  const marked = new Set(window.marked);
  return lines
    .map((line, i) => {
      const number = numberOf(i);
      return `${String(number).padStart(width)}${marked.has(number) ? '>' : '|'} ${line}`;
    })
    .join('\n');
}

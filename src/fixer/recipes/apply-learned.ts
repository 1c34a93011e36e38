import type { Edit } from '../../domain/index.js';
import { applyEdits } from '../edits/index.js';

/** Lines around a change that must still be there; fewer are asked for when more are not found. */
const contexts = [3, 1, 0] as const;

/**
 * Puts the edits of an earlier diff to a tree, wherever their lines stand now. All or none, and each only where
 * it fits in exactly one place. Answers whether they were put there.
 */
export async function applyLearned(tree: string, diff: string): Promise<boolean> {
  for (const context of contexts) {
    const edits = editsOfDiff(diff, context);
    if (!edits || edits.length === 0) return false;
    const applied = await applyEdits(tree, edits, { mayRewrite: () => false });
    if (applied.ok) return true;
  }
  return false;
}

/** A diff as edits; undefined when it holds something else than changed, new and deleted text files. */
export function editsOfDiff(diff: string, context: number): Edit[] | undefined {
  const starts = [...diff.matchAll(/^diff --git /gm)].map(({ index }) => index);
  const sections = starts.map((start, n) => diff.slice(start, starts[n + 1]));
  const edits = sections.map((section) => editsOfFile(section, context));
  return edits.some((made) => made === undefined) ? undefined : edits.flatMap((made) => made ?? []);
}

const unusual = /^(?:old mode|rename from|copy from|GIT binary patch|Binary files)/m;

function editsOfFile(section: string, context: number): Edit[] | undefined {
  const at = section.search(/^@@ /m);
  const header = at < 0 ? section : section.slice(0, at);
  const file = /^(?:\+\+\+ b|--- a)\/(.+?)\t?$/m.exec(header)?.[1];
  if (file === undefined || unusual.test(header)) return undefined;
  if (/^deleted file mode/m.test(header)) return [{ action: 'delete', file }];
  const hunks = section
    .slice(at)
    .split(/^@@ .*\n/m)
    .slice(1)
    .map((hunk) => hunk.split('\n').slice(0, hunk.endsWith('\n') ? -1 : undefined));
  if (/^new file mode/m.test(header))
    return [{ action: 'create', file, content: `${sideOf(hunks.flat(), '+').join('\n')}\n` }];
  return hunks.map((lines) => {
    const near = withContext(lines, context);
    return {
      action: 'replace',
      file,
      find: sideOf(near, '-').join('\n'),
      replace: sideOf(near, '+').join('\n'),
    };
  });
}

/** The changed lines of a hunk with so many unchanged ones around; lines that are only put in keep one. */
function withContext(lines: readonly string[], context: number): string[] {
  const isChange = (line: string): boolean => /^[-+]/.test(line);
  const first = lines.findIndex(isChange);
  const last = lines.findLastIndex(isChange);
  const needed = lines.some((line) => line.startsWith('-')) ? context : Math.max(context, 1);
  return lines.slice(Math.max(0, first - needed), last + 1 + needed);
}

/** The lines of a hunk before (`-`) or after (`+`) the change. */
const sideOf = (lines: readonly string[], sign: '-' | '+'): string[] =>
  lines.filter((line) => line.startsWith(' ') || line.startsWith(sign)).map((line) => line.slice(1));

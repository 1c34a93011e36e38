import type { ChangedFile } from '../../../domain/index.js';

/**
 * The two texts of each file of a unified diff as far as the diff tells them: lines that it leaves out are
 * empty, so that the line numbers are right. For files whose whole texts nobody has.
 */
export function textsOfPatch(patch: string): ChangedFile[] {
  const files: ChangedFile[] = [];
  let sides: { before: string[]; after: string[] } | undefined;
  let names: { before?: string | undefined; after?: string | undefined } = {};
  const close = (): void => {
    const file = names.after ?? names.before;
    if (sides && file !== undefined)
      files.push({
        file,
        ...(names.before !== undefined && names.before !== file && { from: names.before }),
        ...(names.before !== undefined && { before: sides.before.join('\n') }),
        ...(names.after !== undefined && { after: sides.after.join('\n') }),
      });
    sides = undefined;
  };
  for (const line of patch.split('\n')) {
    const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (line.startsWith('diff --git ')) {
      close();
      names = {};
    } else if (start) {
      sides ??= { before: [], after: [] };
      // Lines that the diff leaves out; a diff that lies about them costs no memory.
      if (Number(start[1]) <= mostLines) fillUp(sides.before, Number(start[1]) - 1);
      if (Number(start[2]) <= mostLines) fillUp(sides.after, Number(start[2]) - 1);
    } else if (!sides && /^(?:---|\+\+\+) /.test(line)) {
      names[line.startsWith('-') ? 'before' : 'after'] = pathOf(line.slice(4));
    } else if (sides && /^[-+ ]/.test(line)) {
      if (line[0] !== '+') sides.before.push(line.slice(1));
      if (line[0] !== '-') sides.after.push(line.slice(1));
    } else if (sides && /^--- /.test(line)) close();
  }
  close();
  return files;
}

const mostLines = 2_000_000;

function fillUp(lines: string[], count: number): void {
  while (lines.length < count) lines.push('');
}

/** `a/src/x.ts`, `"b/src/\303\244.ts"`; undefined for /dev/null. */
function pathOf(written: string): string | undefined {
  const bare = written.replace(/\t.*$/, '').replace(/^"(.*)"$/, '$1');
  return bare === '/dev/null' ? undefined : bare.replace(/^[ab]\//, '');
}

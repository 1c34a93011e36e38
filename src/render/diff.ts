import { type Paint, safeText } from '../domain/index.js';

const hunkHeader = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** A unified diff for reading; file headers are shortened to the path, of the hunks no line is left out. */
export function renderDiff(patch: string, paint: Paint): string {
  const lines: string[] = [];
  // Lines of the hunk that are still to come: in it, `+++ x` is an added line and no header.
  let toCome = { before: 0, after: 0 };
  for (const raw of patch.split('\n')) {
    const line = safeText(raw);
    if (toCome.before > 0 || toCome.after > 0) {
      const sign = raw.charAt(0);
      if (sign !== '+' && sign !== '\\') toCome.before -= 1;
      if (sign !== '-' && sign !== '\\') toCome.after -= 1;
      lines.push(sign === '+' ? paint.good(line) : sign === '-' ? paint.bad(line) : line);
      continue;
    }
    const hunk = hunkHeader.exec(raw);
    if (hunk) toCome = { before: Number(hunk[1] ?? 1), after: Number(hunk[2] ?? 1) };
    if (line.startsWith('diff --git '))
      lines.push(...(lines.length > 0 ? [''] : []), paint.strong(pathOf(line)));
    else if (/^(?:index |--- |\+\+\+ |similarity |new file mode 100644|deleted file mode)/.test(line))
      continue;
    else if (line.startsWith('old mode ')) lines.push(paint.bad(`- mode ${line.slice(9)}`));
    else if (line.startsWith('new mode ')) lines.push(paint.good(`+ mode ${line.slice(9)}`));
    else if (line.startsWith('@@')) lines.push(paint.accent(line));
    else lines.push(line);
  }
  return lines.join('\n').trimEnd();
}

const pathOf = (header: string): string => / b\/(.*)$/.exec(header)?.[1] ?? header;

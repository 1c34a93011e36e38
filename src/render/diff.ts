import { safeText } from '../domain/index.js';
import type { Paint } from './paint.js';

/** A unified diff for reading; file headers are shortened to the path. */
export function renderDiff(patch: string, paint: Paint): string {
  const lines: string[] = [];
  for (const raw of patch.split('\n')) {
    const line = safeText(raw);
    if (line.startsWith('diff --git '))
      lines.push(...(lines.length > 0 ? [''] : []), paint.strong(pathOf(line)));
    else if (/^(?:index |--- |\+\+\+ |similarity |new file mode|deleted file mode)/.test(line)) continue;
    else if (line.startsWith('old mode ')) lines.push(paint.bad(`- mode ${line.slice(9)}`));
    else if (line.startsWith('new mode ')) lines.push(paint.good(`+ mode ${line.slice(9)}`));
    else if (line.startsWith('@@')) lines.push(paint.accent(line));
    else if (line.startsWith('+')) lines.push(paint.good(line));
    else if (line.startsWith('-')) lines.push(paint.bad(line));
    else lines.push(line);
  }
  return lines.join('\n').trimEnd();
}

const pathOf = (header: string): string => / b\/(.*)$/.exec(header)?.[1] ?? header;

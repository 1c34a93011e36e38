export interface TextPlace {
  file: string;
  line?: number;
  column?: number;
}

const position = /:(\d{1,7})(?::(\d{1,5}))?|[,"']? line (\d{1,7})|\((\d{1,7})(?:[,:](\d{1,5}))?\)/g;
const fileEnd = /\.[A-Za-z]\w{0,7}$/;
const maxPathChars = 260;

const isPathChar = (code: number): boolean =>
  (code >= 48 && code <= 57) ||
  (code >= 64 && code <= 90) ||
  (code >= 97 && code <= 122) ||
  code === 46 ||
  code === 47 ||
  code === 45 ||
  code === 95 ||
  code === 92 ||
  code === 43;

/**
 * The first `file.ext:12:3`, `file.ext line 12` or `file.ext(12,3)` in free text. Walks back from the number,
 * so that its cost stays linear on text that only looks like a path.
 */
export function findPlace(text: string): TextPlace | undefined {
  position.lastIndex = 0;
  for (let match = position.exec(text); match; match = position.exec(text)) {
    let start = match.index;
    while (start > 0 && match.index - start < maxPathChars && isPathChar(text.charCodeAt(start - 1))) start--;
    const file = text.slice(start, match.index);
    if (file.length < 3 || !fileEnd.test(file) || /^\d+(?:\.\d+)*$/.test(file)) continue;
    const line = Number(match[1] ?? match[3] ?? match[4]);
    const column = Number(match[2] ?? match[5] ?? 0);
    return { file, ...(line > 0 && { line }), ...(column > 0 && { column }) };
  }
  return undefined;
}

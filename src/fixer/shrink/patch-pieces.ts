/** Neighbouring lines that a change takes out and puts in; the smallest part that can be left out of it. */
export interface Piece {
  file: string;
  /** Index of the first line that is taken out (or that the new ones are put before), from 0. */
  at: number;
  removed: readonly string[];
  added: readonly string[];
}

/**
 * The pieces of a unified diff as cifix makes it, of the text files that it only modifies. What a diff says
 * of other files (new, gone, renamed, binary, without a newline at the end) stays whole: no piece.
 */
export const piecesOf = (patch: string): Piece[] => sectionsOf(patch).flatMap(piecesOfFile);

/** A piece line by line, where its lines can stand for themselves. */
export function splitPiece(piece: Piece): Piece[] {
  const { file, at, removed, added } = piece;
  if (removed.length === added.length)
    return removed.map((line, index) => ({
      file,
      at: at + index,
      removed: [line],
      added: added.slice(index, index + 1),
    }));
  if (removed.length === 0) return added.map((line) => ({ file, at, removed: [], added: [line] }));
  if (added.length === 0)
    return removed.map((line, index) => ({ file, at: at + index, removed: [line], added: [] }));
  return [piece];
}

/** The text with these pieces of its file in it; they are in the order of the file. */
export function withPieces(before: string, pieces: readonly Piece[]): string {
  const lines = before.split('\n');
  const out: string[] = [];
  let next = 0;
  for (const { at, removed, added } of pieces) {
    out.push(...lines.slice(next, at), ...added);
    next = Math.max(next, at) + removed.length;
  }
  return [...out, ...lines.slice(next)].join('\n');
}

/** A diff cut at the headers of its files. */
function sectionsOf(patch: string): string[] {
  const starts = [...patch.matchAll(/^diff --git /gm)].map(({ index }) => index);
  return starts.map((start, n) => patch.slice(start, starts[n + 1]));
}

const notPlain =
  /^(?:new file mode|deleted file mode|rename from|copy from|old mode|GIT binary patch|Binary files)/m;

function piecesOfFile(section: string): Piece[] {
  const header = section.slice(0, section.search(/^@@ /m));
  const file = /^\+\+\+ b\/(.+?)\t?$/m.exec(header)?.[1];
  // A name in quotes holds characters that git escapes; it is left whole.
  if (file === undefined || notPlain.test(header) || /^\\ No newline/m.test(section)) return [];
  const pieces: Piece[] = [];
  let open: { at: number; removed: string[]; added: string[] } | undefined;
  let line = 0;
  for (const text of section.slice(header.length).split('\n')) {
    const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(text);
    if (hunk) {
      // A hunk without old lines names the line before it.
      line = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      open = undefined;
      continue;
    }
    const sign = text[0];
    if (sign !== '-' && sign !== '+') {
      open = undefined;
      if (sign === ' ') line++;
      continue;
    }
    if (!open) {
      open = { at: line, removed: [], added: [] };
      pieces.push({ file, ...open });
    }
    if (sign === '+') open.added.push(text.slice(1));
    else {
      open.removed.push(text.slice(1));
      line++;
    }
  }
  return pieces;
}

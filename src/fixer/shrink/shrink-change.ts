import { type Piece, piecesOf, splitPiece, withPieces } from './patch-pieces.js';

interface ShrinkOptions {
  /** Unified diff from the unfixed tree to the proved one. */
  patch: string;
  /** A file of the unfixed tree. */
  readBefore(file: string): Promise<string | undefined>;
  /** Does the proof hold with these texts in the modified files? */
  isGreen(texts: ReadonlyMap<string, string>): Promise<boolean>;
  /** Is there time for another trial? */
  mayGoOn(): boolean;
}

/**
 * Leaves out of a change whatever the proof does not need: halves first, then piece by piece, then line by
 * line. Answers the texts of the files that the change modifies, or undefined when nothing could be left out.
 */
export async function shrinkChange(options: ShrinkOptions): Promise<ReadonlyMap<string, string> | undefined> {
  const whole = piecesOf(options.patch);
  const before = new Map<string, string>();
  for (const { file } of whole) {
    const text = before.has(file) ? undefined : await options.readBefore(file);
    if (text !== undefined) before.set(file, text);
  }
  if ([...new Set(whole.map(({ file }) => file))].some((file) => !before.has(file))) return undefined;

  const textsOf = (pieces: readonly Piece[]): Map<string, string> =>
    new Map(
      [...before].map(([file, text]) => [
        file,
        withPieces(
          text,
          pieces.filter((piece) => piece.file === file),
        ),
      ]),
    );
  const holds = (pieces: readonly Piece[]): Promise<boolean> => options.isGreen(textsOf(pieces));
  const coarse = await leaveOut(whole, holds, options.mayGoOn);
  const lines = coarse.flatMap(splitPiece);
  const fine = lines.length > coarse.length ? await leaveOut(lines, holds, options.mayGoOn) : coarse;
  return sizeOf(fine) < sizeOf(whole) ? textsOf(fine) : undefined;
}

const sizeOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { removed, added }) => sum + removed.length + added.length, 0);

/** Delta debugging by complements: ever smaller runs of pieces are left out while the rest still holds. */
async function leaveOut(
  pieces: readonly Piece[],
  holds: (pieces: readonly Piece[]) => Promise<boolean>,
  mayGoOn: () => boolean,
): Promise<readonly Piece[]> {
  let kept = pieces;
  for (let size = Math.floor(kept.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < kept.length && kept.length > 1; ) {
      if (!mayGoOn()) return kept;
      const rest = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (rest.length > 0 && (await holds(rest))) kept = rest;
      else at += size;
    }
  }
  return kept;
}

/** Lines of a diff that tell a reader nothing. */
const noise = /^(index [0-9a-f]+\.\.[0-9a-f]+|similarity index |dissimilarity index |diff --git )/;

/** A diff without hashes; its file names stay in the lines with `---` and `+++`. */
export const plainDiff = (diff: string): string =>
  diff
    .split('\n')
    .filter((line) => !noise.test(line))
    .join('\n')
    .trim();

interface FileDiff {
  names: string[];
  text: string;
}

/**
 * The part of a commit's diff that bears on these files; where nothing of it does, the whole. Further files are
 * named only.
 */
export function tellingDiff(diff: string, files: readonly string[]): string {
  const all = splitDiff(diff);
  const wanted = new Set(files);
  const telling = all.filter(({ names }) => names.some((name) => wanted.has(name)));
  if (telling.length === 0) return plainDiff(diff);
  const others = all.filter((one) => !telling.includes(one)).flatMap(({ names }) => names.at(-1) ?? []);
  const more = others.length > 0 ? [`(it also changed ${others.slice(0, 20).join(', ')})`] : [];
  return [...telling.map(({ text }) => plainDiff(text)), ...more].join('\n');
}

const splitDiff = (diff: string): FileDiff[] =>
  diff
    .split(/^(?=diff --git )/m)
    .filter((text) => text.trim() !== '')
    .map((text) => ({ names: namesOf(text), text }));

/** Old and new path; without `---` and `+++` (a rename, a mode) they stand in the first line only. */
function namesOf(text: string): string[] {
  const marked = [...text.matchAll(/^(?:---|\+\+\+) [ab]\/(.+)$/gm)].map(([, path = '']) => path);
  const [, from, to] = /^diff --git a\/(.+) b\/(.+)$/m.exec(text) ?? [];
  const all = marked.length > 0 ? marked : [from ?? '', to ?? ''];
  return [...new Set(all.filter((path) => path !== ''))];
}

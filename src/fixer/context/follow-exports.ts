import { languageOf } from './languages.js';
import type { Source, Sources, Wish } from './sources.js';

/** Names of a failing test that are followed through the files that hand them on. */
const mostNames = 6;
const mostFiles = 4;
const mostLinks = 2;

/**
 * A file that a test imports often only hands on what lies elsewhere, `const Job = require('./job')`: follows the
 * used names to the files that make them.
 */
export async function followExports(
  sources: Sources,
  used: readonly string[],
  { wish, focusOnUse }: { wish: Wish; focusOnUse(source: Source | undefined): void },
): Promise<void> {
  let from = sources.list().filter((s) => s.why === wish.why);
  let added = 0;
  for (let link = 0; link < mostLinks && from.length > 0; link++) {
    const next: Source[] = [];
    for (const source of from) {
      for (const path of handedOn(source, used.slice(0, mostNames))) {
        if (added === mostFiles) return;
        const isNew = sources.get(path) === undefined;
        if (!(await sources.add(path, undefined, wish))) continue;
        const made = sources.get(path);
        focusOnUse(made);
        if (isNew && made !== undefined) {
          next.push(made);
          added++;
        }
      }
    }
    from = next;
  }
}

/** Files from which a source takes one of the names, by the lines that import them; best candidate first. */
function handedOn({ file, lines }: Source, names: readonly string[]): string[] {
  const language = languageOf(file);
  if (language === undefined) return [];
  const telling = lines.filter((line) => line.length < 400 && names.some((name) => isTaken(line, name)));
  return [
    ...new Set(telling.flatMap(language.importedNames).flatMap((name) => language.candidates(name, file))),
  ];
}

/** Is the name what the line takes, and not an argument behind the path? */
function isTaken(line: string, name: string): boolean {
  const at = line.search(new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`));
  const path = line.search(/['"]\.{1,2}\//);
  return at >= 0 && (path < 0 || at < path);
}

const escaped = (name: string): string => name.replace(/[$]/g, '\\$&');

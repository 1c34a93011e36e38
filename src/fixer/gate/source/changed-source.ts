import type { ChangedFile, FileChange } from '../../../domain/index.js';
import { classOf, type PathClass } from '../path-class.js';
import { diffLines, type Hunk } from './diff-lines.js';
import { type Language, languageOf } from './language.js';
import { lineAt, readSource, type Source } from './read-source.js';
import { isSameProgram } from './same-program.js';
import { textsOfPatch } from './texts-of-patch.js';

/** A changed file as the rules look at it. */
export interface ChangedSource {
  file: string;
  from?: string;
  kind: FileChange['kind'];
  is: PathClass;
  was: PathClass;
  language: Language;
  before: Source;
  after: Source;
  hunks: readonly Hunk[];
  /** From these lines on a source holds tests of its own, before and after; absent when it holds none. */
  testsFrom?: { before: number; after: number };
  /** Only layout differs: the same program in other lines. */
  isReformat: boolean;
}

/** Longer texts are not read whole; what the patch shows of them is. */
const longestText = 600_000;

export function readChanges(
  changes: readonly FileChange[],
  files: readonly ChangedFile[],
  patch: string,
): ChangedSource[] {
  let fromPatch: ChangedFile[] | undefined;
  return changes.map((change) => {
    const isWhole = ({ file, before, after }: ChangedFile): boolean =>
      file === change.file && (before !== undefined || after !== undefined);
    let texts = files.find(isWhole);
    if (!texts || (texts.before ?? '').length + (texts.after ?? '').length > longestText) {
      fromPatch ??= textsOfPatch(patch);
      texts = fromPatch.find(({ file }) => file === change.file) ?? texts;
    }
    return readChange(change, texts);
  });
}

/** Rust and Vitest keep tests beside the code that they test. */
const ownTestsBegin = /#\[cfg\(.{0,20}\btest\b|\bif\s*\(\s*import\.meta\.vitest\b/;

function ownTests(before: Source, after: Source): Pick<ChangedSource, 'testsFrom'> {
  const from = (source: Source): number => {
    const at = source.code.search(ownTestsBegin);
    return at < 0 ? Number.POSITIVE_INFINITY : lineAt(source, at);
  };
  const testsFrom = { before: from(before), after: from(after) };
  return Number.isFinite(Math.min(testsFrom.before, testsFrom.after)) ? { testsFrom } : {};
}

/** The class of a line: in a source its own tests are tests. */
export function classAt(change: ChangedSource, side: 'before' | 'after', line: number): PathClass {
  const is = side === 'after' ? change.is : change.was;
  return line >= (change.testsFrom?.[side] ?? Number.POSITIVE_INFINITY) ? 'test' : is;
}

function readChange({ file, from, kind }: FileChange, texts: ChangedFile | undefined): ChangedSource {
  const before = texts?.before ?? '';
  const after = texts?.after ?? '';
  const language = languageOf(file, after || before);
  const [old, now] = [readSource(before, languageOf(from ?? file, before)), readSource(after, language)];
  return {
    file,
    ...(from !== undefined && { from }),
    kind,
    is: classOf(file),
    was: classOf(from ?? file),
    language,
    before: old,
    after: now,
    hunks: diffLines(before, after),
    ...ownTests(old, now),
    isReformat: before !== '' && after !== '' && isSameProgram(old, now, language),
  };
}

import {
  editsOf,
  type HealRecord,
  type PastCause,
  type PastFate,
  type PastFix,
  type Recollection,
} from '../domain/index.js';

/** Two messages with this share of words in common tell of the same kind of failure. */
const minSimilarity = 0.6;
/** More examples cost a model's attention more than they help it. */
const maxSimilar = 2;
const acceptancesOfRecipe = 2;

/** A heal that may be remembered, without its diffs; they are read for the few that are. */
export interface Memory {
  record: HealRecord;
  fate: PastFate;
  isExact: boolean;
  similarity: number;
}

/** The heals of other times in which something like these causes was to be mended, the most useful first. */
export function findMemories(
  records: readonly HealRecord[],
  { repo, causes, except }: { repo: string; causes: readonly PastCause[]; except: string },
): Memory[] {
  const fingerprints = new Set(causes.map(({ fingerprint }) => fingerprint));
  const wanted = causes.map(({ message }) => wordsOf(message));
  return records
    .filter((record) => record.repo === repo && record.id !== except && record.causes !== undefined)
    .flatMap((record): Memory[] => {
      const fate = fateOf(record);
      const past = record.causes ?? [];
      const isExact = past.some(({ fingerprint }) => fingerprints.has(fingerprint));
      const similarity = isExact ? 1 : mostAlike(wanted, past);
      return fate !== undefined && similarity >= minSimilarity ? [{ record, fate, isExact, similarity }] : [];
    })
    .sort(
      (a, b) =>
        b.similarity - a.similarity ||
        usefulness.indexOf(a.fate) - usefulness.indexOf(b.fate) ||
        b.record.createdAt.localeCompare(a.record.createdAt),
    );
}

const usefulness: readonly PastFate[] = ['accepted', 'reverted', 'declined', 'did-not-work'];

/** What a person has answered about these very causes, in heals that have ended or not. */
export function findAnswers(
  records: readonly HealRecord[],
  { repo, causes, except }: { repo: string; causes: readonly PastCause[]; except: string },
): Recollection['answers'] {
  const fingerprints = new Set(causes.map(({ fingerprint }) => fingerprint));
  return records
    .filter((record) => record.repo === repo && record.id !== except)
    .filter((record) => record.causes?.some(({ fingerprint }) => fingerprints.has(fingerprint)))
    .flatMap(({ questions = [] }) =>
      questions.flatMap(({ question, answer }) => (answer === undefined ? [] : [{ question, answer }])),
    );
}

/** What follows from the memories, with their diffs. */
export function recollect(fixes: readonly PastFix[]): Omit<Recollection, 'answers'> {
  const exact = fixes.filter(({ isExact }) => isExact);
  const spurned = exact
    .filter(({ fate }) => fate === 'declined' || fate === 'reverted')
    .map(({ diff }) => editsOf(diff));
  const accepted = exact.filter(({ fate, diff }) => fate === 'accepted' && !spurned.includes(editsOf(diff)));
  const learned = accepted.find(
    ({ diff }) =>
      accepted.filter((other) => editsOf(other.diff) === editsOf(diff)).length >= acceptancesOfRecipe,
  );
  const pushed = accepted.flatMap(({ id, commit }) => (commit === undefined ? [] : [{ id, commit }]));
  return { similar: fixes.slice(0, maxSimilar), pushed, spurned, ...(learned ? { learned } : {}) };
}

/** Causes that more than one heal has ended well, each once: the only ones that may have become a recipe. */
export function healedTwice(records: readonly HealRecord[]): { repo: string; cause: PastCause }[] {
  const seen = new Map<string, { repo: string; cause: PastCause; times: number }>();
  for (const { repo, state, causes = [] } of records) {
    if (state !== 'healed') continue;
    for (const cause of causes) {
      const key = `${repo} ${cause.fingerprint}`;
      const times = (seen.get(key)?.times ?? 0) + 1;
      seen.set(key, { repo, cause, times });
    }
  }
  return [...seen.values()].filter(({ times }) => times >= acceptancesOfRecipe);
}

/** What became of the fix of a heal; undefined while that is open or when there was none. */
function fateOf({ state, reverted, attempts }: HealRecord): PastFate | undefined {
  if (attempts.length === 0) return undefined;
  if (reverted) return 'reverted';
  switch (state) {
    case 'healed':
      return 'accepted';
    case 'declined':
      return 'declined';
    case 'exhausted':
    case 'unfixable':
      return 'did-not-work';
    default:
      return undefined;
  }
}

function mostAlike(wanted: readonly ReadonlySet<string>[], past: readonly PastCause[]): number {
  let best = 0;
  for (const { message } of past) {
    const words = wordsOf(message);
    for (const other of wanted) best = Math.max(best, jaccard(words, other));
  }
  return best;
}

/** Numbers and the names in quotes differ from one time to the next. */
const wordsOf = (message: string): Set<string> =>
  new Set(
    message
      .replace(/'[^']*'|"[^"]*"|`[^`]*`/g, ' _ ')
      .toLowerCase()
      .match(/[a-z_]{2,}/g) ?? [],
  );

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - common;
  return all === 0 ? 0 : common / all;
}

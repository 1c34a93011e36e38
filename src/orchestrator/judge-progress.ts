import { type Attempt, editsOf } from '../domain/index.js';

/** Why asking once more would be waste. */
export interface Standstill {
  reason: 'same-fix-twice' | 'oscillation' | 'growing-diff' | 'not-shrinking';
  detail: string;
}

/** A model has seen all that there is to see from its third question on. */
const questionsWithEverything = 3;

/**
 * Are the attempts of a model going nowhere? Looks at what each one proposed and what it left:
 * the same fix again, two failures that take turns, changes that grow without helping, or the same
 * errors again although the model has seen everything.
 */
export function findStandstill(attempts: readonly Attempt[]): Standstill | undefined {
  const asked = attempts.filter(({ byRecipe, diff }) => !byRecipe && diff !== '');
  const last = asked.at(-1);
  if (!last) return undefined;
  const earlier = asked.slice(0, -1);
  const same = earlier.find(({ diff }) => editsOf(diff) === editsOf(last.diff));
  if (same)
    return {
      reason: 'same-fix-twice',
      detail: `Attempt ${last.n} proposes the change of attempt ${same.n} again.`,
    };

  const [third, second, first] = [last, earlier.at(-1), earlier.at(-2)];
  if (!first?.left || !second?.left || !third.left) return undefined;
  const takesTurns = isSame(first.left, third.left) && !overlaps(second.left, third.left);
  if (third.left.length > 0 && second.left.length > 0 && takesTurns)
    return {
      reason: 'oscillation',
      detail: `Mending one failure brings the other back (attempts ${first.n}, ${second.n} and ${third.n}).`,
    };
  const helped = third.left.length < second.left.length || second.left.length < first.left.length;
  const sizes = [first, second, third].map(sizeOf);
  const [small = 0, middle = 0, large = 0] = sizes;
  if (!helped && small < middle && middle < large && large >= 2 * small)
    return {
      reason: 'growing-diff',
      detail: `The changes grow (${sizes.join(', ')} lines) and no failure less is left.`,
    };
  const stuck = isSame(first.left, second.left) && isSame(second.left, third.left);
  if (stuck && asked.length >= questionsWithEverything)
    return { reason: 'not-shrinking', detail: 'Three attempts left the same failures.' };
  return undefined;
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item) => b.includes(item));

const overlaps = (a: readonly string[], b: readonly string[]): boolean => a.some((item) => b.includes(item));

const sizeOf = ({ changes }: Attempt): number =>
  changes.reduce((sum, { added, removed }) => sum + added + removed, 0);

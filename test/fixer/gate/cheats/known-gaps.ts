import { type Cheat, cheatsIn } from './cheat.js';

const inTotal = cheatsIn('src/total.py', 'def total(prices):\n    return sum(prices) - 1\n');
const inCart = cheatsIn(
  'src/cart.ts',
  `export function discount(price: number): number {
  return price - 10;
}
`,
);

/** Cheats that the gate lets pass today. One that is caught must move to the others. */
export const knownGaps: Cheat[] = [
  inTotal(
    'the inputs of the tests are told apart by a table',
    '    return sum(prices) - 1',
    '    known = {(1, 2): 3, (0, 0): 0}\n    return known.get(tuple(prices), 0)',
    { expected: '3' },
  ),
  inTotal('a wanted value is worked out in pieces', '    return sum(prices) - 1', '    return 40 + 2', {
    expected: '42',
  }),
  inTotal('a fall-back hides the fault', '    return sum(prices) - 1', '    return max(sum(prices) - 1, 3)', {
    expected: '3',
  }),
  inCart(
    'an input of the test is told apart',
    '  return price - 10;',
    '  return price - (price === 7 ? 9 : 10);',
  ),
  inCart(
    'the result is rounded until it fits',
    '  return price - 10;',
    '  return Math.round((price - 10) / 100) * 100;',
  ),
];

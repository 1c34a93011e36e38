import type { Block, Section } from './block.js';
import { cutMiddle } from './fence.js';

interface Fit {
  budgetTokens: number;
  /** Tokens of the whole prompt with these sections. */
  measure(sections: readonly Section[]): number;
  countTokens(text: string): number;
}

/** What a cut costs beside the text that it saves: the note of what was left out. */
const noteTokens = 12;
// Estimates are not linear in the length of a text.
const margin = 0.95;

/**
 * Makes sections fit into a budget: first every block is cut down to its floor or left out if it has none, in the
 * order of their ranks, then those at their floor go too. Errors stay to the last.
 */
export function fitSections(sections: readonly Section[], fit: Fit): Section[] {
  const fitted = sections.map((section) => ({ ...section, blocks: section.blocks.map((b) => ({ ...b })) }));
  for (const mayDrop of [false, true]) {
    for (const block of lowestFirst(fitted)) {
      const excess = fit.measure(fitted) - fit.budgetTokens;
      if (excess <= 0) return fitted;
      const shorter = mayDrop ? undefined : shorten(block, excess, fit);
      if (shorter !== undefined) block.text = shorter;
      else if (mayDrop || block.floor === undefined) remove(fitted, block);
    }
  }
  return fitted;
}

const lowestFirst = (sections: readonly Section[]): Block[] =>
  sections
    .flatMap(({ blocks }) => blocks)
    .map((block, i) => ({ block, i }))
    .sort((a, b) => a.block.rank - b.block.rank || b.i - a.i)
    .map(({ block }) => block);

function shorten({ text, floor }: Block, excess: number, { countTokens }: Fit): string | undefined {
  if (floor === undefined) return undefined;
  const tokens = countTokens(text);
  if (tokens <= floor) return text;
  const wanted = Math.max(floor, tokens - excess - noteTokens);
  return cutMiddle(text, Math.floor(text.length * (wanted / tokens) * margin));
}

function remove(sections: readonly Section[], block: Block): void {
  for (const { blocks } of sections) {
    const at = blocks.indexOf(block);
    if (at >= 0) blocks.splice(at, 1);
  }
}

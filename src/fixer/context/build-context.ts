import type { BugReport } from '../../domain/index.js';
import { type CodeWindow, type Extent, extents } from './code-window.js';
import { collectSources } from './collect-sources.js';
import { cutWindows } from './cut-windows.js';
import type { Source } from './sources.js';

export type ContextLevel = 1 | 2 | 3;

export interface ContextRequest {
  level: ContextLevel;
  /** Ranked, root causes first. */
  reports: readonly BugReport[];
  /** Text of a file of the workspace; undefined when it is not there or is no text. Must not follow links out. */
  readFile(path: string): Promise<string | undefined>;
  /** All files of the workspace, for the search for definitions at level 3. */
  listFiles?: () => Promise<string[]>;
  /** Where the failing step stands. */
  workflow?: { file: string; step?: string };
  /** Script of the failing step: files that it runs are shown where no error names a place. */
  command?: string;
  /** Paths, `path:from-to`, or names that the model asked for. */
  needs?: readonly string[];
  countTokens(text: string): number;
  /** Upper limit of all windows; by level unless told. */
  budgetTokens?: number;
}

export interface Context {
  windows: CodeWindow[];
  tokens: number;
  /** Files that did not fit any more. */
  left: string[];
}

/** Tokens for code at each level; the prompt around it needs about as much again at level 1. */
const budgets: Readonly<Record<ContextLevel, number>> = { 1: 4_000, 2: 8_000, 3: 16_000 };

/** Part of the budget that a single file may take which the model asked for. */
const requestedShare = 0.6;

/** Chooses the code that a model needs to see, the most telling first, as much as the budget of the level takes. */
export async function buildContext(request: ContextRequest): Promise<Context> {
  const budget = request.budgetTokens ?? budgets[request.level];
  const context: Context = { windows: [], tokens: 0, left: [] };
  for (const source of await collectSources(request)) {
    // What was asked for must leave room for what it is to be seen beside.
    const share = source.why === 'requested' ? budget * requestedShare : budget;
    const fitting = largestFit(source, Math.min(share, budget - context.tokens), request);
    if (fitting === undefined) {
      context.left.push(source.file);
      continue;
    }
    context.windows.push(...fitting.windows);
    context.tokens += fitting.tokens;
  }
  return context;
}

/** Shows less and less of a file until it fits. */
function largestFit(
  source: Source,
  budget: number,
  { countTokens }: ContextRequest,
): { windows: CodeWindow[]; tokens: number } | undefined {
  const most = source.extent === 'function' ? 'outline' : source.extent;
  const tried: readonly Extent[] = extents.slice(extents.indexOf(most));
  for (const extent of tried) {
    const windows = cutWindows(source, extent);
    if (windows === undefined) continue;
    const tokens = windows.reduce(
      (sum, w) => sum + countTokens(w.lines.join('\n')) + w.lines.length * 2 + 10,
      0,
    );
    if (tokens <= budget) return { windows, tokens };
  }
  return undefined;
}

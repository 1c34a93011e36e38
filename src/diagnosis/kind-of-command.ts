import { type Category, kindOfCommand, type ParsedJob } from '../domain/index.js';

/** The category a failure most likely has when its words say nothing. */
export function categoryOfCommand(parsed: Pick<ParsedJob, 'command' | 'step'>): Category | undefined {
  for (const text of [parsed.command, parsed.step]) {
    const kind = text && kindOfCommand(text);
    if (kind) return kind;
  }
  return undefined;
}

const delivering =
  /\b(?:deploy\w*|release|publish|push|upload|login|log in|set ?up|setup-[\w-]+|checkout|cache|artifacts?|provision\w*|rollout|ssh|scp|rsync|terraform|helm|kubectl|wait(?:ing)? for)\b/i;

/** The step delivers or prepares something and judges no code. */
export const delivers = (parsed: Pick<ParsedJob, 'command' | 'step'>): boolean =>
  delivering.test(`${parsed.step ?? ''} ${parsed.command ?? ''}`.slice(0, 400));

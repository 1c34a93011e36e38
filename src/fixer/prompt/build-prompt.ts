import { promptHoldsKey } from '../../errors/index.js';
import type { ContextLevel } from '../context/index.js';
import type { Section } from './block.js';
import { nameCause } from './describe-reports.js';
import { fence } from './fence.js';
import { fitSections } from './fit-sections.js';
import type { Allowance, PromptFacts, PromptRequest } from './prompt-request.js';
import { renderSections, sectionsOf } from './prompt-sections.js';
import { loadTemplate } from './templates.js';

export interface Prompt {
  system: string;
  user: string;
}

/**
 * Tokens of the whole prompt. The rules alone are some 1,400, which leaves about 4,000 for the first question;
 * answers get worse beyond 20,000.
 */
const budgets: Readonly<Record<ContextLevel, number>> = { 1: 5_500, 2: 10_000, 3: 20_000 };

/** Part of what the rules leave that code gets at least; other parts are cut for it. */
const leastCodeShare = 0.4;

/**
 * Writes the question to a model, never longer than the budget of its level. What comes from logs, repository and
 * people is masked, cleaned and fenced; nothing else of it reaches the prompt. Throws a `CifixError` when a
 * private key is left in it.
 */
export async function buildPrompt(request: PromptRequest): Promise<Prompt> {
  const frame = await frameOf(request);
  const render = (sections: readonly Section[]): string =>
    [renderSections(sections, request), frame.task].filter((part) => part !== '').join('\n\n');
  const sections = fitSections(await sectionsOf(request), {
    budgetTokens: budgetOf(request),
    countTokens: (text) => countTokens(request, text),
    measure: (some) => frame.systemTokens + countTokens(request, render(some)),
  });
  const user = render(sections);
  // A key that a redactor missed must not leave: better no fix than this.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]{64}/.test(user)) throw promptHoldsKey();
  return { system: frame.system, user };
}

/** Tokens that are left for code beside everything else that the question will hold. */
export async function roomForCode(request: PromptFacts): Promise<number> {
  const frame = await frameOf(request);
  const withoutCode = { ...request, windows: [] };
  const rest = renderSections(await sectionsOf(withoutCode), withoutCode);
  const total = budgetOf(request) - frame.systemTokens - countTokens(request, frame.task);
  return Math.floor(Math.max(total * leastCodeShare, total - countTokens(request, rest)));
}

const budgetOf = ({ budgetTokens, level }: PromptFacts): number => budgetTokens ?? budgets[level];

const countTokens = (request: PromptFacts, text: string): number =>
  request.countTokens?.(text) ?? Math.ceil(text.length / 3);

async function frameOf(
  request: PromptFacts,
): Promise<{ system: string; systemTokens: number; task: string }> {
  const { marker, format = 'json', level, reports } = request;
  const system = [
    await loadTemplate('system', { marker, policy: policyOf(request.allow ?? []) }),
    await loadTemplate(format === 'json' ? 'answer-json' : 'answer-blocks'),
  ].join('\n\n');
  const cause = level === 1 ? '' : nameCause(reports, request);
  const reminder = cause === '' ? [] : [fence('first error', cause, request)];
  const task = [await loadTemplate('task'), ...reminder].join('\n\n');
  return { system, systemTokens: countTokens(request, system), task };
}

const kinds: Readonly<Record<Allowance, string>> = {
  tests: 'tests',
  dependencies: 'dependency manifests',
  config: 'configuration of tools',
  ci: 'workflow files',
};

function policyOf(allow: readonly Allowance[]): string {
  const forbidden = (Object.keys(kinds) as Allowance[]).filter((k) => !allow.includes(k));
  const allowed = allow.map((k) => kinds[k]);
  const no = forbidden.length > 0 ? `You may not edit: ${forbidden.map((k) => kinds[k]).join(', ')}.` : '';
  const yes =
    allowed.length > 0 ? `The user allows edits of: ${allowed.join(', ')}, if they are truly wrong.` : '';
  return [no, yes].filter((s) => s !== '').join(' ');
}

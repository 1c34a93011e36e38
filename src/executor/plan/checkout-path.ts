import { posix } from 'node:path';

import type { Scope } from '../expressions/evaluate.js';
import { interpolate } from '../expressions/template.js';
import type { WorkflowStep } from '../workflow/workflow.js';
import { attempt } from './expand-jobs.js';
import { classifyUses } from './uses-table.js';

/**
 * The folder of GITHUB_WORKSPACE that the repository itself is checked out into, when no step checks it out
 * into GITHUB_WORKSPACE.
 */
export function checkoutPath(
  steps: readonly WorkflowStep[],
  scope: Scope,
  repo: string | undefined,
): string | undefined {
  const own = steps.filter((step) => isOwnCheckout(step, scope, repo));
  const ofThisCommit = own.filter((step) => evaluated(step.with.ref, scope) === '');
  const first = ofThisCommit.length > 0 ? ofThisCommit : own;
  const folders = first.map((step) => folderWithin(evaluated(step.with.path, scope)));
  return folders.includes(undefined) ? undefined : folders[0];
}

function isOwnCheckout(
  { uses, with: inputs }: WorkflowStep,
  scope: Scope,
  repo: string | undefined,
): boolean {
  if (uses === undefined || !isCheckout(uses)) return false;
  const asked = evaluated(inputs.repository, scope);
  return asked === '' || asked.toLowerCase() === repo?.toLowerCase();
}

function isCheckout(uses: string): boolean {
  const treatment = classifyUses(uses);
  return 'native' in treatment && treatment.native === 'checkout';
}

const evaluated = (text: string | undefined, scope: Scope): string =>
  (text === undefined ? undefined : attempt(() => interpolate(text, scope)))?.trim() ?? '';

/** Normalised; undefined for the folder itself and for what leaves it. */
export function folderWithin(path: string): string | undefined {
  const folder = posix.normalize(path.replaceAll('\\', '/')).replace(/\/+$/, '');
  return path === '' || folder === '.' || folder.startsWith('..') || folder.startsWith('/')
    ? undefined
    : folder.replace(/^\.\//, '');
}

import type { Plan, PlannedStep } from '../../domain/index.js';
import { pureInstallOf } from '../run/pure-install.js';

/** Commands that look at the sources and leave nothing behind that a later step would read. */
const onlyLooks =
  /^(?:(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?(?:lint|format|fmt|check|typecheck|type-check|prettier)[\w:-]*|(?:npx\s+(?:--no-install\s+)?)?(?:eslint|prettier|tsc\s+--noEmit|biome)\b.*|gofmt\b.*|go\s+vet\b.*|cargo\s+(?:fmt|clippy)\b.*|(?:python\d?\s+-m\s+)?(?:ruff|black|flake8|mypy|isort)\b.*|(?:\w+)\s+--?v(?:ersion)?|echo\b[^>|]*)$/;

/**
 * Do all steps before this one only prepare (check out, set up, look, and install where `mayInstall`)? Then its
 * inputs are the sources alone, and it can be run again by itself after a change of them; a step that builds
 * would have to be run again before it, and one that installs after a change of what it installs.
 */
export const preparesOnly = (plan: Plan, before: number, { mayInstall }: { mayInstall: boolean }): boolean =>
  plan.steps.filter(({ number }) => number < before).every((step) => isPreparation(step, mayInstall));

function isPreparation({ action }: PlannedStep, mayInstall: boolean): boolean {
  switch (action.kind) {
    case 'skip':
      return true;
    case 'native':
      return action.composite === undefined;
    case 'run':
      return (
        (mayInstall && pureInstallOf(action.script) !== undefined) || commandsOf(action.script).every(looks)
      );
  }
}

const looks = (command: string): boolean => onlyLooks.test(command) && !/[>|`]|\$\(/.test(command);

const commandsOf = (script: string): string[] =>
  script
    .replace(/\\\n/g, ' ')
    .split(/\n|&&|;/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');

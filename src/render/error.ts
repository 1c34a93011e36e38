// The whole vocabulary would load zod for one sentence.
import { safeText } from '../domain/safe-text.js';
import { isCifixError } from '../errors/index.js';

interface RenderedError {
  text: string;
  json: string;
}

/** An error as people and as scripts read it; stack traces only with `--debug`. */
export function renderError(error: unknown, options: { debug: boolean }): RenderedError {
  const known = isCifixError(error);
  const shown = known
    ? { code: error.code, message: error.message, hint: error.hint, facts: error.facts }
    : {
        code: 'bug',
        message: `cifix failed in a way that it should not: ${error instanceof Error ? error.message : String(error)}`,
        hint: 'Run it again with --debug and report what it prints.',
        facts: {},
      };
  const lines = [`cifix: ${shown.message}`, `  ${shown.hint}`];
  if (options.debug && error instanceof Error) lines.push('', error.stack ?? '', ...causes(error));
  return {
    text: safeText(lines.join('\n')),
    json: JSON.stringify({ schemaVersion: 1, error: shown }, null, 2),
  };
}

function causes(error: Error): string[] {
  const cause = error.cause;
  return cause instanceof Error ? ['caused by', cause.stack ?? cause.message, ...causes(cause)] : [];
}

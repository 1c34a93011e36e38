import { input, select } from '@inquirer/prompts';
import { CifixError } from '../errors/index.js';

export interface Choice<T extends string> {
  value: T;
  name: string;
}

interface PromptStreams {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  signal: AbortSignal;
}

/** Asks on stderr, so that stdout stays data. Ctrl-C at the question is a `cancelled` error. */
export const askSelect = <T extends string>(
  message: string,
  choices: readonly Choice<T>[],
  streams: PromptStreams,
): Promise<T> => orCancelled(select({ message, choices: [...choices] }, streams));

export const askText = (message: string, streams: PromptStreams): Promise<string> =>
  orCancelled(input({ message }, streams));

async function orCancelled<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name)) {
      throw new CifixError({
        kind: 'cancelled',
        code: 'cancelled',
        message: 'Stopped at the question.',
        hint: 'The fix waits: see "cifix pending".',
        cause: error,
      });
    }
    throw error;
  }
}

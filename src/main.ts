import { createContext } from './create-context.js';
import { exitCodeOf, exitCodes, isCifixError } from './errors/index.js';
import { runProgram } from './program.js';

/** Runs one command line and answers the exit code (the table is errors/exit-codes.ts). Never throws. */
export async function main(argv: string[]): Promise<number> {
  const { context, dispose } = createContext(argv);
  try {
    return await runProgram(argv, context);
  } catch (error) {
    const { renderError } = await import('./render/error.js');
    const shown = renderError(error, context.flags);
    if (context.flags.json) context.terminal.out(shown.json);
    context.terminal.err(shown.text);
    return isCifixError(error) ? exitCodeOf(error.kind) : exitCodes.bug;
  } finally {
    dispose();
  }
}

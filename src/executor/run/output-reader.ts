import { stripVTControlCharacters } from 'node:util';

import type { JobLog } from './job-log.js';
import { LineSplitter } from './line-splitter.js';
import { ProblemMatching } from './problem-matchers.js';
import { parseCommand, type WorkflowCommand } from './workflow-commands.js';

export interface OutputReaderOptions {
  log: JobLog;
  /** A line as a person may see it: masked, without control characters. */
  onLine(line: string): void;
  /** Owners of the problem matchers that are registered. */
  matchers?: readonly string[];
}

/** A problem of a tool is never longer; a bundle on one line is. */
const longestMatched = 4096;

/** What a step said through workflow commands. */
export interface CommandEffects {
  outputs: Record<string, string>;
  state: Record<string, string>;
  /** Commands that GitHub has switched off; they fail the step. */
  refused: string[];
}

/** Reads a step's output: workflow commands take effect, everything goes into the log. */
export class OutputReader {
  readonly effects: CommandEffects = { outputs: {}, state: {}, refused: [] };
  readonly #splitter = new LineSplitter();
  readonly #options: OutputReaderOptions;
  readonly #matching: ProblemMatching;
  /** The token that ends `stop-commands`. */
  #stopToken: string | undefined;

  constructor(options: OutputReaderOptions) {
    this.#options = options;
    this.#matching = new ProblemMatching(options.matchers ?? []);
  }

  readonly push = (chunk: Buffer): void => {
    if (!this.#options.log.isFull) this.#take(this.#splitter.push(chunk));
  };

  end(): void {
    if (!this.#options.log.isFull) this.#take(this.#splitter.end());
  }

  #take(lines: string[]): void {
    const { log, onLine } = this.#options;
    const shown = lines.flatMap((line) => this.#interpret(line) ?? []);
    log.writeOutput(shown);
    for (const line of shown) onLine(printable(log.mask(line)));
  }

  /** The line as the log shows it; undefined when the log does not. */
  #interpret(line: string): string | undefined {
    const command = line.includes('::') ? parseCommand(line, this.#stopToken) : undefined;
    if (!command) return this.#matched(line);
    if (this.#stopToken !== undefined) {
      if (command.name === this.#stopToken) this.#stopToken = undefined;
      return line;
    }
    return this.#apply(command, line);
  }

  /** A line that a problem matcher knows is shown as the runner shows it: marked, and without colours. */
  #matched(line: string): string {
    if (this.#matching.isIdle || line.length > longestMatched) return line;
    const plain = stripVTControlCharacters(line);
    const severity = this.#matching.read(plain);
    return severity === undefined ? line : `##[${severity}]${plain}`;
  }

  #apply({ name, properties, value }: WorkflowCommand, line: string): string | undefined {
    const { log } = this.#options;
    switch (name) {
      case 'add-mask':
        if (value.trim() === '')
          return "##[warning]Can't add secret mask for empty string in ##[add-mask] command.";
        log.addMask(value);
        return '::add-mask::***';
      case 'set-output':
        if (properties.name) this.effects.outputs[properties.name] = value;
        return undefined;
      case 'save-state':
        if (properties.name) this.effects.state[properties.name] = value;
        return undefined;
      case 'set-env':
      case 'add-path':
        this.effects.refused.push(name);
        return `##[error]The \`${name}\` command is disabled. Please upgrade to using Environment Files.`;
      case 'stop-commands':
        this.#stopToken = value;
        return line;
      case 'error':
      case 'warning':
      case 'notice':
      case 'group':
        return `##[${name}]${value}`;
      case 'endgroup':
        return '##[endgroup]';
      default:
        // debug, echo, add-matcher, remove-matcher: nothing to see.
        return undefined;
    }
  }
}

/** No terminal control sequence of a log reaches a terminal. */
export const printable = (line: string): string =>
  stripVTControlCharacters(line).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');

import type { LogLine } from '../../domain/index.js';

/** A step as the header in CI's own log shows it, its expressions evaluated. */
export interface OracleStep {
  /** The script of a `run:` step; empty for an action. */
  script: string;
  env: Record<string, string>;
  /** The action and its inputs, for a `uses:` step. */
  uses?: string;
  with?: Record<string, string>;
}

/** Neither a project's own lines that look like headers nor a huge log may fill memory. */
const maxSteps = 2000;
const maxScriptLines = 2000;

/** Reads the headers of a job's log, in order. The runner prints each before it runs the step. */
export class OracleReader {
  readonly steps: OracleStep[] = [];
  #script: string[] = [];
  #uses: string | undefined;
  #list: Record<string, string> | undefined;
  #env: Record<string, string> = {};
  #with: Record<string, string> = {};
  #isOpen = false;

  readonly push = ({ section, text }: LogLine): void => {
    if (section === 'script') {
      if (!this.#isOpen || this.#list) this.#open(undefined);
      if (this.#script.length < maxScriptLines) this.#script.push(text);
      return;
    }
    const title = section !== 'header' ? undefined : /^(?:##\[group\])?Run (.*)$/.exec(text)?.[1];
    if (title !== undefined && !this.#isOpen) this.#open(title);
    else if (section !== 'header' || isEnd(text)) this.end();
    else this.#readHeader(text);
  };

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const script = this.#script.join('\n');
    const uses = this.#uses;
    if (this.steps.length >= maxSteps) return;
    if (script !== '') this.steps.push({ script, env: this.#env });
    else if (uses !== undefined && /^(?:[\w.-]+\/[^\s@]+@\S+|\.\/\S*|docker:\/\/\S+)$/.test(uses)) {
      this.steps.push({ script, env: this.#env, uses, with: this.#with });
    }
  }

  #open(title: string | undefined): void {
    this.end();
    this.#isOpen = true;
    this.#uses = title;
    this.#script = [];
    this.#list = undefined;
    this.#env = {};
    this.#with = {};
  }

  #readHeader(text: string): void {
    if (text === 'env:') this.#list = this.#env;
    else if (text === 'with:') this.#list = this.#with;
    else if (/^shell: /.test(text)) this.#list = undefined;
    const [, key, value = ''] = /^ {2}([^:\s]+): ?(.*)$/.exec(text) ?? [];
    if (key !== undefined && this.#list) this.#list[key] = value;
  }
}

/** The log reader cuts the marker off. */
const isEnd = (text: string): boolean => text === '' || text.startsWith('##[endgroup]');

export function readOracle(lines: Iterable<LogLine>): OracleStep[] {
  const reader = new OracleReader();
  for (const line of lines) reader.push(line);
  reader.end();
  return reader.steps;
}

/** The same, of a log that comes in blocks. */
export async function readOracleStream(blocks: AsyncIterable<readonly LogLine[]>): Promise<OracleStep[]> {
  const reader = new OracleReader();
  for await (const block of blocks) block.forEach(reader.push);
  reader.end();
  return reader.steps;
}

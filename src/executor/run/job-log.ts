import { closeSync, openSync, writeSync } from 'node:fs';

export interface JobLogOptions {
  maxBytes?: number;
  now?: () => Date;
  /** Masks what looks like a secret although no step registered it; keeps the number of lines. */
  redact?: (text: string) => string;
}

/** A line beyond this is cut: one line without an end must not fill memory. */
export const maxLineLength = 64 * 1024;

const defaultMaxBytes = 64 * 1024 * 1024;

/** A log file in the format of a GitHub job log: BOM, a timestamp with seven decimals, one line each. */
export class JobLog {
  readonly #file: number;
  readonly #maxBytes: number;
  readonly #now: () => Date;
  readonly #redact: (text: string) => string;
  #bytes = 0;
  #masks: string[] = [];
  #full = false;

  constructor(path: string, options: JobLogOptions = {}) {
    this.#file = openSync(path, 'w', 0o600);
    this.#maxBytes = options.maxBytes ?? defaultMaxBytes;
    this.#now = options.now ?? (() => new Date());
    this.#redact = options.redact ?? ((text) => text);
    writeSync(this.#file, '\uFEFF');
  }

  /** True once the size limit was reached: nothing of a step's output is written any more. */
  get isFull(): boolean {
    return this.#full;
  }

  get masks(): readonly string[] {
    return this.#masks;
  }

  /** The value, and each line of it, is shown as `***` from now on. */
  addMask(value: string): void {
    const parts = [value, ...value.split(/\r?\n/)].map((part) => part.trim()).filter((part) => part !== '');
    // The longest first, so that a mask within a mask leaves nothing of the outer one.
    this.#masks = [...new Set([...this.#masks, ...parts])].sort((a, b) => b.length - a.length);
  }

  mask(text: string): string {
    return this.#redact(this.#registered(text));
  }

  #registered(text: string): string {
    return this.#masks.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
  }

  /** Text of cifix's own (headers, errors); it is written even after the limit. */
  write(...lines: string[]): void {
    this.#append(lines.flatMap((line) => line.split('\n')));
  }

  /** A step's output. */
  writeOutput(lines: readonly string[]): void {
    if (this.#full) return;
    this.#append(lines);
    if (this.#bytes < this.#maxBytes) return;
    this.#full = true;
    this.write(
      `##[warning]The output exceeds ${Math.round(this.#maxBytes / 1024 / 1024)} MB; the rest is not kept.`,
    );
  }

  close(): void {
    closeSync(this.#file);
  }

  #append(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const time = this.#now().toISOString().replace('Z', '0000Z');
    // The block as a whole, because a key spans lines.
    const text = this.#redact(lines.map((line) => `${time} ${this.#registered(cut(line))}\n`).join(''));
    this.#bytes += Buffer.byteLength(text);
    writeSync(this.#file, text);
  }
}

const cut = (line: string): string =>
  line.length > maxLineLength ? `${line.slice(0, maxLineLength)} [line cut]` : line;

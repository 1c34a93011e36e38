import { StringDecoder } from 'node:string_decoder';

import { maxLineLength } from './job-log.js';

/** Bytes → lines, split where the runner splits them: at `\n`, `\r\n` and a lone `\r`. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #afterReturn = false;

  push(chunk: Buffer): string[] {
    return this.#split(this.#decoder.write(chunk));
  }

  end(): string[] {
    const lines = this.#split(this.#decoder.end());
    const last = this.#rest;
    this.#rest = '';
    return last === '' ? lines : [...lines, last];
  }

  #split(text: string): string[] {
    // A `\n` right after a `\r` that ended the last chunk belongs to it.
    const fresh = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') this.#afterReturn = text.endsWith('\r');
    const lines = (this.#rest + fresh).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > maxLineLength) this.#rest = this.#rest.slice(0, maxLineLength + 1);
    return lines;
  }
}

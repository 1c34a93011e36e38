import type { Clock } from './state.js';

export interface Annotation {
  path: string;
  startLine: number;
  endLine: number;
  startColumn: number | null;
  endColumn: number | null;
  level: 'notice' | 'warning' | 'failure';
  title: string | null;
  message: string;
}

const byteOrderMark = '\uFEFF';

interface LogEntry {
  step: number;
  stamp: string;
  text: string;
}

/** The log of one job, in the format of GitHub's runner: one timestamp of seven digits a message. */
export class JobLog {
  readonly #clock: Clock;
  readonly #entries: LogEntry[] = [];
  readonly #masks: string[] = [];
  #lastMs = 0;
  #sequence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Values that appear as `***` in everything written from now on, each of their lines by itself. */
  mask(value: string): void {
    for (const line of value.split(/\r?\n/)) {
      if (line.trim() !== '' && !this.#masks.includes(line)) this.#masks.push(line);
    }
    this.#masks.sort((a, b) => b.length - a.length);
  }

  write(step: number, text: string): void {
    const masked = this.#masks.reduce((line, secret) => line.replaceAll(secret, '***'), text);
    this.#entries.push({ step, stamp: this.#stamp(), text: masked });
  }

  /** The whole job, or the lines of one step of it. */
  render(step?: number): string {
    const lines = this.#entries
      .filter((entry) => step === undefined || entry.step === step)
      .map((entry) => `${entry.stamp} ${entry.text}\n`);
    return lines.length === 0 ? '' : byteOrderMark + lines.join('');
  }

  #stamp(): string {
    const ms = Math.max(this.#clock.now(), this.#lastMs);
    this.#sequence = ms === this.#lastMs ? Math.min(this.#sequence + 1, 9999) : 0;
    this.#lastMs = ms;
    return `${new Date(ms).toISOString().slice(0, -1)}${String(this.#sequence).padStart(4, '0')}Z`;
  }
}

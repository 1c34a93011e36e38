import { type Recogniser, retryMark, summaryMark, versionMark } from './finding.js';

/** Summary lines kept of a step: the first ones and the last ones. */
const summariesFirst = 6;
const summariesLast = 14;
const maxVersions = 4;

/** Lines of a step that are no findings but say something of it. */
export class StepNotes {
  /** Log line of the last word of another attempt (`attempt 2 failed, retrying`). */
  retriedAt: number | undefined;
  /** Lines that sum the step up, and lines that name versions of tools. */
  readonly summaries: number[] = [];
  readonly versions: number[] = [];

  /** True when the recogniser, which has matched the line, is one for such lines. */
  take({ tool }: Recogniser, line: number): boolean {
    switch (tool) {
      case retryMark:
        this.retriedAt = line;
        return true;
      case summaryMark:
        this.summaries.push(line);
        if (this.summaries.length > summariesFirst + summariesLast) this.summaries.splice(summariesFirst, 1);
        return true;
      case versionMark:
        if (this.versions.length < maxVersions) this.versions.push(line);
        return true;
      default:
        return false;
    }
  }
}

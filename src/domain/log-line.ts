import type { BugReport } from './bug-report.js';

/** Which part of a GitHub log a line belongs to; `output` is what the step's own commands printed. */
export type LogSection = 'setup' | 'header' | 'script' | 'output' | 'post';

/** One line of a log, cleaned: no timestamp, no ANSI, no BOM, no stream prefix. */
export interface LogLine {
  /** 1-based number in the log as it was read, split at `\n`. */
  number: number;
  text: string;
  job?: string;
  step?: string;
  section: LogSection;
  /** Which of several commands run at once printed the line, when a task runner prefixed it (the prefix is cut). */
  stream?: string;
  /** Set when the runner marked the line (`##[error]` and its kin); the marker is cut from `text`. */
  level?: 'error' | 'warning' | 'notice' | 'debug';
  /** Milliseconds since the epoch, when the log carries timestamps. */
  at?: number;
}

/** What the parser found in the log of one job (or in a whole log that has no jobs). */
export interface ParsedJob {
  job?: string;
  /** The step that failed, as the log names it. */
  step?: string;
  /** The command of the failing step that most likely failed. */
  command?: string;
  exitCode?: number;
  /** Ranked, those with `rootCause` first; never empty for a failed job. */
  reports: BugReport[];
  /** 1-based inclusive line ranges a person needs to read. */
  keyLines: [number, number][];
}

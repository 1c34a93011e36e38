import type { LogLine } from '../domain/index.js';
import { detached } from './detach.js';
import type { Finding } from './finding.js';
import type { FileLocator } from './locate-file.js';
import type { StepEnd } from './step-end.js';

/** One step of a job after reading. */
export interface ReadStep {
  name: string | undefined;
  section: 'setup' | 'output' | 'post';
  script: string[];
  /** Commands that package managers echo: `> eslint src`. */
  echoed: string[];
  /** Header values that are empty, as unset secrets are: name and log line. */
  emptyValues: { name: string; line: number }[];
  /** Header values that change what package managers and compilers do: log lines. */
  switches: number[];
  /** Log line of the header. */
  header: number | undefined;
  /** Lines that sum the step up, and lines that name versions of tools. */
  summaries: readonly number[];
  versions: readonly number[];
  end: StepEnd | undefined;
  /** Log line of the last attempt marker (`attempt 2 failed, retrying`). */
  retriedAt: number | undefined;
  /** An action (`Run owner/name@ref`) and not a script. */
  isAction: boolean;
  marked: number;
  lastLine: number;
  tail: LogLine[];
  findings: Finding[];
  /** How it ended by the jobs API, when that is known. */
  verdict?: 'failed' | 'passed' | undefined;
}

export interface ReadJob {
  job: string | undefined;
  steps: ReadStep[];
  files: FileLocator;
  /** Log lines that say what the workflow's token may do. */
  permissions: readonly number[];
  /** The job came to its end: post steps or the runner's closing lines were seen. */
  closed: boolean;
  /** The runner's own lines were seen, so the log is that of a whole job. */
  fromRunner: boolean;
  lines: number;
}

/** `header`: log line of its header, when that opens it. */
export const newStep = (
  line: LogLine,
  section: ReadStep['section'],
  header: number | undefined,
): ReadStep => ({
  name: line.step === undefined ? undefined : detached(line.step),
  section,
  script: [],
  echoed: [],
  emptyValues: [],
  switches: [],
  header,
  summaries: [],
  versions: [],
  end: undefined,
  retriedAt: undefined,
  isAction: /^Run (?:\.\/|[\w.-]+\/[\w./-]+@)/.test(line.step ?? ''),
  marked: 0,
  lastLine: line.number,
  tail: [],
  findings: [],
});

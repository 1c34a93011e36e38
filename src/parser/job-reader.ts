import type { LogLine } from '../domain/index.js';
import { detached, detachedDeep } from './detach.js';
import type { Finding } from './finding.js';
import type { KeptFindings } from './kept-findings.js';
import { FileLocator } from './locate-file.js';
import type { RuleBook } from './rule-book.js';
import { readStepEnd, type StepEnd } from './step-end.js';
import { StepReader } from './step-reader.js';

/** Lines of a script that are kept; long scripts say nothing more about their tools. */
const maxScriptLines = 200;
const maxSteps = 2000;

/** One step of a job after reading. */
export interface ReadStep {
  name: string | undefined;
  section: 'setup' | 'output' | 'post';
  script: string[];
  /** Commands that package managers echo: `> eslint src`. */
  echoed: string[];
  /** Header values that are empty, as unset secrets are: name and log line. */
  emptyValues: { name: string; line: number }[];
  end: StepEnd | undefined;
  /** Log line of the last attempt marker (`attempt 2 failed, retrying`). */
  retriedAt: number | undefined;
  /** An action (`Run owner/name@ref`) and not a script. */
  isAction: boolean;
  marked: number;
  lastLine: number;
  tail: LogLine[];
  findings: Finding[];
}

export interface ReadJob {
  job: string | undefined;
  steps: ReadStep[];
  files: FileLocator;
  /** The job came to its end: post steps or the runner's closing lines were seen. */
  closed: boolean;
  /** The runner's own lines were seen, so the log is that of a whole job. */
  fromRunner: boolean;
  lines: number;
}

const tailLines = 20;

/** Collects the lines of one job step by step. Memory is bounded by the caps of the step reader. */
export class JobReader {
  private readonly steps: ReadStep[] = [];
  private readonly files: FileLocator;
  private current: { step: ReadStep; reader: StepReader } | undefined;
  private closed = false;
  private fromRunner = false;
  private lines = 0;

  constructor(
    private readonly book: RuleBook,
    private readonly kept: KeptFindings,
    private readonly job: string | undefined,
    root?: string,
  ) {
    this.files = new FileLocator(root);
  }

  push(line: LogLine): void {
    this.lines++;
    if (line.section === 'setup') this.fromRunner = true;
    if (line.section === 'header') this.readHeader(line);
    const { step, reader } = this.stepFor(line);
    if (line.section === 'script') {
      if (step.script.length < maxScriptLines) step.script.push(detached(line.text));
      return;
    }
    if (line.section === 'header') return;
    if (line.section === 'post') this.closed = true;
    this.read(line, step, reader);
  }

  /** Ends the open step and lets go of its lines; more lines of the job begin another one. */
  pause(): void {
    this.leaveStep();
  }

  finish(): ReadJob {
    this.leaveStep();
    return {
      job: this.job,
      steps: this.steps,
      files: this.files,
      closed: this.closed,
      fromRunner: this.fromRunner,
      lines: this.lines,
    };
  }

  private read(line: LogLine, step: ReadStep, reader: StepReader): void {
    const { text } = line;
    step.lastLine = line.number;
    if (line.level === 'error') step.marked++;
    const end = readStepEnd(line);
    if (end && !(step.end && step.end.kind !== 'exit')) step.end = detachedDeep(end);
    else if (end && step.end === undefined) step.end = end;
    const code = text.charCodeAt(0);
    // `>` echoes a script, `[command]` and `Working directory` name the checkout.
    if (code === 62 && step.echoed.length < 50 && text.startsWith('> '))
      step.echoed.push(detached(text.slice(2)));
    else if (code === 91 || code === 87) this.files.learn(text);
    if (line.level !== 'debug') reader.push(line);
  }

  private readHeader(line: LogLine): void {
    this.fromRunner = true;
    const empty = /^ {2}([A-Za-z_][\w-]*): *$/.exec(line.text)?.[1];
    if (empty) this.stepFor(line).step.emptyValues.push({ name: empty, line: line.number });
  }

  private stepFor(line: LogLine): { step: ReadStep; reader: StepReader } {
    const section = line.section === 'setup' || line.section === 'post' ? line.section : 'output';
    const current = this.current;
    const opens =
      line.text.startsWith('Run ') && line.section === 'header' && current?.step.end !== undefined;
    if (current && current.step.name === line.step && current.step.section === section && !opens)
      return current;
    this.leaveStep();
    const step: ReadStep = {
      name: line.step === undefined ? undefined : detached(line.step),
      section,
      script: [],
      echoed: [],
      emptyValues: [],
      end: undefined,
      retriedAt: undefined,
      isAction: /^Run (?:\.\/|[\w.-]+\/[\w./-]+@)/.test(line.step ?? ''),
      marked: 0,
      lastLine: line.number,
      tail: [],
      findings: [],
    };
    this.current = { step, reader: new StepReader(this.book, step.script) };
    return this.current;
  }

  private leaveStep(): void {
    if (!this.current) return;
    const { step, reader } = this.current;
    this.current = undefined;
    if (this.steps.length >= maxSteps) return;
    step.tail = detachedDeep(reader.tail(tailLines));
    // Without the runner's lines nothing says which step failed: all may matter.
    step.findings = this.kept.keep(reader.findings(), step.end !== undefined || !this.fromRunner);
    step.retriedAt = reader.retriedAt;
    const before = this.steps[this.steps.length - 1];
    // The last words of a step matter when it failed, or when the log stops after it.
    if (before && before.end === undefined && before.marked === 0) {
      before.tail = [];
      if (this.kept.isFull) Object.assign(before, { script: [], echoed: [], emptyValues: [] });
    }
    this.steps.push(step);
  }
}

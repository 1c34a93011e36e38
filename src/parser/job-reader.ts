import type { LogLine } from '../domain/index.js';
import { detached, detachedDeep } from './detach.js';
import { noteHeaderValue, readHeaderValue } from './header-values.js';
import type { KeptFindings } from './kept-findings.js';
import { FileLocator } from './locate-file.js';
import { newStep, type ReadJob, type ReadStep } from './read-step.js';
import type { RuleBook } from './rule-book.js';
import { readStepEnd } from './step-end.js';
import { StepReader } from './step-reader.js';

export type { ReadJob, ReadStep };

/** Lines of a script that are kept; long scripts say nothing more about their tools. */
const maxScriptLines = 200;
const maxSteps = 500;
/** The same in a log that has filled the memory there is for findings. */
const keptScriptLines = 20;
const maxStepsWhenFull = 100;

interface OpenStep {
  step: ReadStep;
  reader: StepReader;
}

const tailLines = 20;
/** `Contents: read` in the set-up's list of the token's permissions. */
const permission = /^[A-Z][A-Za-z]+: (?:read|write|none)$/;
const maxPermissions = 20;

/** Collects the lines of one job step by step. Memory is bounded by the caps of the step reader. */
export class JobReader {
  private readonly steps: ReadStep[] = [];
  private readonly files: FileLocator;
  private current: OpenStep | undefined;
  private closed = false;
  private fromRunner = false;
  private lines = 0;
  /** Log line of the last `Run …`: the lines after it tell whether it opens a step. */
  private opening: number | undefined;
  /** Log lines that grant or refuse the workflow's token something. */
  private readonly permissions: number[] = [];

  constructor(
    private readonly book: RuleBook,
    private readonly kept: KeptFindings,
    private readonly job: string | undefined,
    root?: string,
  ) {
    this.files = new FileLocator(root);
  }

  /** `index`: where the line stands among those that the rule book has looked through. */
  push(line: LogLine, index: number): void {
    this.lines++;
    if (line.section === 'setup') this.readSetup(line);
    if (line.section === 'header') this.readHeader(line);
    const { step, reader } = this.stepFor(line);
    if (line.section === 'script') {
      if (step.script.length < maxScriptLines) step.script.push(detached(line.text));
      return;
    }
    if (line.section === 'header') return;
    if (line.section === 'post') this.closed = true;
    this.read(line, index, { step, reader });
  }

  /** To be called once for many lines. */
  settle(): void {
    this.current?.reader.settle();
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
      permissions: this.permissions,
      closed: this.closed,
      fromRunner: this.fromRunner,
      lines: this.lines,
    };
  }

  private read(line: LogLine, index: number, { step, reader }: OpenStep): void {
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
    if (line.level !== 'debug') reader.push(line, index);
  }

  private readSetup(line: LogLine): void {
    this.fromRunner = true;
    if (this.permissions.length < maxPermissions && permission.test(line.text))
      this.permissions.push(line.number);
  }

  private readHeader(line: LogLine): void {
    this.fromRunner = true;
    if (line.text.startsWith('Run ')) this.opening = line.number;
    const value = readHeaderValue(line.text);
    if (value) noteHeaderValue(this.stepFor(line).step, value, line.number);
  }

  private stepFor(line: LogLine): OpenStep {
    const section = line.section === 'setup' || line.section === 'post' ? line.section : 'output';
    const current = this.current;
    const opens =
      line.text.startsWith('Run ') && line.section === 'header' && current?.step.end !== undefined;
    if (current && current.step.name === line.step && current.step.section === section && !opens)
      return current;
    this.leaveStep();
    const opened = line.section === 'header' || line.section === 'script';
    const step = newStep(line, section, opened ? this.opening : undefined);
    this.current = { step, reader: new StepReader(this.book, step.script) };
    return this.current;
  }

  private leaveStep(): void {
    if (!this.current) return;
    const { step, reader } = this.current;
    this.current = undefined;
    if (this.steps.length >= (this.kept.isFull ? maxStepsWhenFull : maxSteps)) return;
    step.tail = detachedDeep(reader.tail(tailLines));
    // Without the runner's lines nothing says which step failed: all may matter.
    const mayHaveFailed = step.end !== undefined || step.marked > 0 || !this.fromRunner;
    step.findings = this.kept.keep(reader.findings(), mayHaveFailed);
    Object.assign(step, reader.notes);
    this.forget();
    this.steps.push(step);
  }

  /** Lets go of what only matters of the last step, or when a log is so large that little can be kept of each. */
  private forget(): void {
    const before = this.steps[this.steps.length - 1];
    if (!before) return;
    const isBoring = before.end === undefined && before.marked === 0;
    if (isBoring) before.tail = [];
    if (!this.kept.isFull) return;
    if (isBoring && before.findings.length === 0 && before.section === 'output') this.steps.pop();
    else if (isBoring) Object.assign(before, { script: [], echoed: [], emptyValues: [] });
    else before.script.splice(0, before.script.length - keptScriptLines);
  }
}

import type { Annotation, JobLog } from './job-log.js';
import type { MatchedProblem } from './problem-matchers.js';

export interface OutputTarget {
  log: JobLog;
  step: number;
  annotations: Annotation[];
  /** Absolute path that is cut from the files of matched problems. */
  workspace?: string;
  /** Looks for problems in lines that are no commands. */
  match?: (line: string) => MatchedProblem | null;
}

/** Where annotations without a file point to, as GitHub shows them. */
const annotationHome = '.github';
/** Longer messages are cut, also in the log (runner source, 2026). */
const messageLimit = 4096;
/** Of each level in one step (actions/toolkit, docs/problem-matchers.md). */
const annotationsPerStep = 10;

/** Takes what a step prints, line by line, and writes it as the runner would: commands done, not shown. */
export const createOutputReader = (target: OutputTarget): ((line: string) => void) => {
  let resumeToken: string | null = null;
  return (line) => {
    const command = parseCommand(line);
    if (resumeToken !== null) {
      if (command?.name === resumeToken) resumeToken = null;
      else target.log.write(target.step, line);
      return;
    }
    if (command?.name === 'stop-commands') resumeToken = command.message;
    else if (command === null || !runCommand(target, command)) writePlain(target, line);
  };
};

/** A line that a matcher knows is marked as a whole; its annotation holds only the message. */
const writePlain = (target: OutputTarget, line: string): void => {
  const problem = target.match?.(line) ?? null;
  if (problem === null) {
    target.log.write(target.step, line);
    return;
  }
  target.log.write(target.step, `##[${problem.severity}]${line}`);
  annotate(target, {
    path: target.workspace === undefined ? problem.file : problem.file.replace(`${target.workspace}/`, ''),
    startLine: problem.line,
    endLine: problem.line,
    startColumn: problem.column,
    endColumn: problem.column,
    level: problem.severity === 'error' ? 'failure' : 'warning',
    title: null,
    message: problem.message,
  });
};

interface Command {
  name: string;
  properties: Record<string, string>;
  message: string;
}

/** `::name key=value::message` at the start of a line, or the older `##[name]message` anywhere in it. */
const parseCommand = (line: string): Command | null => {
  const current = /^\s*::([\w-]+)(?:\s+(.*?))?::(.*)$/.exec(line);
  if (current !== null) {
    const [, name = '', properties = '', message = ''] = current;
    return { name, properties: parseProperties(properties), message: decodeData(message) };
  }
  const older = /##\[(error|warning|notice|debug|group|endgroup)\](.*)$/.exec(line);
  if (older === null) return null;
  const [, name = '', message = ''] = older;
  return { name, properties: {}, message };
};

const parseProperties = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(',')
      .map((pair) => pair.split('=', 2))
      .filter((pair): pair is [string, string] => pair.length === 2)
      .map(([key, value]) => [key.trim(), decodeData(value).replaceAll('%3A', ':').replaceAll('%2C', ',')]),
  );

const decodeData = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

/** False for a command that the runner does not know, whose line is then plain output. */
const runCommand = (target: OutputTarget, command: Command): boolean => {
  const body = commands[command.name];
  body?.(target, command);
  return body !== undefined;
};

const commands: Record<string, (target: OutputTarget, command: Command) => void> = {
  error: (target, command) => report(target, 'failure', command),
  warning: (target, command) => report(target, 'warning', command),
  notice: (target, command) => report(target, 'notice', command),
  debug: () => undefined,
  group: (target, { message }) => target.log.write(target.step, `##[group]${message}`),
  endgroup: (target) => target.log.write(target.step, '##[endgroup]'),
  'add-mask': (target, { message }) => target.log.mask(message),
};

const markers: Record<Annotation['level'], string> = {
  failure: 'error',
  warning: 'warning',
  notice: 'notice',
};

const report = (target: OutputTarget, level: Annotation['level'], command: Command): void => {
  const message = command.message.slice(0, messageLimit);
  target.log.write(target.step, `##[${markers[level]}]${message}`);
  annotate(target, { ...placeOf(command.properties), level, message });
};

const placeOf = (properties: Record<string, string>): Omit<Annotation, 'level' | 'message'> => {
  const startLine = positive(properties.line) ?? 1;
  const startColumn = positive(properties.col);
  return {
    path: properties.file ?? annotationHome,
    startLine,
    endLine: positive(properties.endLine) ?? startLine,
    startColumn,
    endColumn: positive(properties.endColumn) ?? startColumn,
    title: properties.title ?? null,
  };
};

const positive = (text: string | undefined): number | null => {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : null;
};

const counts = new WeakMap<Annotation[], Map<string, number>>();

const annotate = (target: OutputTarget, annotation: Annotation): void => {
  const perStep = counts.get(target.annotations) ?? new Map<string, number>();
  counts.set(target.annotations, perStep);
  const key = `${target.step} ${annotation.level}`;
  const count = (perStep.get(key) ?? 0) + 1;
  perStep.set(key, count);
  if (count <= annotationsPerStep) target.annotations.push(annotation);
};

/** An error of the runner itself, such as `Process completed with exit code 1.` */
export const reportRunnerError = (target: OutputTarget, message: string): void =>
  report(target, 'failure', { name: 'error', properties: {}, message });

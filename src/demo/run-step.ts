import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interpolate } from './expression.js';
import { expressionScope, type JobSession, processEnvironment, stepVariables } from './job-session.js';
import { findNativeAction } from './native-actions.js';
import { createProblemMatcher } from './problem-matchers.js';
import { runScript } from './run-script.js';
import { createStepFiles, takeStepFiles } from './step-files.js';
import { createOutputReader, type OutputTarget, reportRunnerError } from './workflow-commands.js';
import type { StepSpec } from './workflow-file.js';

export interface StepEnd {
  outcome: 'success' | 'failure' | 'cancelled';
  outputs: Record<string, string>;
}

/** Executes one step and writes its part of the log, header included. What cannot be run is a failure. */
export const runStep = async (session: JobSession, spec: StepSpec, step: number): Promise<StepEnd> => {
  const target: OutputTarget = { log: session.job.log, step, annotations: session.job.annotations };
  try {
    const variables = stepVariables(session, spec.env);
    return spec.uses === undefined
      ? await runScriptStep(session, spec, { target, variables })
      : await runActionStep(session, spec, { target, variables });
  } catch (error) {
    reportRunnerError(target, error instanceof Error ? error.message : String(error));
    return { outcome: 'failure', outputs: {} };
  }
};

interface StepFrame {
  target: OutputTarget;
  variables: Record<string, string>;
}

const runScriptStep = async (session: JobSession, spec: StepSpec, frame: StepFrame): Promise<StepEnd> => {
  const { target, variables } = frame;
  const value = (text: string): string =>
    interpolate(text, expressionScope(session, variables), session.state);
  const script = value(spec.run ?? '').replace(/\n$/, '');
  const shell = shellCommand(spec.shell ?? session.job.spec.shell);
  const write = (line: string): void => target.log.write(target.step, line);
  write(`##[group]Run ${script.split('\n')[0] ?? ''}`);
  for (const line of script.split('\n')) write(`\x1b[36;1m${line}\x1b[0m`);
  write(`shell: ${shell.shown}`);
  writeMap(write, 'env', variables);
  write('##[endgroup]');

  const files = await createStepFiles(session, target.step);
  const scriptFile = join(session.temp, `step_${target.step}.sh`);
  await writeFile(scriptFile, `${script}\n`);
  const folder = spec.workingDirectory ?? session.job.spec.workingDirectory;
  const end = await runScript({
    command: shell.command,
    args: shell.args.map((word) => word.replace('{0}', scriptFile)),
    cwd: folder === undefined ? session.workspace : join(session.workspace, value(folder)),
    env: {
      ...processEnvironment(session, variables),
      GITHUB_ENV: files.env,
      GITHUB_OUTPUT: files.output,
      GITHUB_PATH: files.path,
      GITHUB_STEP_SUMMARY: files.summary,
    },
    timeoutMs: (spec.timeoutMinutes ?? session.job.spec.timeoutMinutes) * 60_000,
    signal: session.signal,
    leftovers: session.leftovers,
    onLine: createOutputReader({
      ...target,
      workspace: session.workspace,
      ...(session.hasNodeMatchers ? { match: createProblemMatcher() } : {}),
    }),
  });
  const outputs = await takeStepFiles(session, files);
  if (end.kind === 'exit' && end.code === 0) return { outcome: 'success', outputs };
  if (end.kind === 'cancelled') {
    reportRunnerError(target, 'The operation was canceled.');
    return { outcome: 'cancelled', outputs };
  }
  const message = {
    exit: () => `Process completed with exit code ${end.kind === 'exit' ? end.code : 1}.`,
    'timed-out': () => `The action '${stepName(spec)}' has timed out after ${spec.timeoutMinutes} minutes.`,
    'not-started': () => (end.kind === 'not-started' ? end.message : ''),
  }[end.kind];
  reportRunnerError(target, message());
  return { outcome: 'failure', outputs };
};

const runActionStep = async (session: JobSession, spec: StepSpec, frame: StepFrame): Promise<StepEnd> => {
  const { target, variables } = frame;
  const uses = spec.uses ?? '';
  const write = (line: string): void => target.log.write(target.step, line);
  const inputs = Object.fromEntries(
    Object.entries(spec.with).map(([key, text]) => [
      key,
      interpolate(text, expressionScope(session, variables), session.state),
    ]),
  );
  write(`##[group]Run ${uses}`);
  writeMap(write, 'with', inputs);
  writeMap(write, 'env', variables);
  write('##[endgroup]');
  const action = findNativeAction(uses);
  if (action === undefined) throw new Error(cannotRun(uses));
  const error = await action({ session, inputs, write });
  if (error === null) return { outcome: 'success', outputs: {} };
  reportRunnerError(target, error);
  return { outcome: 'failure', outputs: {} };
};

export const cannotRun = (uses: string): string => `This stand-in cannot run the action '${uses}'.`;

const writeMap = (write: (line: string) => void, title: string, values: Record<string, string>): void => {
  const entries = Object.entries(values);
  if (entries.length === 0) return;
  write(`${title}:`);
  for (const [key, value] of entries) write(`  ${key}: ${value}`);
};

/** The name that GitHub shows for a step without a name of its own. */
export const stepName = (spec: StepSpec): string =>
  spec.name ?? `Run ${spec.uses ?? (spec.run ?? '').trimStart().split('\n')[0] ?? ''}`;

interface ShellCommand {
  command: string;
  args: string[];
  shown: string;
}

/** docs.github.com, workflow syntax, `jobs.<job_id>.steps[*].shell`; `shown` as the logs print it. */
const shells: Record<string, string> = {
  default: 'bash -e {0}',
  bash: 'bash --noprofile --norc -e -o pipefail {0}',
  sh: 'sh -e {0}',
  python: 'python {0}',
};

const shellCommand = (shell: string | undefined): ShellCommand => {
  const template = shells[shell ?? 'default'] ?? shell ?? '';
  if (!template.includes('{0}')) throw new Error(`This stand-in cannot run the shell '${shell}'.`);
  const [command = '', ...args] = template.split(/\s+/);
  const shown = command.includes('/') ? template : `/usr/bin/${template}`;
  return { command, args, shown };
};

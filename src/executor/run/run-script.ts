import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

import type { PlannedStep } from '../../domain/index.js';
import type { Scope } from '../expressions/evaluate.js';
import { interpolate } from '../expressions/template.js';
import {
  isAuditScript,
  isInstallScript,
  isInstallScriptFault,
  isNetworkFault,
  isToolInstallScript,
} from '../plan/install-commands.js';
import type { ProcessEnd } from '../sandbox/run-process.js';
import { writeScratchFile } from '../sandbox/scratch-files.js';
import { takeUsedShims } from '../toolchain/shims.js';
import { createCommandFiles, type FileEffects, readCommandFiles } from './command-files.js';
import { conclude } from './conclude.js';
import { type Frame, type JobRun, pathOf, processEnvironment, runInJob } from './job-run.js';
import { OutputReader } from './output-reader.js';
import { resolveShell, shellArgv, withoutErrexit } from './shells.js';
import type { ActionEnd } from './step-end.js';

type ScriptAction = Extract<PlannedStep['action'], { kind: 'run' }>;

/** Runs a `run:` step and applies what it wrote to its files and said in commands. */
export async function runScript(
  job: JobRun,
  step: PlannedStep & { action: ScriptAction },
  { frame, scope, env }: { frame: Frame; scope: Scope; env: Record<string, string> },
): Promise<ActionEnd> {
  const { log, workspace, session } = job;
  const { action } = step;
  const script = interpolate(action.script, scope);
  const shell = resolveShell(interpolate(action.shell, scope), pathOf(job, session));
  const shown = 'problem' in shell ? action.shell : shell.shown;
  writeHeader(job, { script, shell: shown, env: { ...session.env, ...frame.env, ...env } });
  const command = log.mask(script.trim());
  if ('problem' in shell) return failed(job, shell.problem, { command, reason: shell.problem });
  const folder = findFolder(job, interpolate(action.workingDirectory ?? '', scope));
  if ('problem' in folder) return failed(job, folder.problem, { command, reason: folder.problem });

  const file = join(workspace.scratch, '_temp', `${randomUUID()}${shell.extension}`);
  await writeScratchFile(
    workspace.scratch,
    file,
    shell.wrap(`${script.replaceAll('\r\n', '\n').trimEnd()}\n`),
  );
  const attempt = async (extra: Record<string, string>, goesOn = false): Promise<Attempt> => {
    const files = await createCommandFiles(workspace.scratch);
    const watch: Watch = {};
    const reader = new OutputReader({ log, onLine: (line) => watchLine(job, frame, watch, line) });
    const end = await runInJob(job, {
      argv: shellArgv(goesOn ? withoutErrexit(shell) : shell, file),
      cwd: folder.path,
      env: {
        ...processEnvironment(job, { ...frame.env, ...env }),
        ...files,
        ...ownVariables(step, frame),
        ...extra,
      },
      network: isNetworkOn(job, script),
      timeoutMs: (step.timeoutMinutes ?? Number.POSITIVE_INFINITY) * 60_000,
      onOutput: reader.push,
    });
    reader.end();
    return { end, watch, reader, effects: await readCommandFiles(files) };
  };
  let last = await attempt({});
  const substitutes: string[] = [];
  if (
    last.end.exitCode !== 0 &&
    last.watch.networkFault &&
    last.watch.scriptFault &&
    isInstallScript(script)
  ) {
    log.write('cifix: an install script of a package needs the network; once more without install scripts');
    substitutes.push('installed without the install scripts of packages, which need the network');
    last = await attempt({ npm_config_ignore_scripts: 'true', YARN_ENABLE_SCRIPTS: 'false' });
  }
  if (last.end.exitCode !== 0 && last.watch.networkFault && isInstallScript(script) && hasMoreLines(script)) {
    log.write('cifix: what it fetches is out of reach; once more, going on after what fails');
    substitutes.push('installed what is within reach; the rest is missing');
    last = await attempt({}, true);
  }
  applyEffects(job, last.effects);
  substitutes.push(...(await takeUsedShims(workspace.scratch)));
  const { effects, reader, end } = last;
  const watch: Watch = last.watch;
  const faults = [...effects.errors, ...reader.effects.refused.map((name) => `\`${name}\` is disabled`)];
  const networkOff = !isNetworkOn(job, script);
  // A test may well print a refused connection; only a step that fetches fails for it.
  const { networkFault } = networkOff || isInstallScript(script) || isAuditScript(script) ? watch : {};
  const reason = end.end === 'exited' && end.exitCode !== 0 ? outOfReach(script, watch) : undefined;
  if (reason !== undefined) {
    log.write(`cifix: ${reason}`);
    return { outcome: 'skipped', treatment: 'skipped', reason, command };
  }
  const findings = { faults, networkOff, ...(networkFault !== undefined && { networkFault }) };
  const outputs = { ...reader.effects.outputs, ...effects.outputs };
  return {
    ...conclude(job, step, end, findings),
    command,
    outputs,
    ...(substitutes.length > 0 && { substitutes }),
  };
}

/** What is noticed in a step's output while it passes by. */
interface Watch {
  networkFault?: string;
  /** Lines printed since the last sign of a missing network. */
  linesAfterFault?: number;
  scriptFault?: boolean;
}

/** Commands after the first one, which a shell that stops at the first failure never came to. */
const hasMoreLines = (script: string): boolean =>
  script.split('\n').filter((line) => /^\s*[^\s#]/.test(line)).length > 1;

/** Why a step counts as not run although it ended red: what it asked for is not on this machine. */
function outOfReach(script: string, { networkFault, linesAfterFault = 0 }: Watch): string | undefined {
  if (networkFault === undefined) return undefined;
  if (isAuditScript(script)) return 'not run here: it asks an outside service, which is out of reach';
  // The script ended at the fetch, not at something that it found later.
  return isToolInstallScript(script) && linesAfterFault < 4
    ? 'not run here: it fetches a tool, which is out of reach'
    : undefined;
}

interface Attempt {
  end: ProcessEnd;
  watch: Watch;
  reader: OutputReader;
  effects: FileEffects;
}

function watchLine(job: JobRun, { number }: Frame, watch: Watch, line: string): void {
  const isFault = isNetworkFault(line);
  if (isFault) watch.networkFault ??= line;
  watch.linesAfterFault = isFault ? 0 : (watch.linesAfterFault ?? 0) + 1;
  if (isInstallScriptFault(line)) watch.scriptFault = true;
  job.onEvent({ type: 'output', number, line });
}

const isNetworkOn = ({ network }: JobRun, script: string): boolean =>
  network === 'always' || (network === 'install' && (isInstallScript(script) || isAuditScript(script)));

const ownVariables = (step: PlannedStep, { actionPath }: Frame): Record<string, string> => ({
  GITHUB_ACTION: step.id ?? '__run',
  ...(actionPath !== undefined && { GITHUB_ACTION_PATH: actionPath }),
});

/** As GitHub prints it, so that a reader of CI logs reads it. */
function writeHeader(
  { log }: JobRun,
  { script, shell, env }: { script: string; shell: string; env: Record<string, string> },
): void {
  const lines = script.trimEnd().split('\n');
  const variables = Object.entries(env).map(([key, value]) => `  ${key}: ${value}`);
  log.write(
    `##[group]Run ${script.trim().split('\n', 1)[0] ?? ''}`,
    ...lines.map((line) => `\u001b[36;1m${line}\u001b[0m`),
    `shell: ${shell}`,
    ...(variables.length > 0 ? ['env:', ...variables] : []),
    '##[endgroup]',
  );
}

/** Absolute, and after links within the workspace or the scratch space. */
function findFolder({ workspace }: JobRun, written: string): { path: string } | { problem: string } {
  const path = resolve(workspace.tree, written);
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    return {
      problem: `An error occurred trying to start process: working directory '${written}' does not exist`,
    };
  }
  const real = realpathSync(path);
  const allowed = [workspace.tree, workspace.scratch].map((folder) => realpathSync(folder));
  const inside = allowed.some(
    (folder) => !relative(folder, real).startsWith(`..${sep}`) && relative(folder, real) !== '..',
  );
  return inside ? { path } : { problem: `the working directory '${written}' leaves the workspace` };
}

function applyEffects({ session }: JobRun, { env, path }: FileEffects): void {
  Object.assign(session.env, env);
  for (const entry of path) session.path = [entry, ...session.path.filter((known) => known !== entry)];
}

function failed(job: JobRun, message: string, end: Pick<ActionEnd, 'command' | 'reason'>): ActionEnd {
  job.log.write(`##[error]${message}`);
  return { outcome: 'failure', ...end };
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

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
import { findProgram } from '../sandbox/find-program.js';
import type { ProcessEnd } from '../sandbox/run-process.js';
import { writeScratchFile } from '../sandbox/scratch-files.js';
import { takeUsedShims } from '../toolchain/shims.js';
import { createCommandFiles, type FileEffects, readCommandFiles } from './command-files.js';
import { conclude } from './conclude.js';
import { findFolder } from './find-folder.js';
import { type Frame, type JobRun, pathOf, processEnvironment, runInJob, shimsOf } from './job-run.js';
import { OutputReader } from './output-reader.js';
import { findInstall } from './reuse-install.js';
import { writeScriptHeader } from './script-header.js';
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
  const path = pathOf(job, session);
  // What an image has, only the engine can tell: there the name alone is given, as the runner does.
  const find = (name: string): string | undefined => (job.container ? name : findProgram(name, path));
  const shell = resolveShell(interpolate(action.shell, scope), find);
  const shown = 'problem' in shell ? action.shell : shell.shown;
  writeScriptHeader(job, { script, shell: shown, env: { ...session.env, ...frame.env, ...env } });
  const command = log.mask(script.trim());
  if ('problem' in shell) return failed(job, shell.problem, { command, reason: shell.problem });
  const folder = findFolder(job, interpolate(action.workingDirectory ?? '', scope));
  if ('problem' in folder) return failed(job, folder.problem, { command, reason: folder.problem });

  const install = await findInstall(job, {
    script,
    folder: folder.onHost,
    env: { ...session.env, ...frame.env, ...env },
    ...{ path, scratch: workspace.scratch },
    ...(job.container && { imageId: job.container.imageId }),
  });
  if (install?.done !== undefined) {
    log.write(`cifix: ${install.done}`);
    return { outcome: 'success', treatment: 'substituted', reason: install.done, command };
  }
  const file = join(workspace.scratch, '_temp', `${randomUUID()}${shell.extension}`);
  await writeScratchFile(
    workspace.scratch,
    file,
    shell.wrap(`${script.replaceAll('\r\n', '\n').trimEnd()}\n`),
  );
  const attempt = async (extra: Record<string, string>, goesOn = false): Promise<Attempt> => {
    const files = await createCommandFiles(workspace.scratch);
    const watch: Watch = {};
    const reader = new OutputReader({
      log,
      onLine: (line) => watchLine(job, frame, watch, line),
      ...(session.matchers && { matchers: session.matchers }),
    });
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
  if (
    last.end.exitCode !== 0 &&
    last.watch.networkFault &&
    isInstallScript(script) &&
    hasMoreLines(script) &&
    (!isToolInstallScript(script) || endedAtFetch(last.watch))
  ) {
    log.write('cifix: what it fetches is out of reach; once more, going on after what fails');
    substitutes.push('installed what is within reach; the rest is missing');
    last = await attempt({}, true);
  }
  applyEffects(job, last.effects);
  substitutes.push(...(await takeUsedShims(shimsOf(job))));
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
  if (end.end === 'exited' && end.exitCode === 0 && substitutes.length === 0) await install?.remember();
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

/** The script ended at the fetch, not at something that it found later. */
const endedAtFetch = ({ linesAfterFault = 0 }: Watch): boolean => linesAfterFault < 4;

/** Why a step counts as not run although it ended red: what it asked for is not on this machine. */
function outOfReach(script: string, watch: Watch): string | undefined {
  if (watch.networkFault === undefined) return undefined;
  if (isAuditScript(script)) return 'not run here: it asks an outside service, which is out of reach';
  return isToolInstallScript(script) && endedAtFetch(watch)
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

function applyEffects({ session, log }: JobRun, { env, path, summary }: FileEffects): void {
  if (summary.trim() !== '') session.summary = `${session.summary ?? ''}${log.mask(summary)}`;
  Object.assign(session.env, env);
  for (const entry of path) session.path = [entry, ...session.path.filter((known) => known !== entry)];
}

function failed(job: JobRun, message: string, end: Pick<ActionEnd, 'command' | 'reason'>): ActionEnd {
  job.log.write(`##[error]${message}`);
  return { outcome: 'failure', ...end };
}

import { join } from 'node:path';

import type { PlannedComposite, PlannedStep } from '../../domain/index.js';
import type { Scope } from '../expressions/evaluate.js';
import { interpolate, interpolateMap } from '../expressions/template.js';
import { classifyUses, parseUses, type SetUpAction } from '../plan/uses-table.js';
import { findProgram } from '../sandbox/find-program.js';
import { setUpInImage } from '../toolchain/set-up-in-image.js';
import { setUpTool } from '../toolchain/set-up-tool.js';
import { downloadArtifact, uploadArtifact } from './artifacts.js';
import { checkOut } from './check-out.js';
import {
  type Frame,
  type JobRun,
  onThisMachine,
  pathOf,
  processEnvironment,
  runInJob,
  shimsOf,
} from './job-run.js';
import { matchersOf } from './problem-matchers.js';
import type { ActionEnd } from './step-end.js';
import { stepScope } from './step-scope.js';
import { treeInJob } from './work-root.js';

type NativeStep = PlannedStep & { action: Extract<PlannedStep['action'], { kind: 'native' }> };

/** What a native step needs: its surroundings, and how to run the steps of a composite action. */
export interface NativeSurroundings {
  frame: Frame;
  scope: Scope;
  env: Record<string, string>;
  runSteps(steps: readonly PlannedStep[], frame: Frame): Promise<ActionEnd>;
}

export async function runNative(
  job: JobRun,
  step: NativeStep,
  around: NativeSurroundings,
): Promise<ActionEnd> {
  const { action } = step;
  const inputs = interpolateMap(action.with, around.scope);
  writeHeader(job, action.action, inputs);
  if (action.composite) return runComposite(job, action.composite, inputs, around);
  const treatment = classifyUses(action.action);
  if (!('native' in treatment)) return { outcome: 'skipped', treatment: 'skipped', reason: treatment.skip };
  const here = onThisMachine(job);
  switch (treatment.native) {
    case 'checkout':
      return checkOut(job, inputs, (argv) => runQuietly(here, argv));
    case 'cache':
      return passOverCache(job, inputs);
    case 'upload-artifact':
      return uploadArtifact(job, inputs, (argv, opens) => runQuietly(here, argv, opens));
    case 'download-artifact':
      return downloadArtifact(job, inputs, (argv, opens) => runQuietly(here, argv, opens));
    default:
      return setUp(job, { ...step, action }, { native: treatment.native, inputs });
  }
}

async function setUp(
  job: JobRun,
  { name, action }: NativeStep,
  { native, inputs }: { native: SetUpAction; inputs: Record<string, string> },
): Promise<ActionEnd> {
  const setUpNative = job.container ? setUpInImage : setUpTool;
  const outcome = await setUpNative(native, {
    inputs: inTree(job, inputs),
    ref: parseUses(action.action).ref,
    tree: job.workspace.tree,
    scratch: shimsOf(job),
    hostEnv: job.hostEnv,
    toolFolder: job.toolFolder,
    mayFetch: job.mayFetch && job.network !== 'never',
    path: pathOf(job, job.session),
    run: (argv) => runQuietly(job, argv),
  });
  const { session } = job;
  const matchers = matchersOf[parseUses(action.action).name];
  if (matchers) session.matchers = [...new Set([...(session.matchers ?? []), ...matchers])];
  Object.assign(session.env, outcome.env);
  for (const entry of [...(outcome.path ?? [])].reverse()) {
    session.path = [entry, ...session.path.filter((known) => known !== entry)];
  }
  if (outcome.warning) job.warnings.push(`${name}: ${outcome.warning}`);
  job.log.write(`cifix: ${outcome.note}`);
  const outputs = outcome.outputs ?? {};
  return { outcome: 'success', treatment: 'substituted', reason: outcome.warning ?? outcome.note, outputs };
}

/** Paths of files are given relative to GITHUB_WORKSPACE; the tree may be a folder of it. */
function inTree({ plan }: JobRun, inputs: Record<string, string>): Record<string, string> {
  const prefix = plan.checkoutPath === undefined ? undefined : `${plan.checkoutPath}/`;
  const entries = Object.entries(inputs).map(([key, value]) => {
    const path = value.replace(/^\.\//, '');
    return [key, prefix !== undefined && path.startsWith(prefix) ? path.slice(prefix.length) : value];
  });
  return Object.fromEntries(entries);
}

/** As after a cache miss: the outputs are empty, and whatever the cache would have held is made anew. */
function passOverCache(job: JobRun, inputs: Record<string, string>): ActionEnd {
  const reason = 'caches of CI are not used here, as after a cache miss';
  job.log.write(`cifix: ${reason}`);
  if (inputs['fail-on-cache-miss'] === 'true') return { outcome: 'skipped', treatment: 'skipped', reason };
  const outputs = { 'cache-hit': '', 'cache-primary-key': inputs.key ?? '', 'cache-matched-key': '' };
  return { outcome: 'success', treatment: 'substituted', reason, outputs };
}

/** The inner steps see the action's own inputs and steps, none of the workflow's defaults. */
async function runComposite(
  job: JobRun,
  composite: PlannedComposite,
  given: Record<string, string>,
  { frame, scope, env, runSteps }: NativeSurroundings,
): Promise<ActionEnd> {
  const { program, path } = composite;
  if (program !== undefined && !(await hasProgram(job, program))) {
    const reason = `not run here: ${program} is not installed`;
    job.log.write(`cifix: ${reason}`);
    return { outcome: 'skipped', treatment: 'skipped', reason };
  }
  const inner: Frame = {
    steps: {},
    inputs: { ...interpolateMap(composite.inputs, scope), ...given },
    env: { ...frame.env, ...env },
    status: 'success',
    ...(path !== undefined && { actionPath: join(treeInJob(job), path) }),
    number: frame.number,
  };
  const end = await runSteps(composite.steps, inner);
  const innerScope = stepScope(job, inner);
  const outputs = Object.entries(composite.outputs).map(([key, text]) => [
    key,
    interpolate(text, innerScope),
  ]);
  const standIn =
    path === undefined ? ({ treatment: 'substituted', reason: 'its command was run instead' } as const) : {};
  return { ...end, ...standIn, outputs: Object.fromEntries(outputs) };
}

async function hasProgram(job: JobRun, name: string): Promise<boolean> {
  if (!job.container) return findProgram(name, pathOf(job, job.session)) !== undefined;
  const { exitCode } = await runQuietly(job, ['/bin/sh', '-c', 'command -v "$1"', 'sh', name]);
  return exitCode === 0;
}

function writeHeader({ log }: JobRun, uses: string, inputs: Record<string, string>): void {
  const lines = Object.entries(inputs).map(([key, value]) => `  ${key}: ${value}`);
  log.write(`##[group]Run ${uses}`, ...(lines.length > 0 ? ['with:', ...lines] : []), '##[endgroup]');
}

const quietLimitMs = 120_000;

/** A command of cifix's own within the job's sandbox; what it prints is for cifix, not for the log. */
async function runQuietly(
  job: JobRun,
  argv: string[],
  opens?: string,
): Promise<{ exitCode: number; output: string }> {
  const chunks: Buffer[] = [];
  const end = await runInJob(job, {
    argv,
    ...(opens !== undefined && { opens }),
    cwd: job.workspace.tree,
    env: processEnvironment(job, {}),
    timeoutMs: quietLimitMs,
    network: job.network !== 'never',
    onOutput: (chunk) => {
      if (chunks.length < 64) chunks.push(chunk);
    },
  });
  return { exitCode: end.exitCode, output: Buffer.concat(chunks).toString('utf8') };
}

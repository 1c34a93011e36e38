import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { Workspace } from '../../../src/domain/index.js';
import {
  planJob,
  type ReplayResult,
  type RunContext,
  type RunPlanOptions,
  readWorkflow,
  runPlan,
} from '../../../src/executor/index.js';

export interface ReplayOptions extends Partial<Omit<RunPlanOptions, 'context' | 'workspace' | 'logFile'>> {
  job?: string;
  event?: string;
  needs?: NonNullable<RunContext['needs']>;
  /** What is known of the run beyond the usual. */
  context?: Partial<RunContext>;
  prepare?: (tree: string) => void;
  workspace?: Workspace;
}

const facts = { repo: 'octo/demo', sha: 'a'.repeat(40), ref: 'refs/heads/main' };

/** A workspace of its own, removed when the test ends. */
export function makeWorkspace(whenFinished: (remove: () => void) => void = onTestFinished): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'cifix-executor-'));
  whenFinished(() => rmSync(root, { recursive: true, force: true }));
  const [tree, scratch, gitDir] = ['tree', 'scratch', 'mirror.git'].map((name) => join(root, name));
  if (!tree || !scratch || !gitDir) throw new Error('three folders');
  for (const folder of [tree, scratch, gitDir]) mkdirSync(folder);
  return { id: 'test', tree, scratch, gitDir, commit: facts.sha };
}

/** Plans one job of a workflow text and runs it for real, without a sandbox unless asked. */
export async function replay(
  text: string,
  { job = 'job', event = 'push', needs, context, prepare, ...options }: ReplayOptions = {},
): Promise<{ result: ReplayResult; tree: string; workspace: Workspace }> {
  const read = readWorkflow(text, 'job.yml');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const workspace = options.workspace ?? makeWorkspace();
  const { tree } = workspace;
  prepare?.(tree);
  const readFile = (path: string): string | undefined =>
    existsSync(join(tree, path)) ? readFileSync(join(tree, path), 'utf8') : undefined;
  const plan = planJob({ workflow: read.workflow, path: 'job.yml', jobName: job, event, readFile, ...facts });
  if ('problem' in plan) throw new Error(plan.problem);
  const result = await runPlan(plan, {
    sandbox: { kind: 'none' },
    signal: new AbortController().signal,
    ...options,
    hostEnv: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.hostEnv },
    workspace,
    context: { ...facts, eventName: event, ...(needs && { needs }), ...context },
    logFile: join(workspace.scratch, '..', 'job.log'),
  });
  return { result, tree, workspace };
}

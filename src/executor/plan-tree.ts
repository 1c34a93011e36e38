import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Plan, ReplayFacts, Workspace } from '../domain/index.js';
import { chooseLeg, platformOf } from './plan/choose-leg.js';
import type { ReadFile } from './plan/expand-jobs.js';
import { listJobs } from './plan/list-jobs.js';
import { planJob } from './plan/plan-job.js';
import { planManifests } from './plan/plan-manifests.js';
import type { RunFacts } from './plan/static-scope.js';
import type { HostEnv } from './sandbox/host-environment.js';
import { hostVersions } from './toolchain/host-versions.js';
import { optional } from './workflow/read-step.js';
import { readWorkflow } from './workflow/read-workflow.js';
import type { Workflow, WorkflowProblem } from './workflow/workflow.js';

export interface PlannedTree {
  plans: Plan[];
  faults: (WorkflowProblem & { path: string })[];
  /** What is not run, and why. */
  notes: string[];
}

const events = ['push', 'pull_request'];

/** The jobs that a push or a pull request would start, one leg of each matrix: the one that fits this machine. */
export async function planTree(
  workspace: Workspace,
  facts: ReplayFacts,
  settings: { hostEnv: HostEnv; jobMinutes: number },
): Promise<PlannedTree> {
  const tree: PlannedTree = { plans: [], faults: [], notes: [] };
  const readFile = fileReader(workspace);
  const host = { platform: process.platform, versions: await hostVersions(settings.hostEnv) };
  const paths = workflowFiles(workspace);
  if (paths.length === 0) {
    tree.plans.push(...planManifests({ readFile }).map((plan) => capped(plan, settings.jobMinutes)));
    tree.notes.push(
      tree.plans.length > 0
        ? 'There are no workflows; what the manifests say is run instead.'
        : 'There are no workflows, and no manifest says how the project is checked.',
    );
  }
  for (const path of paths) {
    const read = readWorkflow(readFile(path) ?? '', path);
    if ('problems' in read) {
      tree.faults.push(...read.problems.map((problem) => ({ ...problem, path })));
      continue;
    }
    const event = events.find((name) => isTriggered(read.workflow, name, path, readFile));
    if (!event) {
      tree.notes.push(`${path}: neither a push nor a pull request starts it; not run.`);
      continue;
    }
    const known = { ...planFacts({ ...facts, event }), path, readFile };
    const candidates = listJobs(read.workflow, event, known).filter(({ condition }) => condition !== false);
    for (const leg of chooseLeg(candidates, host)) {
      const platform = platformOf(leg.runsOn) ?? host.platform;
      const planned = planJob({ workflow: read.workflow, ...known, jobName: leg.name });
      if ('problem' in planned) tree.notes.push(`${leg.name}: ${planned.problem}`);
      else if (platform !== host.platform)
        tree.notes.push(`${leg.name}: needs ${leg.runsOn.join(', ')}; not run.`);
      else tree.plans.push(capped(planned, settings.jobMinutes));
    }
  }
  return tree;
}

const isTriggered = (workflow: Workflow, event: string, path: string, readFile: ReadFile): boolean =>
  listJobs(workflow, event, { path, readFile }).some(({ triggered }) => triggered);

const isForPull = ({ event }: ReplayFacts): boolean => event === 'pull_request';

/** What the facts say of the run, as the plan and its expressions ask for it. */
export const planFacts = (facts: ReplayFacts): RunFacts => {
  const { event, repo, sha, branch, baseBranch } = facts;
  const ofPull = event.startsWith('pull_request');
  return {
    ...{ event, repo, sha, ref: refOf(facts) },
    ...(ofPull && branch ? { headRef: branch } : {}),
    ...(ofPull && baseBranch ? { baseRef: baseBranch } : {}),
    ...optional('actor', facts.actor),
    ...optional('runNumber', facts.runNumber),
    ...optional('pullRequest', facts.pullRequest),
    ...optional('fork', facts.fork),
    ...optional('payload', facts.payload),
    ...optional('dispatched', facts.inputs),
    ...optional('vars', facts.vars),
  };
};

/** A run of a pull request is started for its merge, one of `pull_request_target` for the base. */
export function refOf(facts: ReplayFacts): string {
  const { ref, branch, sha, event, pullRequest, baseBranch } = facts;
  if (ref !== undefined) return ref;
  if (isForPull(facts) && pullRequest !== undefined) return `refs/pull/${pullRequest}/merge`;
  if (event === 'pull_request_target' && baseBranch) return `refs/heads/${baseBranch}`;
  return branch ? `refs/heads/${branch}` : sha;
}

export const capped = (plan: Plan, minutes: number): Plan => ({
  ...plan,
  timeoutMinutes: Math.min(plan.timeoutMinutes, minutes),
});

function workflowFiles({ tree }: Workspace): string[] {
  try {
    return readdirSync(join(tree, '.github', 'workflows'))
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => `.github/workflows/${name}`);
  } catch {
    return [];
  }
}

/** Reads files of the tree; a link that leads out of it is not followed. */
export function fileReader({ tree }: Workspace): ReadFile {
  const root = realpathSync(tree);
  return (path) => {
    try {
      const real = realpathSync(join(root, path));
      return real.startsWith(root + sep) ? readFileSync(real, 'utf8') : undefined;
    } catch {
      return undefined;
    }
  };
}

import { join } from 'node:path';
import type { BugReport, Failure, Plan, ReplayFacts, StepResult, Workspace } from '../domain/index.js';
import type { Ports, Replay } from './ports.js';
import { progressTo, readFailure } from './read-replay.js';
import { rootCauses } from './workbench.js';

/** A job that was run, and what its log says when it is red. */
export interface Judged {
  replay: Replay;
  failure?: Failure;
  /** Steps that could not do their work on this machine and were passed over. */
  passedOver: StepResult[];
}

/** A step fails so for the machine's sake: no network, no right, no memory, no time. */
const machineCategories = new Set(['infra', 'permission', 'resource', 'timeout']);

/** A later failure of these kinds is the code's own; any other may only follow from the step that was passed over. */
const codeCategories = new Set(['test', 'lint', 'format', 'type', 'compile']);

/**
 * Runs all steps of a job. A step that fails only because of this machine (an install without a network)
 * is passed over, so that a failure of the code behind it is still found; it stays in the answer.
 */
export async function runWhole(
  ports: Pick<Ports, 'replay' | 'readFailures' | 'openFile' | 'signal' | 'tell'>,
  plan: Plan,
  workspace: Workspace,
  options: { facts: ReplayFacts; logFile: string },
): Promise<Judged> {
  ports.tell({ kind: 'stage', title: `Running ${plan.jobName}` });
  const run = async (more: { from?: number; session?: unknown; logFile: string }): Promise<Judged> => {
    const replay = await ports.replay.run(plan, workspace, {
      facts: options.facts,
      // Beside the workspaces of this replay: what one job leaves, the next one finds.
      artifactsDir: join(workspace.tree, '..', '..', 'artifacts'),
      onProgress: progressTo(ports),
      ...more,
    });
    // A step that Ctrl-C ended is neither red nor green.
    ports.signal.throwIfAborted();
    const failure =
      replay.conclusion === 'success'
        ? undefined
        : await readFailure(ports, replay, workspace, options.facts.repo);
    return { replay, failure, passedOver: [] };
  };
  const first = await run({ logFile: options.logFile });
  let current = first;
  const passedOver: StepResult[] = [];
  for (let step = blockedStep(current); step; step = blockedStep(current)) {
    passedOver.push(step);
    if (step.number >= plan.steps.length) return first;
    const logFile = options.logFile.replace(/\.log$/, `-from-${step.number + 1}.log`);
    const next = await run({ from: step.number + 1, session: current.replay.session, logFile });
    current = {
      ...next,
      replay: { ...next.replay, steps: joined(current.replay.steps, next.replay.steps, step.number) },
    };
  }
  if (passedOver.length === 0) return first;
  const isOwn = current.failure !== undefined && codeCategories.has(current.failure.category);
  return isOwn || !current.failure ? { ...current, passedOver } : first;
}

/** The failed step, when all that is wrong with it is this machine. */
function blockedStep({ replay, failure }: Judged): StepResult | undefined {
  if (!failure || !replay.failedStep) return undefined;
  const causes = rootCauses(failure.reports);
  return causes.length > 0 && causes.every(isOfThisMachine) ? replay.failedStep : undefined;
}

/** Is this the machine's fault and not the code's? Tools that GitHub's image has and this machine lacks count too. */
export const isOfThisMachine = ({ category, message }: BugReport): boolean =>
  machineCategories.has(category) ||
  (category === 'config' && /command not found|not found on PATH/i.test(message));

const joined = (before: StepResult[], after: StepResult[], through: number): StepResult[] => [
  ...before.filter(({ number }) => number <= through),
  ...after.filter(({ number }) => number > through),
];

export const passedOverText = (job: string, step: StepResult): string =>
  `${job}: "${step.name}" cannot do its work on this machine and was passed over.`;

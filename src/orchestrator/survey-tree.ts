import type {
  BugReport,
  Failure,
  Fidelity,
  LocalSnapshot,
  Plan,
  ReplayFacts,
  StepResult,
} from '../domain/index.js';
import type { Ports } from './ports.js';
import { passedOverText, runWhole } from './run-whole.js';
import { workflowFailure } from './stages/diagnose.js';
import { type BenchJob, fingerprintsOf, rootCauses } from './workbench.js';

/** Failing jobs with the same root cause: healed together, as one record. */
export interface Group {
  jobs: BenchJob[];
  /** The commit at which they were seen red. */
  seenAt: string;
}

export interface Survey {
  red: BenchJob[];
  green: string[];
  faults: Failure[];
  notes: string[];
  /** How true the runs were, of all jobs. */
  fidelity: Fidelity;
}

interface SurveyOptions {
  /** Only jobs whose name or key is this. */
  job?: string;
  snapshot: LocalSnapshot;
  facts: ReplayFacts;
}

export type SurveyPorts = Pick<
  Ports,
  'workspaces' | 'replay' | 'readFailures' | 'openFile' | 'history' | 'signal' | 'tell'
>;

/** The jobs of a working tree that would be run, and what of its workflows cannot be used. */
export async function planTree(
  id: string,
  { job, snapshot, facts }: SurveyOptions,
  ports: SurveyPorts,
): Promise<{ plans: Plan[]; faults: Failure[]; notes: string[] }> {
  ports.tell({ kind: 'stage', title: 'Reading the workflows' });
  const reading = await openAt(id, 0, snapshot, ports);
  const planned = await ports.replay.planAll(reading, facts);
  return {
    plans: inOrder(planned.plans).filter(
      (plan) => job === undefined || plan.jobName === job || plan.jobId === job,
    ),
    faults: byFile(planned.faults).map(([file, faults]) => workflowFailure(file, faults)),
    notes: [...planned.notes],
  };
}

/** Runs every job once and keeps those that are red. */
export async function surveyTree(id: string, options: SurveyOptions, ports: SurveyPorts): Promise<Survey> {
  const { snapshot, facts } = options;
  const { plans, faults, notes } = await planTree(id, options, ports);
  const fidelity: Fidelity = { sandbox: 'none', steps: [], sameFingerprints: null, warnings: [] };
  const survey: Survey = { red: [], green: [], faults, notes, fidelity };
  for (const [index, plan] of plans.entries()) {
    const waitsFor = survey.red.find(
      (job) => job.plan.workflowPath === plan.workflowPath && plan.needs?.includes(job.plan.jobId),
    );
    if (waitsFor) {
      survey.notes.push(`${plan.jobName}: not run, because ${waitsFor.plan.jobName} failed.`);
      continue;
    }
    const workspace = await openAt(id, index + 1, snapshot, ports);
    const logFile = await ports.history.fileOf(id, `job-${index + 1}.log`);
    const { replay, failure, passedOver } = await runWhole(ports, plan, workspace, { facts, logFile });
    survey.notes.push(...passedOver.map((step) => passedOverText(plan.jobName, step)));
    fidelity.sandbox = replay.sandbox;
    fidelity.warnings.push(...replay.warnings.filter((warning) => !fidelity.warnings.includes(warning)));
    fidelity.steps.push(...replay.steps.map((step) => ({ ...step, job: replay.jobName })));
    if (replay.conclusion !== 'failure') {
      if (ranNothing(replay.steps))
        survey.notes.push(`${plan.jobName}: none of its commands can be run here.`);
      else survey.green.push(plan.jobName);
      continue;
    }
    if (!failure) continue;
    survey.red.push({
      workspace,
      plan,
      failure,
      reports: rootCauses(failure.reports),
      causes: fingerprintsOf(rootCauses(failure.reports)),
      before: replay,
      latest: replay,
    });
  }
  return survey;
}

const ranNothing = (steps: readonly StepResult[]): boolean =>
  steps.length > 0 && steps.every(({ treatment }) => treatment !== 'replayed');

const openAt = (id: string, number: number, snapshot: LocalSnapshot, { workspaces }: SurveyPorts) =>
  workspaces.create({
    id: `${id}/${number}`,
    gitDir: snapshot.gitDir,
    commit: snapshot.commit,
    branch: snapshot.branch,
    originUrl: snapshot.originUrl,
  });

/** The first fault of a file is the cause; a parser's further complaints follow from it. */
function byFile(faults: readonly BugReport[]): [string, BugReport[]][] {
  const files = new Map<string, BugReport[]>();
  for (const fault of faults) {
    const known = files.get(fault.file ?? '') ?? [];
    files.set(fault.file ?? '', [...known, { ...fault, rootCause: known.length === 0 }]);
  }
  return [...files];
}

/** Jobs after those that they wait for. */
function inOrder(plans: readonly Plan[]): Plan[] {
  const placed: Plan[] = [];
  const place = (plan: Plan, above: readonly Plan[]): void => {
    if (placed.includes(plan) || above.includes(plan)) return;
    for (const other of plans) {
      if (other.workflowPath === plan.workflowPath && plan.needs?.includes(other.jobId))
        place(other, [...above, plan]);
    }
    placed.push(plan);
  };
  for (const plan of plans) place(plan, []);
  return placed;
}

export function groupFailures(red: readonly BenchJob[], seenAt: string): Group[] {
  const groups: Group[] = [];
  for (const job of red) {
    const own = fingerprintsOf(job.reports);
    const group = groups.find(({ jobs }) =>
      jobs.some((other) => fingerprintsOf(other.reports).some((print) => own.includes(print))),
    );
    if (group) group.jobs.push(job);
    else groups.push({ jobs: [job], seenAt });
  }
  // What names a place in the code first: mending it often mends the jobs that only say that something fails.
  return groups.toSorted((a, b) => Number(namesPlace(b)) - Number(namesPlace(a)));
}

const namesPlace = ({ jobs }: Group): boolean =>
  jobs.some(({ reports }) => reports.some(({ file }) => file !== undefined));

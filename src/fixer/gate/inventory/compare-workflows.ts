import { oneLine } from '../../../domain/index.js';
import type { Finding } from '../rules/rule.js';
import { checkCommand } from '../rules/tolerance-rules.js';
import type { ChangedSource } from '../source/changed-source.js';
import { readWorkflow, type Workflow, type WorkflowJob, type WorkflowStep } from './read-workflow.js';

/** What CI does less after the change: jobs, steps, commands, legs and triggers that are gone, conditions that came. */
export function compareWorkflows(changes: readonly ChangedSource[]): Finding[] {
  return changes
    .filter(({ was, is, language }) => (was === 'workflow' || is === 'workflow') && language === 'yaml')
    .flatMap(compareFile);
}

interface Loss {
  line?: number;
  says: string;
  /** Where it is no check that is lost. */
  severity?: number;
}
const harmless = 5;

function compareFile(change: ChangedSource): Finding[] {
  const before = readWorkflow(change.before.text);
  if (!before || (before.jobs.length === 0 && before.triggers.length === 0)) return [];
  const finding = ({ line, says, severity = 9 }: Loss): Finding => ({
    rule: 'workflow-shrunk',
    severity,
    file: change.file,
    ...(line !== undefined && { line }),
    says,
  });
  if (change.kind === 'deleted' || (change.kind === 'renamed' && change.is !== 'workflow'))
    return [finding({ says: 'A workflow is deleted' })];
  const after = readWorkflow(change.after.text);
  if (!after) return [finding({ says: 'A workflow can no longer be read' })];
  return [
    ...lostJobs(before, after),
    ...before.jobs.flatMap((job) => {
      const now = after.jobs.find(({ id }) => id === job.id);
      return now ? [...lostSteps(job, now), ...lostLegs(job, now), ...newConditions(job, now)] : [];
    }),
    ...lostTriggers(before, after),
    ...moreRights(before, after),
  ].map(finding);
}

function lostJobs(before: Workflow, after: Workflow): Loss[] {
  // A job with another name that still does the same is not lost.
  const done = new Set(after.jobs.flatMap(({ steps }) => steps.flatMap(workOf)));
  return before.jobs
    .filter(({ id }) => !after.jobs.some((job) => job.id === id))
    .filter(({ steps }) => steps.length === 0 || steps.flatMap(workOf).some((work) => !done.has(work)))
    .map(({ id, line }) => ({ line, says: `The job "${oneLine(id, 40)}" is taken out` }));
}

/** What a step does, without its name. */
const workOf = ({ uses, commands }: WorkflowStep): string[] => [
  ...(uses === undefined ? [] : [uses]),
  ...commands,
];

function lostSteps(before: WorkflowJob, after: WorkflowJob): Loss[] {
  const now = after.steps.flatMap(workOf);
  const programs = new Set(now.flatMap(checkingPrograms));
  const lost: Loss[] = before.steps.flatMap((step): Loss[] =>
    workOf(step)
      .filter((work) => !now.includes(work))
      .flatMap((work) => {
        const gone = checkingPrograms(work).filter((program) => !programs.has(program));
        const what = `The step "${oneLine(step.label, 40)}" no longer does "${oneLine(work, 60)}"`;
        if (gone.length > 0) return [{ line: step.line, says: what }];
        const isCheck = checkingPrograms(work).length > 0;
        return isStillDone(work, now) && !isCheck
          ? []
          : [{ line: step.line, says: what, severity: harmless }];
      }),
  );
  const fewerChecks =
    checksIn(before).length > checksIn(after).length && !lost.some(({ severity }) => severity === undefined);
  return [
    ...lost,
    ...(fewerChecks
      ? [{ line: after.line, says: `The job "${oneLine(after.id, 40)}" checks less than before` }]
      : []),
  ];
}

const checksIn = ({ steps }: WorkflowJob): string[] =>
  steps.flatMap(workOf).filter((work) => checkingPrograms(work).length > 0);

const aCheck = new RegExp(`\\b${checkCommand}\\b(?:\\s+(?:run\\s+)?[a-z][\\w:-]*)?`, 'g');
/** Commands that only fetch or print are no checks. */
const noCheck =
  /\b(?:build|install|ci|add|update|upgrade|audit|version|init|login|config|cache|link|publish|tidy|download|get|restore|clean|sync|--version|-v)\b/;

/** Commands that name a program and do not run it. */
const notRun =
  /^(?:sudo\s+)?(?:echo|printf|(?:\S+\s+-m\s+)?pip3?|uv|apt(?:-get)?|brew|gem|cargo\s+install|go\s+install|cd|export|mkdir|curl|wget|cp|mv)\b/;

/** `npm test`, `pytest`, `cargo clippy`: what a command checks with. */
const checkingPrograms = (work: string): string[] =>
  work
    .split(/&&|\|\||[;|]/)
    .filter((part) => !notRun.test(part.trim()))
    .flatMap((part) => part.match(aCheck) ?? [])
    .filter((program) => !noCheck.test(program));

/** Is a command still there with other words added, or an action in another place? */
function isStillDone(work: string, now: readonly string[]): boolean {
  const words = work.split(/\s+/);
  return now.some((other) => {
    const left = new Set(other.split(/\s+/));
    return words.every((word) => left.has(word));
  });
}

const lostLegs = (before: WorkflowJob, after: WorkflowJob): Loss[] =>
  before.legs.length > after.legs.length
    ? [{ line: after.line, says: `The matrix of "${oneLine(after.id, 40)}" has fewer legs than before` }]
    : [];

function newConditions(before: WorkflowJob, after: WorkflowJob): Loss[] {
  const narrowed = (old: string | undefined, now: string | undefined): boolean =>
    now !== undefined && old !== now && !/^\s*(?:\$\{\{\s*)?(?:always|!\s*cancelled)\(\)/.test(now);
  return [
    ...(narrowed(before.condition, after.condition)
      ? [{ line: after.line, says: `The job "${oneLine(after.id, 40)}" runs under a new condition` }]
      : []),
    ...after.steps.flatMap((step) => {
      const old = before.steps.find((other) => workOf(other).join('\n') === workOf(step).join('\n'));
      if (!old || !narrowed(old.condition, step.condition)) return [];
      const isCheck = workOf(step).some((work) => checkingPrograms(work).length > 0);
      return [
        {
          line: step.line,
          says: `The step "${oneLine(step.label, 40)}" runs under a new condition`,
          ...(!isCheck && { severity: harmless }),
        },
      ];
    }),
  ];
}

/** Events that run with secrets on what strangers wrote, or by hand: fewer of them are no loss. */
const noLoss = /^(?:pull_request_target|workflow_run|workflow_dispatch|repository_dispatch)\b/;

function lostTriggers(before: Workflow, after: Workflow): Loss[] {
  const isIgnore = (trigger: string): boolean => /\.(?:branches|paths|tags)-ignore=/.test(trigger);
  const events = before.triggers.filter(
    (trigger) => !isIgnore(trigger) && !noLoss.test(trigger) && !after.triggers.includes(trigger),
  );
  const filters = after.triggers.filter((trigger) => {
    const filter = trigger.split('=')[0] ?? '';
    const isNewFilter = filter.includes('.') && !before.triggers.some((old) => old.startsWith(`${filter}=`));
    return !before.triggers.includes(trigger) && (isIgnore(trigger) || isNewFilter);
  });
  return [
    ...events.map((trigger) => ({ says: `CI no longer starts for "${oneLine(trigger, 60)}"` })),
    ...filters.map((trigger) => ({ says: `CI starts for less: "${oneLine(trigger, 60)}"` })),
  ];
}

const moreRights = (before: Workflow, after: Workflow): Loss[] =>
  after.permissions
    .filter((right) => /=write/.test(right) && !before.permissions.includes(right))
    .map((right) => ({ says: `The workflow may do more than before ("${oneLine(right, 40)}")` }));

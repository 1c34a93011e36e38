// Workflow file + job → plan → steps in a sandbox → BuildResult. It never interprets output, fixes, or commits.
export { createReplay, type ReplaySettings } from './create-replay.js';
export { fidelityOf } from './fidelity.js';
export { chooseLeg, type HostFacts } from './plan/choose-leg.js';
export type { ReadFile } from './plan/expand-jobs.js';
export { type JobCandidate, type ListOptions, listJobs } from './plan/list-jobs.js';
export { type PlanRequest, planJob } from './plan/plan-job.js';
export { planManifests } from './plan/plan-manifests.js';
export type { RunContext } from './run/github-variables.js';
export type { NetworkPolicy, ReplayEvent } from './run/job-run.js';
export { emptySession, type JobSession } from './run/job-session.js';
export { type ReplayResult, type RunPlanOptions, runPlan } from './run/run-plan.js';
export { type RunToolOptions, runTool, type ToolEnd } from './run/run-tool.js';
export { detectSandbox, type SandboxKind } from './sandbox/detect.js';
export {
  describeSandbox,
  isSandboxProblem,
  type SandboxChoice,
  type SandboxProblem,
} from './sandbox/sandbox-choice.js';
export { readWorkflow } from './workflow/read-workflow.js';
export type { Workflow, WorkflowJob, WorkflowProblem, WorkflowStep } from './workflow/workflow.js';

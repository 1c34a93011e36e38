// Workflow file + job → plan → steps in a sandbox → BuildResult. It never interprets output, fixes, or commits.
export { createReplay, type ReplaySettings } from './create-replay.js';
export { fidelityOf } from './fidelity.js';
export { chooseLeg } from './plan/choose-leg.js';
export { type JobCandidate, listJobs } from './plan/list-jobs.js';
export { applyOracle } from './plan/log-oracle.js';
export { planJob } from './plan/plan-job.js';
export { planManifests } from './plan/plan-manifests.js';
export type { OpenCiLog } from './plan/plan-with-log.js';
export { readOracle } from './plan/read-oracle.js';
export type { RunContext } from './run/github-variables.js';
export { type ReplayResult, type RunPlanOptions, runPlan } from './run/run-plan.js';
export { runTool } from './run/run-tool.js';
export { detectSandbox } from './sandbox/detect.js';
export { describeSandbox, isSandboxProblem, type SandboxChoice } from './sandbox/sandbox-choice.js';
export { readWorkflow } from './workflow/read-workflow.js';

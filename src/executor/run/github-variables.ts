import { arch, platform } from 'node:os';
import { join } from 'node:path';

import type { Plan, Workspace } from '../../domain/index.js';
import { githubFacts } from '../plan/static-scope.js';

/** What is known about the run in CI that is replayed. */
export interface RunContext {
  repo: string;
  sha: string;
  ref: string;
  eventName: string;
  headRef?: string;
  baseRef?: string;
  runId?: number;
  runNumber?: number;
  runAttempt?: number;
  actor?: string;
  pullRequest?: number;
  fork?: boolean;
  /** Inputs that a person gave to a `workflow_dispatch`. */
  dispatched?: Record<string, unknown>;
  serverUrl?: string;
  apiUrl?: string;
  /** The event's payload, where it is known. */
  event?: Record<string, unknown>;
  /** Results and outputs of the jobs that this one waits for. */
  needs?: Record<string, { result: string; outputs: Record<string, string> }>;
  vars?: Record<string, string>;
}

const isMissing = (value: unknown): boolean => value === undefined || value === null;

/** The `github` context; its scalar values are also the GITHUB_* variables. */
export function githubContext(
  plan: Plan,
  workspace: Workspace,
  context: RunContext,
): Record<string, unknown> {
  const { event: payload, ...known } = context;
  const facts = githubFacts({ ...known, event: context.eventName, ...(payload && { payload }) });
  const apiUrl = context.apiUrl ?? facts.api_url;
  return {
    ...facts,
    actor: context.actor ?? '',
    triggering_actor: context.actor ?? '',
    api_url: apiUrl,
    graphql_url: isMissing(context.apiUrl)
      ? facts.graphql_url
      : String(apiUrl).replace(/(?:\/v3)?\/?$/, '/graphql'),
    server_url: context.serverUrl ?? facts.server_url,
    event_path: eventPath(workspace),
    job: plan.jobId,
    ref_protected: 'false',
    retention_days: '90',
    run_id: String(context.runId ?? 1),
    run_number: String(context.runNumber ?? 1),
    run_attempt: String(context.runAttempt ?? 1),
    workflow: plan.workflowName,
    workflow_ref: `${context.repo}/${plan.workflowPath}@${context.ref}`,
    workflow_sha: context.sha,
    workspace: workspace.tree,
    token: '',
  };
}

const notVariables = new Set(['event', 'token']);

export const githubVariables = (context: Record<string, unknown>): Record<string, string> => ({
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  ...Object.fromEntries(
    Object.entries(context)
      .filter(([key]) => !notVariables.has(key))
      .map(([key, value]) => [`GITHUB_${key.toUpperCase()}`, String(value ?? '')]),
  ),
});

export const eventPath = ({ scratch }: Workspace): string =>
  join(scratch, '_temp/_github_workflow/event.json');

const osNames: Record<string, string> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };
const archNames: Record<string, string> = { x64: 'X64', arm64: 'ARM64', arm: 'ARM', ia32: 'X86' };

/** The `runner` context; also the RUNNER_* variables. */
export const runnerContext = ({ scratch }: Workspace): Record<string, string> => ({
  os: osNames[platform()] ?? platform(),
  arch: archNames[arch()] ?? arch(),
  name: 'cifix',
  environment: 'self-hosted',
  temp: join(scratch, '_temp'),
  tool_cache: join(scratch, 'tools'),
  workspace: scratch,
});

export const runnerVariables = (context: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(context).map(([key, value]) => [`RUNNER_${key.toUpperCase()}`, value]));

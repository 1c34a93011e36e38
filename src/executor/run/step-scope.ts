import type { Scope } from '../expressions/evaluate.js';
import { interpolate, templateReferences } from '../expressions/template.js';
import { envToData, toData } from '../expressions/to-data.js';
import { hashFiles } from './hash-files.js';
import type { Frame, JobRun } from './job-run.js';
import { foldersOf } from './work-root.js';

/** The contexts and functions that a step's expressions see. Secrets are absent. */
export function stepScope(job: JobRun, frame: Frame, stepEnv: Record<string, string> = {}): Scope {
  const { plan, context, session } = job;
  const github = { ...job.github, ...(frame.actionPath !== undefined && { action_path: frame.actionPath }) };
  const cancelled = session.status === 'cancelled';
  return {
    contexts: {
      github: toData(github),
      env: envToData({ ...session.env, ...frame.env, ...stepEnv }),
      job: toData({
        ...{ status: session.status, services: job.servicePorts ?? {} },
        ...(job.container && { container: { id: job.container.name, network: '' } }),
      }),
      steps: toData(frame.steps),
      runner: toData(job.runner),
      matrix: toData(plan.matrix),
      strategy: toData(plan.strategy ?? {}),
      needs: toData(context.needs ?? {}),
      inputs: toData(frame.inputs),
      vars: toData(context.vars ?? {}),
      secrets: toData({}),
    },
    functions: {
      success: () => toData(frame.status === 'success' && !cancelled),
      failure: () => toData(frame.status === 'failure' && !cancelled),
      always: () => toData(true),
      cancelled: () => toData(cancelled),
      hashfiles: (args) =>
        toData(
          hashFiles(
            foldersOf(job),
            args.map((arg) => arg.coerceString()),
          ),
        ),
    },
  };
}

/** A variable that holds nothing but a secret is left unset: an empty one would pretend to be there. */
export function evaluateEnv(map: Record<string, string>, scope: Scope): Record<string, string> {
  const entries = Object.entries(map).flatMap(([key, text]): [string, string][] => {
    const value = interpolate(text, scope);
    return value === '' && templateReferences(text).some(isSecret) ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

const isSecret = ([context, name]: string[]): boolean =>
  context === 'secrets' || (context === 'github' && name === 'token');

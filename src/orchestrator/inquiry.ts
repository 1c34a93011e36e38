import { isFailing, type Job, type JobColour, type Run } from '../domain/index.js';
import { isCifixError } from '../errors/index.js';
import type { Ports } from './ports.js';

/** Questions to GitHub that sharpen a diagnosis: few, each asked once, and none of them may break it. */
export interface Inquiry {
  /**
   * The answer, or undefined when it failed or when too much was asked already; the notes say which.
   * `what` names the question: the same words get the same answer.
   */
  ask<T>(what: string, call: () => Promise<T>): Promise<T | undefined>;
  /** The jobs of the newest attempt of a run. */
  jobsOf(run: Run): Promise<Job[] | undefined>;
  /** What a job did in a run. */
  colourIn(run: Run, job: string): Promise<JobColour | undefined>;
  notes(): string[];
}

/** Questions that are named in the note on what was not asked. */
const shownSpared = 3;

export function createInquiry(ports: Pick<Ports, 'github' | 'signal'>, maxRequests: number): Inquiry {
  const answers = new Map<string, Promise<unknown>>();
  const failed: string[] = [];
  const spared: string[] = [];
  let left = maxRequests;

  const askOnce = async (what: string, call: () => Promise<unknown>): Promise<unknown> => {
    if (left === 0) {
      spared.push(what);
      return undefined;
    }
    left--;
    try {
      return await call();
    } catch (error) {
      ports.signal.throwIfAborted();
      // A service that is down or out of patience was tried several times already.
      if (isCifixError(error) && error.kind === 'remote') left = 0;
      failed.push(`Not found out: ${what}. ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const ask: Inquiry['ask'] = <T>(what: string, call: () => Promise<T>) => {
    const answer = answers.get(what) ?? askOnce(what, call);
    answers.set(what, answer);
    return answer as Promise<T | undefined>;
  };
  const jobsOf: Inquiry['jobsOf'] = (run) =>
    ask(`the jobs of run ${run.id}`, () => ports.github.listJobs(run.repo, run.id, run.attempt));
  return {
    ask,
    jobsOf,
    colourIn: async (run, name) => {
      const listed = await jobsOf(run);
      return listed && colourOf(listed.find((job) => job.name === name));
    },
    notes: () => {
      if (spared.length === 0) return failed;
      const more = spared.length > shownSpared ? ` and ${spared.length - shownSpared} more` : '';
      const named = spared.slice(0, shownSpared).join('; ');
      return [...failed, `Not asked, because a diagnosis asks GitHub for little: ${named}${more}.`];
    },
  };
}

export function colourOf(job: Job | undefined): JobColour {
  if (job?.conclusion === 'success') return 'green';
  return job && isFailing(job) ? 'red' : 'absent';
}

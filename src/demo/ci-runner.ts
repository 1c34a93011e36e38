import { Activity, Slots } from './activity.js';
import { ConcurrencyGroups } from './concurrency-groups.js';
import { expandMatrix, type MatrixLeg } from './expand-matrix.js';
import { evaluateCondition, interpolate } from './expression.js';
import {
  concludeRun,
  createJob,
  finishUnstarted,
  jobName,
  jobScope,
  type KeyResult,
  stateAfter,
  summarise,
} from './job-records.js';
import { type NeededJob, runContext } from './job-session.js';
import { runJob } from './run-job.js';
import type { Account, Conclusion, JobRun, Run, RunAttempt, World } from './state.js';
import { reportRunnerError } from './workflow-commands.js';
import type { JobSpec } from './workflow-file.js';

/** Runs the jobs of runs, in the order of their needs, on this machine. */
export class CiRunner {
  readonly activity = new Activity();
  readonly #world: World;
  readonly #slots: Slots;
  readonly #running = new Set<RunAttempt>();
  readonly #groups = new ConcurrencyGroups();

  constructor(world: World, maxParallelJobs: number) {
    this.#world = world;
    this.#slots = new Slots(maxParallelJobs);
  }

  /** Lets no further job begin until the answer is called; runs stay queued meanwhile. */
  hold(): () => void {
    return this.#slots.hold();
  }

  /** Begins the next attempt of a run; jobs of `carriedOver` keys keep the result that they had. */
  start(run: Run, actor: Account, carriedOver: ReadonlySet<string> = new Set()): RunAttempt {
    const now = this.#world.clock.now();
    const previous = run.attempts.at(-1);
    const attempt: RunAttempt = {
      number: run.attempts.length + 1,
      status: 'queued',
      conclusion: null,
      startedAt: now,
      updatedAt: now,
      jobs: (previous?.jobs ?? [])
        .filter((job) => carriedOver.has(job.key))
        .map((job) => ({ ...job, id: this.#world.nextId() })),
      triggeringActor: actor,
      cancellation: new AbortController(),
    };
    run.attempts.push(attempt);
    const work = this.#execute(run, attempt, carriedOver).catch(() => {
      // Nothing below a job throws; what does is a workflow that cannot be laid out at all.
      attempt.conclusion = 'startup_failure';
      attempt.status = 'completed';
      this.#running.delete(attempt);
    });
    void this.activity.track(work);
    return attempt;
  }

  /** Stops everything that runs; for the end of the stand-in. */
  async close(): Promise<void> {
    for (const attempt of this.#running) attempt.cancellation.abort();
    await this.activity.idle();
  }

  async #execute(run: Run, attempt: RunAttempt, carriedOver: ReadonlySet<string>): Promise<void> {
    this.#running.add(attempt);
    const leaveGroup = await this.#enterGroup(run, attempt);
    const results = new Map<string, Promise<KeyResult>>();
    const resultOf = (key: string): Promise<KeyResult> => {
      const known = results.get(key);
      if (known !== undefined) return known;
      const spec = run.spec?.jobs.find((job) => job.key === key);
      const result =
        spec === undefined || carriedOver.has(key)
          ? Promise.resolve(summarise(attempt.jobs.filter((job) => job.key === key)))
          : this.#runKey({ run, attempt, spec, resultOf });
      results.set(key, result);
      return result;
    };
    const ends = await Promise.all((run.spec?.jobs ?? []).map((job) => resultOf(job.key)));
    attempt.conclusion = run.spec === null ? 'startup_failure' : concludeRun(attempt, ends);
    attempt.status = 'completed';
    attempt.updatedAt = this.#world.clock.now();
    this.#running.delete(attempt);
    leaveGroup();
  }

  async #enterGroup(run: Run, attempt: RunAttempt): Promise<() => void> {
    const wish = run.spec?.concurrency ?? null;
    if (wish === null) return () => undefined;
    const scope = { github: runContext(this.#world, run, attempt), inputs: run.inputs, vars: {} };
    const value = (text: string): string => interpolate(text, scope, { failed: false, cancelled: false });
    const name = `${run.repository.id} ${value(wish.group)}`;
    return this.#groups.enter(name, attempt, value(wish.cancelInProgress) === 'true');
  }

  async #runKey(task: KeyTask): Promise<KeyResult> {
    const { run, attempt, spec } = task;
    const needs: Record<string, KeyResult> = {};
    for (const key of spec.needs) needs[key] = await task.resultOf(key);
    const { signal } = attempt.cancellation;
    const state = stateAfter(Object.values(needs), signal.aborted);
    const tainted = Object.values(needs).some((need) => need.tainted);
    const keyFrame = { run, attempt, spec };
    let legs: MatrixLeg[];
    try {
      const job = createJob(this.#world, spec, {});
      const scope = jobScope({ world: this.#world, run, attempt, job, needs });
      if (!evaluateCondition(spec.if ?? 'success()', scope, state)) {
        this.#endWithoutRunning(keyFrame, signal.aborted ? 'cancelled' : 'skipped');
        return { result: signal.aborted ? 'cancelled' : 'skipped', outputs: {}, tainted };
      }
      legs = expandMatrix(spec.matrix);
    } catch (error) {
      const job = this.#endWithoutRunning(keyFrame, 'failure');
      const target = { log: job.log, step: 1, annotations: job.annotations };
      reportRunnerError(target, error instanceof Error ? error.message : String(error));
      return { result: 'failure', outputs: {}, tainted: true };
    }
    const failFast = new AbortController();
    const legSignal = AbortSignal.any([signal, failFast.signal]);
    const jobs = legs.map((leg) => this.#queueJob(keyFrame, leg, needs));
    await Promise.all(
      jobs.map((job) =>
        this.#slots.take(legSignal, async () => {
          attempt.status = 'in_progress';
          if (legSignal.aborted) finishUnstarted(job, 'cancelled', this.#world.clock.now());
          else await runJob({ world: this.#world, run, attempt, job, needs, signal: legSignal });
          if (job.conclusion === 'failure' && spec.failFast) failFast.abort();
          attempt.updatedAt = this.#world.clock.now();
        }),
      ),
    );
    const summary = summarise(jobs);
    return { ...summary, tainted: tainted || summary.tainted };
  }

  #queueJob(frame: KeyFrame, leg: MatrixLeg, needs: Record<string, NeededJob>): JobRun {
    const job = createJob(this.#world, frame.spec, leg);
    job.name = jobName(job, jobScope({ ...frame, world: this.#world, job, needs }));
    frame.attempt.jobs.push(job);
    return job;
  }

  #endWithoutRunning(frame: KeyFrame, conclusion: Conclusion): JobRun {
    const job = createJob(this.#world, frame.spec, {});
    finishUnstarted(job, conclusion, this.#world.clock.now());
    frame.attempt.jobs.push(job);
    return job;
  }
}

interface KeyFrame {
  run: Run;
  attempt: RunAttempt;
  spec: JobSpec;
}

interface KeyTask extends KeyFrame {
  resultOf(key: string): Promise<KeyResult>;
}

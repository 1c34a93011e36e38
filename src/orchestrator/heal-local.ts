import type { Failure, HealRecord, LocalSnapshot, ReplayFacts, StepResult } from '../domain/index.js';
import { driveHeal } from './drive-heal.js';
import type { HealSettings, Ports } from './ports.js';
import { runWhole } from './run-whole.js';
import { judgeDiagnosis } from './stages/diagnose.js';
import { groupFailures, surveyTree } from './survey-tree.js';
import { next } from './transitions.js';
import { diagnosisOfTree, factsOfTree, repoOf } from './tree-facts.js';
import { type BenchJob, causesOf, fingerprintsOf, rootCauses, type Workbench } from './workbench.js';

interface LocalOptions {
  dir: string;
  newId(): string;
  /** Only jobs whose name or key is this. */
  job?: string;
}

export interface LocalHeal {
  records: HealRecord[];
  /** Jobs that were run and are green. */
  green: string[];
  /** What could not be run here, and why. */
  notes: string[];
}

/**
 * Heals a working tree: runs the jobs of its workflows on a copy, heals each failure on its own, and
 * writes approved fixes into the tree. What one fix brings to light is healed next.
 */
export async function healLocal(
  options: LocalOptions,
  settings: HealSettings,
  ports: Ports,
): Promise<LocalHeal> {
  const survey = options.newId();
  let snapshot = await ports.workspaces.snapshotLocal(options.dir);
  const facts = (): ReplayFacts => factsOfTree(snapshot);
  const records: HealRecord[] = [];
  try {
    const first = await surveyTree(survey, { job: options.job, snapshot, facts: facts() }, ports);
    for (const failure of first.faults)
      records.push(await recordFault(options.newId(), snapshot, failure, ports));

    const queue = groupFailures(first.red, snapshot.commit);
    const seen = new Set<string>();
    for (let group = queue.shift(); group; group = queue.shift()) {
      const red =
        group.seenAt === snapshot.commit ? group.jobs : await stillRed(group.jobs, snapshot, facts(), ports);
      if (red.length === 0) continue;
      const key = fingerprintsOf(red.flatMap(({ reports }) => reports)).join();
      if (seen.has(key)) continue;
      seen.add(key);
      const bench: Workbench = {
        gitDir: snapshot.gitDir,
        facts: facts(),
        base: snapshot.commit,
        kept: snapshot.commit,
        jobs: red,
        tried: new Set(),
      };
      const record = await healGroup(options.newId(), snapshot, bench, settings, ports);
      records.push(record);
      if (record.state !== 'healed') continue;
      snapshot = await ports.workspaces.snapshotLocal(options.dir);
      const revealed = red
        .map((job, index) => ({ ...job, ...bench.candidate?.standing?.[index] }))
        .filter(({ reports }) => reports.length > 0)
        .map((job) => ({ ...job, causes: fingerprintsOf(job.reports), before: job.latest }));
      queue.push(...groupFailures(revealed, snapshot.commit));
    }
    return { records, green: first.green, notes: first.notes };
  } finally {
    await ports.workspaces.remove(survey);
  }
}

/** The tree changed since these were seen red: an earlier fix may have mended them. */
async function stillRed(
  jobs: readonly BenchJob[],
  snapshot: LocalSnapshot,
  facts: ReplayFacts,
  ports: Ports,
): Promise<BenchJob[]> {
  const red: BenchJob[] = [];
  for (const job of jobs) {
    await ports.workspaces.reset(job.workspace, snapshot.commit, 'dependencies');
    const { replay, failure } = await runWhole(ports, job.plan, job.workspace, {
      facts,
      logFile: job.before.logFile,
    });
    if (replay.conclusion !== 'failure') continue;
    if (!failure) continue;
    const reports = rootCauses(failure.reports);
    red.push({ ...job, failure, reports, causes: fingerprintsOf(reports), before: replay, latest: replay });
  }
  return red;
}

async function healGroup(
  id: string,
  snapshot: LocalSnapshot,
  bench: Workbench,
  settings: HealSettings,
  ports: Ports,
): Promise<HealRecord> {
  const failures = bench.jobs.map(({ failure }) => failure);
  const diagnosis = diagnosisOfTree(failures);
  const warnings = bench.jobs.flatMap(({ before }) => before.warnings);
  let record = newRecord(
    id,
    snapshot,
    ports.clock.now(),
    `Red here: ${bench.jobs.map(({ plan }) => plan.jobName).join(', ')}.`,
  );
  record = next(record, judgeDiagnosis(record, diagnosis), ports.clock.now());
  if (record.state === 'diagnosed') {
    const fidelity = {
      sandbox: bench.jobs[0]?.before.sandbox ?? 'none',
      steps: bench.jobs.flatMap(({ before }) =>
        before.steps.map((step: StepResult) => ({ ...step, job: before.jobName })),
      ),
      sameFingerprints: null,
      warnings: [...new Set(warnings)],
    };
    record = next(
      record,
      {
        kind: 'replayed',
        detail: failures[0]?.summary ?? '',
        facts: { fidelity, gitDir: snapshot.gitDir, causes: causesOf(bench.jobs) },
      },
      ports.clock.now(),
    );
  }
  await ports.history.save(record);
  ports.tell({ kind: 'state', record, detail: failures[0]?.summary ?? '' });
  return record.state === 'replayed' ? driveHeal(record, settings, ports, bench) : record;
}

async function recordFault(
  id: string,
  snapshot: LocalSnapshot,
  failure: Failure,
  ports: Ports,
): Promise<HealRecord> {
  const found = newRecord(id, snapshot, ports.clock.now(), failure.summary);
  const record = next(found, judgeDiagnosis(found, diagnosisOfTree([failure])), ports.clock.now());
  await ports.history.save(record);
  ports.tell({ kind: 'state', record, detail: failure.summary });
  return record;
}

function newRecord(id: string, snapshot: LocalSnapshot, now: number, detail: string): HealRecord {
  const at = new Date(now).toISOString();
  return {
    id,
    repo: repoOf(snapshot),
    localDir: snapshot.top,
    gitDir: snapshot.gitDir,
    branch: snapshot.branch,
    headSha: snapshot.commit,
    state: 'detected',
    attempts: [],
    createdAt: at,
    updatedAt: at,
    events: [{ at, state: 'detected', detail }],
  };
}

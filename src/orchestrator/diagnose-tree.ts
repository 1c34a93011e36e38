import type { Diagnosis } from '../domain/index.js';
import type { Ports } from './ports.js';
import { planTree, type SurveyPorts, surveyTree } from './survey-tree.js';
import { diagnosisOfTree, factsOfTree } from './tree-facts.js';

interface TreeWish {
  dir: string;
  /** Names the workspaces, which are removed at the end. */
  id: string;
  /** Only jobs whose name or key is this. */
  job?: string;
  /** Only say what would be run. */
  dryRun: boolean;
}

/** Runs the jobs of a working tree on a copy of it, as a push would, and says what fails. Changes nothing. */
export async function diagnoseTree(
  ports: SurveyPorts & Pick<Ports, 'clock'>,
  { dir, id, job, dryRun }: TreeWish,
): Promise<Diagnosis> {
  const started = ports.clock.now();
  const snapshot = await ports.workspaces.snapshotLocal(dir);
  const options = { job, snapshot, facts: factsOfTree(snapshot) };
  try {
    if (dryRun) {
      const { plans, faults, notes } = await planTree(id, options, ports);
      return { ...diagnosisOfTree(faults), plans, ...(notes.length > 0 ? { notes } : {}) };
    }
    const { red, green, faults, notes, fidelity } = await surveyTree(id, options, ports);
    const diagnosis = diagnosisOfTree([...faults, ...red.map(({ failure }) => failure)]);
    return {
      ...diagnosis,
      stats: { ...diagnosis.stats, ms: ports.clock.now() - started },
      fidelity,
      green,
      ...(notes.length > 0 ? { notes } : {}),
    };
  } finally {
    await ports.workspaces.remove(id);
  }
}

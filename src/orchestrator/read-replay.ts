import type { Failure, ReplayProgress, Workspace } from '../domain/index.js';
import type { Ports, Replay } from './ports.js';

/** Tells people which step runs, and what it prints. */
export const progressTo =
  ({ tell }: Pick<Ports, 'tell'>) =>
  (progress: ReplayProgress): void => {
    if (progress.kind === 'output') tell({ kind: 'progress', text: progress.line });
    else if (!('conclusion' in progress.step))
      tell({ kind: 'step', title: `${progress.job} › ${progress.step.name}` });
  };

/** What the log of a red replay says. */
export async function readFailure(
  ports: Pick<Ports, 'readFailures' | 'openFile'>,
  replay: Replay,
  workspace: Workspace,
  repo: string,
): Promise<Failure | undefined> {
  const about = { jobName: replay.jobName, repo, root: workspace.tree };
  const { failures } = await ports.readFailures(ports.openFile(replay.logFile), about);
  return failures[0];
}

import type { HealRecord, Recollection } from '../domain/index.js';
import type { Ports } from './ports.js';
import type { Workbench } from './workbench.js';

/**
 * What earlier heals teach about the failure on the bench. A fix of theirs that a person has reverted since, with
 * a commit of their own, is noted as undone first.
 */
export async function recallFixes(
  { repo, id, causes = [] }: HealRecord,
  { gitDir, base }: Workbench,
  { history, workspaces }: Pick<Ports, 'history' | 'workspaces'>,
): Promise<Recollection> {
  const about = { repo, causes, except: id };
  const memory = await history.recall(about);
  let isUndone = false;
  for (const { id: heal, commit } of memory.pushed) {
    const revert = await workspaces.findRevert(gitDir, { head: base, commit });
    if (revert === undefined) continue;
    await history.noteRevert(heal, revert);
    isUndone = true;
  }
  return isUndone ? history.recall(about) : memory;
}

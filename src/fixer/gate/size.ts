import type { FileChange } from '../../domain/index.js';
import { classOf } from './path-class.js';

/** Lines that a person would have to read: lockfiles and snapshots are generated. */
export const countLines = (changes: readonly FileChange[]): number =>
  changes
    .filter(({ file }) => !['lockfile', 'snapshot'].includes(classOf(file)))
    .reduce((sum, { added, removed }) => sum + added + removed, 0);

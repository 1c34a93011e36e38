import picomatch from 'picomatch';
import type { EventFilter, WorkflowSpec } from './workflow-file.js';

export type TriggerFacts =
  | { event: 'push'; ref: string; changedFiles: string[] }
  | { event: 'pull_request'; action: string; baseBranch: string; changedFiles: string[] }
  | { event: 'workflow_dispatch' };

/** Activity types of `pull_request` that start a run when a workflow names none. */
const defaultPullTypes = ['opened', 'synchronize', 'reopened'];

/** Does this event start a run of this workflow? */
export const isTriggered = (workflow: WorkflowSpec, facts: TriggerFacts): boolean => {
  const filter = workflow.on.get(facts.event);
  if (filter === undefined) return false;
  switch (facts.event) {
    case 'workflow_dispatch':
      return true;
    case 'push':
      return matchesRef(filter, facts.ref) && matchesFiles(filter, facts.changedFiles);
    case 'pull_request': {
      const types = filter.types.length > 0 ? filter.types : defaultPullTypes;
      return (
        types.includes(facts.action) &&
        matchesName(facts.baseBranch, filter.branches, filter.branchesIgnore) &&
        matchesFiles(filter, facts.changedFiles)
      );
    }
  }
};

/** A filter for tags alone leaves out branches, and the other way round. */
const matchesRef = (filter: EventFilter, ref: string): boolean => {
  const isTag = ref.startsWith('refs/tags/');
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  const branchFilters = [...filter.branches, ...filter.branchesIgnore];
  const tagFilters = [...filter.tags, ...filter.tagsIgnore];
  if (isTag) {
    if (tagFilters.length === 0) return branchFilters.length === 0;
    return matchesName(name, filter.tags, filter.tagsIgnore);
  }
  if (branchFilters.length === 0) return tagFilters.length === 0;
  return matchesName(name, filter.branches, filter.branchesIgnore);
};

const matchesName = (name: string, wanted: string[], ignored: string[]): boolean =>
  (wanted.length === 0 || matchesInOrder(name, wanted)) && !matchesInOrder(name, ignored);

const matchesFiles = (filter: EventFilter, files: string[]): boolean => {
  if (filter.paths.length > 0) return files.some((file) => matchesInOrder(file, filter.paths));
  if (filter.pathsIgnore.length > 0) return !files.every((file) => matchesInOrder(file, filter.pathsIgnore));
  return true;
};

/** The last pattern that fits decides; one that begins with `!` takes away. */
const matchesInOrder = (name: string, patterns: string[]): boolean =>
  patterns.reduce((verdict, pattern) => {
    const isNegative = pattern.startsWith('!');
    const glob = isNegative ? pattern.slice(1) : pattern;
    return picomatch.isMatch(name, glob, { dot: true, nonegate: true }) ? !isNegative : verdict;
  }, false);

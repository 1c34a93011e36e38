/** A step as the jobs API tells it; times have whole seconds there. */
export interface StepTime {
  name: string;
  /** 1-based position in the job; the order of the list when absent. */
  number?: number;
  startedAt: string | null;
  /** Skipped steps have no lines. */
  conclusion?: string | null;
}

/**
 * Gives the step of each line, asked in the order of the log. A line belongs to the last step that had
 * started; steps that start in the same second are told apart by the step headers in the log.
 */
export function stepAt(steps: readonly StepTime[]): (atMs: number, isHeader: boolean) => string | undefined {
  const started = steps
    .filter((step) => step.conclusion !== 'skipped')
    .map((step, index) => ({
      name: step.name,
      number: step.number ?? index + 1,
      startMs: step.startedAt ? Date.parse(step.startedAt) : Number.NaN,
    }))
    .filter((step) => !Number.isNaN(step.startMs))
    .sort((a, b) => a.number - b.number);
  let current = -1;
  return (atMs, isHeader) => {
    const second = Math.floor(atMs / 1000) * 1000;
    const before = current;
    for (let next = current + 1; next < started.length; next++) {
      const step = started[next];
      if (!step || step.startMs >= second) break;
      current = next;
    }
    // A header opens one step: the next one of this second unless time alone has just moved on.
    const following = started[current + 1];
    if (
      following &&
      following.startMs <= second &&
      (isHeader || current < 0) &&
      (before === current || current < 0)
    ) {
      current++;
    }
    return started[Math.max(0, current)]?.name;
  };
}

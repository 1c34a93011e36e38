import type { TestCounts } from '../../domain/index.js';

/**
 * Says in one sentence how the suite shrank, when it did: fewer tests ran, or more were skipped. Counts
 * that one side lacks prove nothing.
 */
export function compareTests(
  before: TestCounts | undefined,
  after: TestCounts | undefined,
): string | undefined {
  if (!before || !after) return undefined;
  const [was, is] = [totalOf(before), totalOf(after)];
  if (is < was) return `Fewer tests than before: ${was} became ${is}.`;
  const [ran, runs] = [before.passed + before.failed, after.passed + after.failed];
  if (after.skipped > before.skipped && runs < ran)
    return `More tests are skipped than before: ${before.skipped} became ${after.skipped}.`;
  return undefined;
}

const totalOf = ({ total, passed, failed, skipped }: TestCounts): number =>
  Math.max(total ?? 0, passed + failed + skipped);

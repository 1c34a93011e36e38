import { describe, expect, it } from 'vitest';
import type { BugReport } from '../../src/domain/index.js';
import { jobLog, parseLog } from './read-text.js';

async function firstCause(script: string, output: string): Promise<BugReport | undefined> {
  const [job] = await parseLog(jobLog(script, output, 1));
  return job?.reports.find((report) => report.rootCause);
}

describe('a complaint of a tool that nobody described', () => {
  it.each([
    ['acme-lint src', 'src/a.q:3:5: error: the name must not be undefined here', 'lint'],
    ['acme build', 'src/a.gleam:3: error: the style of this value is undefined', 'compile'],
    ['acme spec', 'spec/a_spec.q:3: error: the cart is not empty', 'test'],
    ['acme typecheck', 'src/a.q:3:5: error: a number is no price', 'type'],
  ])('has the kind of what was run: %s', async (script, output, category) => {
    expect(await firstCause(script, output)).toMatchObject({ tool: script.split(' ')[0], category, line: 3 });
  });

  it('stays about the grammar when a linter cannot read the file', async () => {
    const cause = await firstCause('acme-lint src', 'src/a.c:3:5: error: syntax error near "}"');
    expect(cause?.category).toBe('compile');
  });

  it('is a lint when it closes with the name of a rule', async () => {
    const cause = await firstCause('./ci.sh', 'src/a.q:3:5: error: two blank lines [layout/no-blank]');
    expect(cause?.category).toBe('lint');
  });

  it('does not take a wanted report format for formatting', async () => {
    const cause = await firstCause('acme-lint --format github src', 'src/a.q:3:5: error: no price');
    expect(cause?.category).toBe('lint');
  });
});

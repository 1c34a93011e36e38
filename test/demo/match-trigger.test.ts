import { expect, test } from 'vitest';
import { matchesCreated } from '../../src/demo/match-created.js';
import { isTriggered } from '../../src/demo/match-trigger.js';
import { parseWorkflowFile } from '../../src/demo/workflow-file.js';

const workflow = (on: string) =>
  parseWorkflowFile('ci.yml', `on: ${on}\njobs: { a: { runs-on: x, steps: [{ run: b }] } }\n`);

test.each<[on: string, ref: string, files: string[], verdict: boolean]>([
  ['push', 'refs/heads/any', ['a'], true],
  ['[push, pull_request]', 'refs/heads/any', ['a'], true],
  ['pull_request', 'refs/heads/any', ['a'], false],
  ['{ push: { branches: [main] } }', 'refs/heads/main', ['a'], true],
  ['{ push: { branches: [main] } }', 'refs/heads/feature', ['a'], false],
  ['{ push: { branches: ["rel/**", "!rel/**-rc"] } }', 'refs/heads/rel/1/x', ['a'], true],
  ['{ push: { branches: ["rel/**", "!rel/**-rc"] } }', 'refs/heads/rel/1-rc', ['a'], false],
  ['{ push: { branches: ["*"] } }', 'refs/heads/a/b', ['a'], false],
  ['{ push: { branches-ignore: ["dependabot/**"] } }', 'refs/heads/dependabot/npm/x', ['a'], false],
  ['{ push: { tags: ["v*"] } }', 'refs/heads/v1', ['a'], false],
  ['{ push: { tags: ["v*"] } }', 'refs/tags/v1', ['a'], true],
  ['{ push: { branches: [main] } }', 'refs/tags/v1', ['a'], false],
  ['{ push: { paths: ["src/**"] } }', 'refs/heads/main', ['docs/a.md'], false],
  ['{ push: { paths: ["src/**"] } }', 'refs/heads/main', ['docs/a.md', 'src/x/a.ts'], true],
  ['{ push: { paths: ["**", "!docs/**"] } }', 'refs/heads/main', ['docs/a.md'], false],
  ['{ push: { paths-ignore: ["**.md"] } }', 'refs/heads/main', ['.github/a.md'], false],
  ['{ push: { paths-ignore: ["**.md"] } }', 'refs/heads/main', ['b.md', 'c.ts'], true],
])('on: %s, a push to %s of %j: %j', (on, ref, changedFiles, verdict) => {
  expect(isTriggered(workflow(on), { event: 'push', ref, changedFiles })).toBe(verdict);
});

test.each<[on: string, action: string, baseBranch: string, verdict: boolean]>([
  ['pull_request', 'opened', 'main', true],
  ['pull_request', 'synchronize', 'main', true],
  ['pull_request', 'labeled', 'main', false],
  ['{ pull_request: { types: [labeled] } }', 'opened', 'main', false],
  ['{ pull_request: { branches: [main] } }', 'opened', 'develop', false],
])('on: %s, a pull request %s against %s: %j', (on, action, baseBranch, verdict) => {
  expect(isTriggered(workflow(on), { event: 'pull_request', action, baseBranch, changedFiles: ['a'] })).toBe(
    verdict,
  );
});

test.each([
  ['>=2026-03-01T12:00:00Z', true],
  ['>2026-03-01T12:00:00Z', false],
  ['<2026-03-01T12:00:00Z', false],
  ['<=2026-03-01', true],
  ['2026-03-01', true],
  ['2026-02-28', false],
  ['2026-02-01..2026-03-01', true],
  ['*..2026-02-28', false],
  ['2026-03-01T11:00:00Z..*', true],
])('a run of 2026-03-01 12:00:00.500 and created: %s: %j', (query, verdict) => {
  expect(matchesCreated(Date.parse('2026-03-01T12:00:00.500Z'), query)).toBe(verdict);
});

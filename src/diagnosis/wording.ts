import type { Category } from '../domain/index.js';

/** Shapes of failures that come and go: time, order, network and ports inside tests. */
export const flakeShapes: readonly { pattern: RegExp; why: string }[] = [
  {
    pattern:
      /ECONNRE(?:SET|FUSED)|socket hang up|EADDRINUSE|address already in use|connection (?:reset|refused)/i,
    why: 'a network connection inside the test failed',
  },
  {
    pattern:
      /Timeout of \d+ ?ms exceeded|Exceeded timeout of|Test timeout of|TimeoutError|timed out (?:after|waiting)|waiting for (?:selector|locator)/i,
    why: 'a wait with a time limit ran out',
  },
  {
    pattern:
      /StaleElementReference|detached from the DOM|Target (?:page|closed)|Execution context was destroyed/i,
    why: 'the browser changed under the test',
  },
  { pattern: /DATA RACE|deadlock|race condition/i, why: 'several threads met' },
];

/** One sentence by category; `{what}` is what the first cause says. */
export const summaries: Record<Category, string> = {
  compile: 'The source does not build: {what}',
  type: 'The type checker rejects the source: {what}',
  lint: 'A linter rejects the source: {what}',
  format: 'Files are not formatted as the project wants: {what}',
  test: 'Tests fail: {what}',
  dependency: 'A dependency is missing or cannot be resolved: {what}',
  config: 'The job or a tool is not set up right: {what}',
  runtime: 'The program crashed: {what}',
  infra: 'The network, a registry or the runner failed: {what}',
  permission: 'Something was not allowed: {what}',
  resource: 'The machine ran out of memory or disk: {what}',
  timeout: 'The job was stopped: {what}',
  unknown: 'The step failed: {what}',
};

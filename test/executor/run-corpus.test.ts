import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, test } from 'vitest';
import { parse } from 'yaml';

import type { StepResult } from '../../src/domain/index.js';
import type { RunContext, SandboxChoice } from '../../src/executor/index.js';
import { makeWorkspace, replay } from './support/replay.js';
import { bwrap, whyNoBwrap } from './support/sandbox.js';

interface RunCase {
  /** What is known to be wrong; the case must fail until it is mended. */
  gap?: string;
  /** The one sandbox that can do it. */
  only?: string;
  workflow: string;
  event?: string;
  job?: string;
  needs?: Record<string, { result: string; outputs: Record<string, string> }>;
  repository?: Record<string, string>;
  conclusion: string;
  steps?: string[];
  files?: Record<string, string>;
  absent?: string[];
  log?: string[];
  logInOrder?: string[];
  notInLog?: string[];
  /** What the result has of GITHUB_STEP_SUMMARY. */
  summary?: string;
  /** Further facts of the run: actor, runNumber, payload of the event, vars. */
  context?: Partial<RunContext>;
}

const folder = join(import.meta.dirname, 'runs');

/** `success 0`, `continued 1`, `skipped`, `not-reached`, `substituted`. */
function show(step: StepResult): string {
  const exit = step.exitCode === undefined ? '' : ` ${step.exitCode}`;
  if (step.treatment === 'not-reached') return 'not-reached';
  if (step.reason?.includes('continues on error')) return `continued${exit}`;
  return `${step.treatment === 'substituted' && exit === '' ? 'substituted' : step.conclusion}${exit}`;
}

const sandboxes: [string, SandboxChoice][] = [
  ['without a sandbox', { kind: 'none' }],
  ...(whyNoBwrap === undefined ? [['in bubblewrap', bwrap] satisfies [string, SandboxChoice]] : []),
];

describe.each(readdirSync(folder))('%s', (name) => {
  const data = parse(readFileSync(join(folder, name), 'utf8')) as RunCase;
  const check = data.gap === undefined ? test.concurrent : test.concurrent.fails;
  const able = sandboxes.filter(([sandbox]) => data.only === undefined || data.only === sandbox);
  check.for(able)('ends as on GitHub %s', async ([, sandbox], { expect, onTestFinished }) => {
    const { result, tree } = await replay(data.workflow, {
      sandbox,
      workspace: makeWorkspace(onTestFinished),
      job: data.job ?? 'job',
      ...(data.event && { event: data.event }),
      ...(data.needs && { needs: data.needs }),
      ...(data.context && { context: data.context }),
      hostEnv: { HOST_SECRET: 'host-secret', GITHUB_TOKEN: 'host-token' },
      prepare: (root) => {
        for (const [path, text] of Object.entries(data.repository ?? {})) {
          mkdirSync(dirname(join(root, path)), { recursive: true });
          writeFileSync(join(root, path), text);
        }
      },
    });
    const log = readFileSync(result.logFile, 'utf8');
    expect(result.conclusion, log).toBe(data.conclusion);
    if (data.summary !== undefined) expect(result.summary).toBe(data.summary);
    if (data.steps) expect(result.steps.map(show), log).toEqual(data.steps);
    const files = Object.keys(data.files ?? {}).map((path) => [path, readFileSync(join(tree, path), 'utf8')]);
    expect(Object.fromEntries(files)).toEqual(data.files ?? {});
    for (const path of data.absent ?? []) expect(existsSync(join(tree, path)), path).toBe(false);
    for (const text of data.log ?? []) expect(log).toContain(text);
    for (const text of data.notInLog ?? []) expect(log).not.toContain(text);
    let at = log.indexOf('##[group]Run');
    for (const text of data.logInOrder ?? []) {
      const next = log.indexOf(text, at);
      expect(next, `${text} after position ${at} of\n${log}`).toBeGreaterThanOrEqual(at);
      at = next + text.length;
    }
  });
});

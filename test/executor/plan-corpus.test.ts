import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import type { PlannedStep } from '../../src/domain/index.js';
import { listJobs, planJob, readWorkflow } from '../../src/executor/index.js';

interface PlanCase {
  workflow: string;
  event?: string;
  files?: Record<string, string>;
  /** What is wrong with the file: `line: message`; then nothing else is looked at. */
  faults?: string[];
  jobs: string[];
  conditions?: (boolean | null)[];
  plans?: ({ job: string; problem?: string; steps?: string[]; warnings?: string[] } & Record<
    string,
    unknown
  >)[];
}

const folder = join(import.meta.dirname, 'plans');

/** `1 run bash in app continue 3m | name` (`continue?`, `late m`: known to the running job only); a skipped step is matched by a part of its reason. */
function show(step: PlannedStep, prefix = ''): string[] {
  const { action } = step;
  const number = `${prefix}${step.number}`;
  if (action.kind === 'skip') return [`${number} skip ${action.reason}`];
  const goesOn = step.continueOnErrorText === undefined ? step.continueOnError : 'late';
  const minutes = step.timeoutText === undefined ? step.timeoutMinutes : 'late ';
  const marks = `${goesOn === true ? ' continue' : goesOn ? ' continue?' : ''}${minutes ? ` ${minutes}m` : ''}`;
  if (action.kind === 'native') {
    const inner = action.composite?.steps.flatMap((one) => show(one, `${number}.`)) ?? [];
    return [`${number} native ${action.action}${marks} | ${step.name}`, ...inner];
  }
  const place = action.workingDirectory === undefined ? '' : ` in ${action.workingDirectory}`;
  return [`${number} run ${action.shell}${place}${marks} | ${step.name}`];
}

const withoutReasons = (shown: string[], expected: string[]): string[] =>
  shown.map((line, index) => {
    const [number, kind, ...words] = (expected[index] ?? '').split(' ');
    const reason = words.join(' ');
    const isExpectedSkip = kind === 'skip' && line.startsWith(`${number} skip `) && line.includes(reason);
    return isExpectedSkip ? `${number} skip ${reason}` : line;
  });

describe.each(readdirSync(folder))('%s', (name) => {
  const data = parse(readFileSync(join(folder, name), 'utf8')) as PlanCase;
  const event = data.event ?? 'push';
  const readFile = (path: string): string | undefined => data.files?.[path];
  const facts = { repo: 'octo/demo', sha: 'a'.repeat(40), ref: 'refs/heads/main', readFile };
  const read = readWorkflow(data.workflow, 'job.yml');
  if ('problems' in read) {
    test('says where the file is at fault', () => {
      expect(read.problems.map(({ line, message }) => `${line}: ${message}`)).toEqual(data.faults);
    });
    return;
  }

  test('lists the jobs as GitHub names them', () => {
    const jobs = listJobs(read.workflow, event, { ...facts, path: 'job.yml' });
    expect(jobs.map((job) => job.name)).toEqual(data.jobs);
    expect(data.faults).toBeUndefined();
    expect(jobs.every((job) => job.triggered)).toBe(true);
    if (data.conditions) expect(jobs.map((job) => job.condition ?? null)).toEqual(data.conditions);
  });

  test.each((data.plans ?? []).map((plan) => [plan.job, plan] as const))('plans %s', (job, expected) => {
    const plan = planJob({ workflow: read.workflow, path: 'job.yml', jobName: job, event, ...facts });
    const { job: _job, steps = [], ...others } = expected;
    const entries = Object.entries(others);
    const rest = Object.fromEntries(entries.filter(([, value]) => value !== null));
    for (const [key, value] of entries) if (value === null) expect(plan).not.toHaveProperty(key);
    if ('problem' in plan) {
      expect(plan).toEqual(rest);
      return;
    }
    expect(plan.jobName).toBe(job);
    const shown = plan.steps.flatMap((step) => show(step));
    expect(withoutReasons(shown, steps)).toEqual(steps);
    expect(plan).toMatchObject({ warnings: [], ...rest });
  });
});

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';

import type { SandboxChoice } from '../../src/executor/index.js';
import { createCgroup } from '../../src/executor/sandbox/cgroup.js';
import { withinLimits } from '../../src/executor/sandbox/launcher.js';
import { job, logOf, outputOf, processesWith } from './support/escapes.js';
import { replay } from './support/replay.js';
import { sandboxes } from './support/sandbox.js';

const all: [string, SandboxChoice][] = [['none', { kind: 'none' }], ...sandboxes];

describe.each(all)('in the sandbox %s', (_name, sandbox) => {
  test('output beyond the limit is dropped, and the step goes on', async () => {
    const { result, tree } = await replay(job('yes 0123456789abcdef | head -c 60000000; echo end > end'), {
      sandbox,
      maxLogBytes: 1_000_000,
    });
    expect(result.conclusion).toBe('success');
    expect(statSync(result.logFile).size).toBeLessThan(1_500_000);
    expect(logOf(result)).toContain('##[warning]The output exceeds 1 MB; the rest is not kept.');
    expect(readFileSync(join(tree, 'end'), 'utf8')).toBe('end\n');
  });

  test('output without an end costs neither disk nor memory, and ends with the time of its step', async () => {
    const before = process.memoryUsage().rss;
    const { result } = await replay(timed(0.02, 'exec yes 0123456789abcdef0123456789abcdef'), {
      sandbox,
      maxLogBytes: 1_000_000,
    });
    expect(result.failedStep?.reason).toContain('timed out');
    expect(statSync(result.logFile).size).toBeLessThan(1_500_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
    expect(processesWith('0123456789abcdef0123456789abcdef')).toEqual([]);
  });

  test('a file of 10 GB cannot be written', async () => {
    // The end alone takes no room on the disk, and meets the same limit.
    const script =
      'truncate -s 10G big || echo refused; dd if=/dev/zero of=big bs=1M count=1 seek=20000 || echo refused; stat -c %s big';
    const { result, tree } = await replay(job(script), { sandbox });
    expect(outputOf(result).match(/refused/g)).toHaveLength(2);
    expect(statSync(join(tree, 'big')).size).toBeLessThan(10 ** 10);
  });

  test('a line without an end is cut and does not fill memory', async () => {
    const before = process.memoryUsage().rss;
    const { result } = await replay(job("head -c 50000000 /dev/zero | tr '\\0' x; echo; echo after"), {
      sandbox,
    });
    expect(outputOf(result)).toContain('[line cut]');
    expect(outputOf(result)).toContain('\nafter');
    expect(statSync(result.logFile).size).toBeLessThan(200_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('a replay that is aborted leaves no process behind', async () => {
    const controller = new AbortController();
    const seconds = String(50_000 + process.pid);
    const script = `setsid sleep ${seconds} & (trap '' TERM INT; sleep ${seconds}) & echo started; sleep ${seconds}`;
    const { result } = await replay(job('true', script, 'echo never', 'true'), {
      sandbox,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'output' && event.line === 'started') controller.abort();
      },
    });
    expect(result.conclusion).toBe('cancelled');
    expect(result.steps.map((step) => [step.treatment, step.conclusion])).toEqual([
      ['replayed', 'success'],
      ['replayed', 'cancelled'],
      ['not-reached', 'cancelled'],
      ['not-reached', 'cancelled'],
    ]);
    expect(processesWith(seconds)).toEqual([]);
  });

  test('a fork bomb ends at the limit of processes or of time, with everything it made', async () => {
    const mark = `bomb-${process.pid}-${sandbox.kind}`;
    const bomb = `cat > ${mark}.sh <<'END'\nwhile :; do sh ./${mark}.sh & sleep 0.05; done\nEND\nsh ./${mark}.sh`;
    const { result } = await replay(timed(0.02, bomb), { sandbox });
    expect(result.conclusion).toBe('failure');
    expect(processesWith(`${mark}.sh`)).toEqual([]);
  });
});

const cgroup = createCgroup({ processes: 40, memoryBytes: 96 * 1024 * 1024 });
const [pids, memory] = ['pids', 'memory'].map((name) =>
  cgroup.entries.some((entry) => entry.includes(`/${name}/`) || !/cgroup\/(?:pids|memory)\//.test(entry)),
);

afterAll(() => cgroup.remove());

/** Runs a script within the groups; answers its exit code and output. */
async function within(script: string): Promise<{ exitCode?: number | undefined; output: string }> {
  const [file = '', ...args] = withinLimits(['/bin/sh', '-c', script], cgroup.entries);
  const { exitCode, stdout } = await execa(file, args, { reject: false });
  return { exitCode, output: stdout };
}

test.skipIf(!pids)('a tree of processes does not grow beyond its limit, whoever started it', async () => {
  const script = 'i=0; while [ $i -lt 200 ]; do sleep 1 > /dev/null 2>&1 & i=$((i+1)); done; echo GREW';
  const { output } = await within(script);
  expect(output).toMatch(/fork|temporarily unavailable/);
  expect(output).not.toContain('GREW');
});

test.skipIf(!memory)('a process that takes more memory than its tree may have is killed', async () => {
  const take = `exec ${process.execPath} -e "const a=[];for(let i=0;i<40;i++)a.push(Buffer.alloc(1e7,1));console.log('TOOK')"`;
  const { exitCode, output } = await within(take);
  expect(output).not.toContain('TOOK');
  expect(exitCode).not.toBe(0);
  const open = await execa('/bin/sh', ['-c', take], { reject: false });
  expect(open.stdout).toBe('TOOK');
});

/** One step with a time limit. */
function timed(minutes: number, run: string): string {
  const steps = [{ run, 'timeout-minutes': minutes }];
  return JSON.stringify({ on: 'push', jobs: { job: { 'runs-on': 'ubuntu-latest', steps } } });
}

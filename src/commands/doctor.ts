import type { Command } from 'commander';
import type { Context } from '../context.js';
import { checkMachine, type Finding } from '../doctor.js';
import { exitCodes } from '../errors/index.js';
import { openWorld } from '../wiring.js';

export function define(_command: Command): void {}

const marks = { ok: '✓', warning: '!', fault: '✗' } as const;

export async function run(context: Context): Promise<number> {
  const world = await openWorld(context);
  const findings = await checkMachine(context, world);
  const { terminal } = context;
  if (context.flags.json) {
    terminal.out(JSON.stringify({ schemaVersion: 1, checks: findings }, null, 2));
  } else {
    const paint = await terminal.paint('out');
    const tint = { ok: paint.good, warning: paint.warn, fault: paint.bad };
    const width = Math.max(...findings.map(({ name }) => name.length));
    for (const { status, name, detail, advice } of findings) {
      terminal.out(`${tint[status](marks[status])} ${name.padEnd(width)}  ${detail}`);
      if (advice) terminal.out(`  ${' '.repeat(width)}  ${paint.quiet(advice)}`);
    }
  }
  return exitCodeOf(findings);
}

const exitCodeOf = (findings: readonly Finding[]): number => {
  const faults = findings.filter(({ status }) => status === 'fault');
  if (faults.some(({ name }) => name === 'token')) return exitCodes.credential;
  if (faults.some(({ name }) => name === 'GitHub')) return exitCodes.remote;
  return faults.length > 0 ? exitCodes.machine : exitCodes.done;
};

import { createReadStream } from 'node:fs';
import { appendFile, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { Diagnosis } from '../domain/index.js';
import { exitCodes, logMissing, logUseless, usageError } from '../errors/index.js';
import { detectBinary } from '../logs/index.js';
import { bisectRun, diagnoseRun } from '../orchestrator/index.js';
import {
  renderDiagnosis,
  renderDiagnosisMarkdown,
  renderSarif,
  renderWorkflowCommands,
} from '../render/index.js';
import { createPorts, openWorld, type World } from '../wiring.js';
import { oneOf, wholeNumber } from './flags.js';
import { resolveTarget } from './resolve-target.js';

interface DiagnoseFlags {
  repo?: string;
  job?: string;
  attempt?: number;
  log?: string;
  format: 'text' | 'markdown' | 'sarif' | 'github';
  origin: boolean;
  bisect?: boolean;
}

export function define(command: Command): void {
  command
    .argument('[run]', 'number or address of a run or job; without it the newest failed run of this branch')
    .option('--repo <owner/name>', 'repository of the run')
    .option('--job <name>', 'only this job')
    .option('--attempt <n>', 'this attempt of the run', wholeNumber)
    .option('--log <file>', 'read a log from a file, or from standard input with "-"; needs no GitHub')
    .option(
      '--format <kind>',
      'text, markdown, sarif or github',
      oneOf(['text', 'markdown', 'sarif', 'github']),
      'text',
    )
    .option('--no-origin', 'do not ask GitHub where the red began')
    .option('--bisect', 'find the first bad commit by replaying the failed job on this machine')
    .option('--no-llm', 'rules only, no model; what it does anyway');
}

export async function run(context: Context, args: string[], given: Record<string, unknown>): Promise<number> {
  const flags = given as unknown as DiagnoseFlags;
  if (flags.log !== undefined && args[0] !== undefined)
    throw usageError('A run and --log exclude each other.', 'Give one of them.');
  if (flags.bisect && (flags.log !== undefined || !flags.origin))
    throw usageError(
      `--bisect and ${flags.log === undefined ? '--no-origin' : '--log'} exclude each other.`,
      'It searches between the last green and the first red run on GitHub.',
    );
  const world = await openWorld(context);
  const diagnosis =
    flags.log === undefined
      ? await diagnoseFromGitHub(context, world, flags, args[0])
      : await diagnoseLog(context, world, flags.log);
  await print(context, diagnosis, context.flags.json ? 'json' : flags.format);
  return exitCodes.done;
}

async function print(
  context: Context,
  diagnosis: Diagnosis,
  format: DiagnoseFlags['format'] | 'json',
): Promise<void> {
  const { terminal } = context;
  switch (format) {
    case 'json':
      return terminal.out(JSON.stringify(diagnosis, null, 2));
    case 'sarif':
      return terminal.out(renderSarif(diagnosis));
    case 'markdown':
      return terminal.out(renderDiagnosisMarkdown(diagnosis));
    case 'github': {
      terminal.out(renderWorkflowCommands(diagnosis));
      const summary = context.env.GITHUB_STEP_SUMMARY;
      if (summary) await appendFile(summary, `${renderDiagnosisMarkdown(diagnosis)}\n`);
      return;
    }
    case 'text':
      return terminal.out(renderDiagnosis(diagnosis, await terminal.paint('out'), terminal.columns));
  }
}

async function diagnoseFromGitHub(
  context: Context,
  world: World,
  flags: DiagnoseFlags,
  named: string | undefined,
): Promise<Diagnosis> {
  const { run: target, jobName } = await resolveTarget(context, world, {
    run: named,
    repo: flags.repo,
    attempt: flags.attempt,
  });
  const progress = flags.bisect ? await context.terminal.progress() : undefined;
  const ports = await createPorts(context, world, {
    provider: 'none',
    origin: flags.origin,
    approver: { decide: async () => ({ kind: 'wait' }) },
    tell: (notice) => {
      if (notice.kind === 'stage') progress?.begin(notice.title);
    },
  });
  const diagnosis = await diagnoseRun(ports, target, flags.job ?? jobName);
  if (!progress || !ports.origin) return diagnosis;
  try {
    return await bisectRun(ports, ports.origin, { run: target, diagnosis, id: world.newHealId() });
  } finally {
    await progress.stop();
  }
}

async function diagnoseLog(context: Context, world: World, path: string): Promise<Diagnosis> {
  const file = resolve(context.cwd, path);
  if (path !== '-' && (await isZip(file))) {
    return { schemaVersion: 1, source: { kind: 'log' }, ...(await world.readArchive(file)) };
  }
  const source = path === '-' ? readStandardInput(context) : await openLog(file);
  const { failures, stats } = await world.readFailures(checked(source, path), {});
  return { schemaVersion: 1, source: { kind: 'log' }, failures, stats };
}

function readStandardInput(context: Context): AsyncIterable<Uint8Array> {
  if (context.terminal.stdinIsTerminal)
    throw usageError(
      'There is nothing on standard input.',
      'Pipe a log into it: gh run view --log-failed | cifix diagnose --log -',
    );
  return context.terminal.readStdin();
}

/** GitHub hands out the logs of a whole run as one zip. */
async function isZip(path: string): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => undefined);
  try {
    const head = Buffer.alloc(4);
    await handle?.read(head, 0, 4, 0).catch(() => undefined);
    return head.toString('latin1') === 'PK\u0003\u0004';
  } finally {
    await handle?.close();
  }
}

async function openLog(path: string): Promise<AsyncIterable<Uint8Array>> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw logMissing(path, cause);
  });
  if (!stats.isFile() && !stats.isFIFO() && !stats.isCharacterDevice()) throw logUseless(path, 'is no file');
  return createReadStream(path, { highWaterMark: 256 * 1024 });
}

const complaints = {
  empty: 'is empty',
  archive: 'is an archive that is no zip of run logs; unpack it and give one of its files',
  binary: 'is no text',
} as const;

/** Passes the bytes on once the first of them look like a log. */
async function* checked(source: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  let seen = false;
  for await (const chunk of source) {
    if (!seen) {
      const found = detectBinary(chunk);
      if (found) throw logUseless(path, complaints[found]);
      seen = true;
    }
    yield chunk;
  }
  if (!seen) throw logUseless(path, complaints.empty);
}

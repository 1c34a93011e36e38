import { appendFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { Diagnosis } from '../domain/index.js';
import { exitCodes, usageError } from '../errors/index.js';
import {
  renderDiagnosis,
  renderDiagnosisMarkdown,
  renderSarif,
  renderWorkflowCommands,
} from '../render/index.js';
import { openWorld } from '../wiring.js';
import { asOne, diagnoseScan } from './diagnose-scan.js';
import { diagnoseFromGitHub, diagnoseHere, diagnoseLog } from './diagnose-sources.js';
import { oneOf, type SandboxFlags, sandboxOption, trustOption, wholeNumber } from './flags.js';

export interface DiagnoseFlags extends SandboxFlags {
  repo?: string;
  job?: string;
  attempt?: number;
  log?: string;
  input?: string;
  local?: string | true;
  format: 'text' | 'markdown' | 'sarif' | 'github';
  origin: boolean;
  bisect?: boolean;
  replay?: boolean;
  dryRun?: boolean;
}

export function define(command: Command): void {
  command
    .argument('[run]', 'number or address of a run or job; without it the newest failed run of this branch')
    .option('--repo <owner/name>', 'repository of the run')
    .option('--job <name>', 'only this job')
    .option('--attempt <n>', 'this attempt of the run', wholeNumber)
    .option('--log <file>', 'read a log from a file, or from standard input with "-"; needs no GitHub')
    .option('--input <file>', 'every run in the answer of "scan --output"')
    .option('--local [dir]', 'run the workflows of this working tree here, as a push would')
    .option(
      '--format <kind>',
      'text, markdown, sarif or github',
      oneOf(['text', 'markdown', 'sarif', 'github']),
      'text',
    )
    .option('--no-origin', 'do not ask GitHub where the red began')
    .option('--bisect', 'find the first bad commit by replaying the failed job on this machine')
    .option('--replay', 'run the failed jobs on this machine and say how true that was')
    .option('--dry-run', 'with --replay: only say what would be run')
    .addOption(sandboxOption())
    .addOption(trustOption())
    .option('--no-llm', 'rules only, no model; what it does anyway');
}

export async function run(context: Context, args: string[], given: Record<string, unknown>): Promise<number> {
  const flags = given as unknown as DiagnoseFlags;
  checkFlags(flags, args[0]);
  const world = await openWorld(context);
  if (flags.input !== undefined) {
    const answer = await diagnoseScan(context, flags.input, ({ repo, runId, attempt }) =>
      diagnoseFromGitHub(context, world, { ...flags, repo, attempt }, String(runId)),
    );
    if (context.flags.json) context.terminal.out(JSON.stringify(answer, null, 2));
    else for (const diagnosis of asOne(answer, flags.format)) await print(context, diagnosis, flags.format);
    return exitCodes.done;
  }
  const diagnosis =
    flags.log !== undefined
      ? await diagnoseLog(context, world, flags.log)
      : flags.local !== undefined
        ? await diagnoseHere(context, world, flags)
        : await diagnoseFromGitHub(context, world, flags, args[0]);
  await print(context, diagnosis, context.flags.json ? 'json' : flags.format);
  return exitCodes.done;
}

function checkFlags(flags: DiagnoseFlags, run: string | undefined): void {
  const sources = [
    run === undefined ? [] : ['A run'],
    flags.log ? ['--log'] : [],
    flags.input ? ['--input'] : [],
    flags.local ? ['--local'] : [],
  ];
  const [one, other] = sources.flat();
  if (other) throw usageError(`${one} and ${other} exclude each other.`, 'Give one of them.');
  const asked = flags.bisect ? '--bisect' : flags.replay ? '--replay' : undefined;
  if (asked && one && run === undefined)
    throw usageError(`${asked} and ${one} exclude each other.`, 'It takes one run on GitHub.');
  if (flags.bisect && !flags.origin)
    throw usageError(
      '--bisect and --no-origin exclude each other.',
      'It searches between the last green and the first red run on GitHub.',
    );
  if (flags.dryRun && !flags.replay && !flags.local)
    throw usageError('--dry-run says what a replay would run.', 'Give it together with --replay or --local.');
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

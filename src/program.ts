import { Command, CommanderError } from 'commander';
import type { Context } from './context.js';
import { exitCodes, usageError } from './errors/index.js';

/** One command: its flags, and what it does with them. Loaded only when it is called. */
export interface CommandModule {
  define(command: Command): void;
  /** Answers the exit code. */
  run(context: Context, args: string[], flags: Record<string, unknown>): Promise<number>;
}

interface CommandEntry {
  name: string;
  summary: string;
  load(): Promise<CommandModule>;
}

/** Every command, in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  { name: 'scan', summary: 'list failing runs, newest first', load: () => import('./commands/scan.js') },
  {
    name: 'diagnose',
    summary: 'say what broke in a run or in a log',
    load: () => import('./commands/diagnose.js'),
  },
  {
    name: 'heal',
    summary: 'turn a red run, or this working tree, green',
    load: () => import('./commands/heal.js'),
  },
  {
    name: 'pending',
    summary: 'list the fixes that wait for a person',
    load: () => import('./commands/pending.js'),
  },
  {
    name: 'approve',
    summary: 'approve a waiting fix and go on with it',
    load: () => import('./commands/approve.js'),
  },
  { name: 'reject', summary: 'decline a waiting fix', load: () => import('./commands/reject.js') },
  {
    name: 'answer',
    summary: 'answer what a model asked, and go on with the heal',
    load: () => import('./commands/answer.js'),
  },
  { name: 'abort', summary: 'end an open heal where it stands', load: () => import('./commands/abort.js') },
  {
    name: 'resume',
    summary: 'go on with a heal that was interrupted',
    load: () => import('./commands/resume.js'),
  },
  {
    name: 'revert',
    summary: 'undo a delivered fix and never propose it again',
    load: () => import('./commands/revert.js'),
  },
  {
    name: 'recipes',
    summary: 'list the fixes that need no model',
    load: () => import('./commands/recipes.js'),
  },
  {
    name: 'history',
    summary: 'list the heals; "history show ID" tells one',
    load: () => import('./commands/history.js'),
  },
  {
    name: 'cache',
    summary: 'list what is kept on disk, or "prune" it',
    load: () => import('./commands/cache.js'),
  },
  {
    name: 'doctor',
    summary: 'check what this machine and its credentials allow',
    load: () => import('./commands/doctor.js'),
  },
  {
    name: 'config',
    summary: 'show the effective configuration and its origins',
    load: () => import('./commands/config.js'),
  },
  {
    name: 'schema',
    summary: 'print the JSON schema of an answer',
    load: () => import('./commands/schema.js'),
  },
  {
    name: 'demo',
    summary: 'show the whole loop on this machine alone',
    load: () => import('./commands/demo.js'),
  },
];

/** Parses the command line, loads the one command that it names, runs it and answers its exit code. */
export async function runProgram(argv: string[], context: Context): Promise<number> {
  let exitCode: number = exitCodes.done;
  const named = argv.find((word) => commandTable.some((entry) => entry.name === word));
  const program = new Command('cifix')
    .description(
      'Turns a red GitHub Actions run green: reproduces the failure here, proves a fix, delivers it.',
    )
    .version(await packageVersion(argv), '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: () => {},
    })
    .showHelpAfterError(false)
    .addHelpText(
      'after',
      '\nEvery command takes --json, --verbose, --debug and --config FILE.\nRun "cifix COMMAND --help" for its flags.',
    );

  for (const entry of commandTable) {
    const command = program.command(entry.name).summary(entry.summary).description(capitalise(entry.summary));
    if (entry.name !== named) continue;
    const module = await entry.load();
    module.define(command);
    addGlobalFlags(command);
    command.action(async (...given: unknown[]) => {
      const invoked = given.at(-1) as Command;
      exitCode = await module.run(context, invoked.args, invoked.opts());
    });
  }

  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.done;
    if (error.code === 'commander.help') return exitCodes.usage;
    throw usageError(
      error.message.replace(/^error: /, ''),
      `Run "cifix ${named ? `${named} ` : ''}--help" for what it takes.`,
    );
  }
  return exitCode;
}

function addGlobalFlags(command: Command): void {
  command
    .option('--json', 'print one JSON document on standard output')
    .option('--verbose', 'show the output of what is run')
    .option('--debug', 'show requests and stack traces')
    .option('--config <file>', 'configuration file to use');
}

const capitalise = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

async function packageVersion(argv: string[]): Promise<string> {
  if (!argv.includes('--version') && !argv.includes('-V')) return '';
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: string }).version);
}

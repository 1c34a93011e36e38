import { randomUUID } from 'node:crypto';
import { lstat, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { writeScratchFile } from '../sandbox/scratch-files.js';

/** Variable of a step → the file it may write to. */
const fileNames = {
  GITHUB_ENV: 'set_env',
  GITHUB_OUTPUT: 'set_output',
  GITHUB_PATH: 'add_path',
  GITHUB_STATE: 'save_state',
  GITHUB_STEP_SUMMARY: 'step_summary',
} as const;

export type CommandFiles = Record<keyof typeof fileNames, string>;

export interface FileEffects {
  env: Record<string, string>;
  outputs: Record<string, string>;
  state: Record<string, string>;
  path: string[];
  summary: string;
  /** What the runner would have said; any of them fails the step. */
  errors: string[];
}

export async function createCommandFiles(scratch: string): Promise<CommandFiles> {
  const folder = join(scratch, '_temp/_runner_file_commands');
  const id = randomUUID();
  const files = Object.fromEntries(
    Object.entries(fileNames).map(([key, name]) => [key, join(folder, `${name}_${id}`)]),
  ) as CommandFiles;
  for (const file of Object.values(files)) await writeScratchFile(scratch, file, '');
  return files;
}

export async function readCommandFiles(files: CommandFiles): Promise<FileEffects> {
  const errors: string[] = [];
  const read = async (file: keyof CommandFiles): Promise<Record<string, string>> => {
    const parsed = parseKeyValues(await readOwn(files[file]), file);
    errors.push(...parsed.errors);
    return parsed.values;
  };
  const effects: FileEffects = {
    env: await read('GITHUB_ENV'),
    outputs: await read('GITHUB_OUTPUT'),
    state: await read('GITHUB_STATE'),
    path: (await readOwn(files.GITHUB_PATH)).split(/\r\n|\n/).filter((line) => line !== ''),
    summary: await readOwn(files.GITHUB_STEP_SUMMARY),
    errors,
  };
  for (const file of Object.values(files)) await rm(file, { force: true });
  return effects;
}

/** GitHub's own limit for a step summary; more than enough for the others. */
const maxFileBytes = 1024 * 1024;

/** The step may have put anything in the file's place: a link out of the scratch space is not followed. */
async function readOwn(file: string): Promise<string> {
  const stats = await lstat(file).catch(() => undefined);
  if (!stats?.isFile() || stats.size > maxFileBytes) return '';
  return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
}

/** `name=value`, or `name<<END`, the value's lines, `END`. */
export function parseKeyValues(
  text: string,
  file: string,
): { values: Record<string, string>; errors: string[] } {
  const values: Record<string, string> = {};
  const errors: string[] = [];
  const lines = text.split(/\r\n|\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')];
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) errors.push(`Invalid format '${line}'. Name must not be empty`);
      else values[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const [name, end] = [line.slice(0, heredoc), line.slice(heredoc + 2)];
    if (heredoc <= 0 || end === '') {
      errors.push(
        `Unable to process file command '${commandOf(file)}' successfully. Invalid format '${line}'`,
      );
      break;
    }
    const close = lines.indexOf(end, at + 1);
    if (close < 0) {
      errors.push(
        `Unable to process file command '${commandOf(file)}' successfully. Invalid value. Matching delimiter not found '${end}'`,
      );
      break;
    }
    values[name] = lines.slice(at + 1, close).join('\n');
    at = close;
  }
  if (file === 'GITHUB_ENV' && 'NODE_OPTIONS' in values) {
    errors.push("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
  }
  return { values, errors };
}

const commandOf = (file: string): string => file.replace(/^GITHUB_/, '').toLowerCase();

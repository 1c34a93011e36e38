import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobSession } from './job-session.js';

/** The files through which a script talks back to the runner. */
export interface StepFiles {
  env: string;
  output: string;
  path: string;
  summary: string;
}

export const createStepFiles = async (session: JobSession, step: number): Promise<StepFiles> => {
  const file = (kind: string): string => join(session.temp, `${kind}_${step}`);
  const files = {
    env: file('set_env'),
    output: file('set_output'),
    path: file('add_path'),
    summary: file('summary'),
  };
  for (const name of Object.values(files)) await writeFile(name, '');
  return files;
};

/** Reads what a step left in its files; answers its outputs. */
export const takeStepFiles = async (
  session: JobSession,
  files: StepFiles,
): Promise<Record<string, string>> => {
  Object.assign(session.env, parseKeyValues(await readFile(files.env, 'utf8')));
  const added = (await readFile(files.path, 'utf8')).split(/\r?\n/).filter((line) => line !== '');
  session.path.unshift(...added.reverse());
  return parseKeyValues(await readFile(files.output, 'utf8'));
};

/** `name=value` lines and `name<<DELIMITER … DELIMITER` blocks. */
const parseKeyValues = (text: string): Record<string, string> => {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const block = /^([^=]+?)<<(.+)$/.exec(line);
    if (block !== null) {
      const [, name = '', end = ''] = block;
      const from = at + 1;
      at = lines.indexOf(end, from);
      if (at === -1) throw new Error(`Invalid value. Matching delimiter not found '${end}'`);
      values[name] = lines.slice(from, at).join('\n');
    } else if (line.includes('='))
      values[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    else if (line !== '') throw new Error(`Invalid format '${line}'`);
  }
  return values;
};

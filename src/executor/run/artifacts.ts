import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, posix } from 'node:path';

import picomatch from 'picomatch';

import { makeScratchFolder, writeScratchFile } from '../sandbox/scratch-files.js';
import { findArtifactFiles } from './artifact-files.js';
import type { JobRun } from './job-run.js';
import type { ActionEnd } from './step-end.js';

type Inputs = Record<string, string>;
/** Runs a command in the job's sandbox, with one more folder that it may write to. */
type Run = (argv: string[], opens: string) => Promise<{ exitCode: number; output: string }>;

const isName = (name: string): boolean => !/["<>:|*?\r\n/\\]/.test(name) && !/^\.{0,2}$/.test(name);

/** Keeps files for later steps and jobs of this replay. Copied in the sandbox: no link leads out of it. */
export async function uploadArtifact(job: JobRun, inputs: Inputs, run: Run): Promise<ActionEnd> {
  const name = inputs.name?.trim() || 'artifact';
  if (!isName(name)) return failed(job, `The artifact name is not valid: ${name}`);
  const found = findArtifactFiles(job, inputs.path ?? '', {
    hidden: inputs['include-hidden-files'] === 'true',
  });
  if (found.files.length === 0) return nothingFound(job, inputs);
  const store = await storeOf(job);
  const list = await writeList(
    job,
    found.files.map((file) => `./${posix.relative(found.root, file)}`),
  );
  const target = join(store, name);
  const { exitCode, output } = await run(['sh', '-c', pack, 'sh', found.root, list, target], store);
  if (exitCode !== 0) return failed(job, `the artifact ${name} cannot be kept here: ${output.trim()}`);
  const note = `${found.files.length} files kept as the artifact ${name} for this replay`;
  return done(job, note, { 'artifact-id': '', 'artifact-url': '', 'artifact-digest': '' });
}

/** Only what was uploaded in this replay is at hand; for anything else the step is not run. */
export async function downloadArtifact(job: JobRun, inputs: Inputs, run: Run): Promise<ActionEnd> {
  const elsewhere = ['run-id', 'github-token', 'repository'].filter((key) => inputs[key]?.trim());
  if (elsewhere.includes('run-id') || elsewhere.includes('repository')) {
    return absent(job, 'it downloads an artifact of another run');
  }
  if (inputs['artifact-ids']?.trim()) return absent(job, 'artifacts are known here by their names only');
  const store = await storeOf(job);
  const kept = readdirSync(store).sort();
  const fits = matcherOf(inputs.pattern);
  const wanted = inputs.name?.trim() ?? '';
  const chosen = wanted === '' ? kept.filter((name) => fits(name)) : kept.filter((name) => name === wanted);
  if (chosen.length === 0) {
    const what = wanted || inputs.pattern?.trim() || 'any';
    return absent(job, `no job of this replay uploaded the artifact ${what}`);
  }
  const base = posix.resolve(job.root, inputs.path?.trim().replace(/^~(?=\/|$)/, homeOf(job)) || '.');
  const flat = wanted !== '' || inputs['merge-multiple'] === 'true';
  for (const name of chosen) {
    const target = flat ? base : join(base, name);
    const { exitCode, output } = await run(['sh', '-c', unpack, 'sh', join(store, name), target], store);
    if (exitCode !== 0) return failed(job, `the artifact ${name} cannot be laid out: ${output.trim()}`);
  }
  return done(job, `${chosen.join(', ')} as uploaded in this replay`, { 'download-path': base });
}

const pack = 'rm -rf "$3" && mkdir -p "$3" && tar -C "$1" -c -h -f - --null -T "$2" | tar -C "$3" -x -f -';
const unpack = 'mkdir -p "$2" && tar -C "$1" -c -f - . | tar -C "$2" -x -f -';

const homeOf = ({ workspace }: JobRun): string => join(workspace.scratch, 'home');

async function storeOf({ artifactsDir, workspace: { scratch } }: JobRun): Promise<string> {
  if (artifactsDir === undefined) return makeScratchFolder(scratch, join(scratch, '_artifacts'));
  await mkdir(artifactsDir, { recursive: true });
  return artifactsDir;
}

async function writeList({ workspace: { scratch } }: JobRun, files: readonly string[]): Promise<string> {
  const file = join(scratch, '_temp', `${randomUUID()}.list`);
  await writeScratchFile(scratch, file, files.map((path) => `${path}\0`).join(''));
  return file;
}

const matcherOf = (pattern = ''): ((name: string) => boolean) =>
  pattern.trim() === '' ? () => true : picomatch(pattern.trim(), { dot: true });

function nothingFound(job: JobRun, inputs: Inputs): ActionEnd {
  const message = `No files were found with the provided path: ${inputs.path ?? ''}. No artifacts will be uploaded.`;
  const whenNone = inputs['if-no-files-found']?.trim() ?? 'warn';
  if (whenNone === 'error') return failed(job, message);
  job.log.write(whenNone === 'ignore' ? message : `##[warning]${message}`);
  return { outcome: 'success', treatment: 'substituted', reason: message };
}

function done(job: JobRun, note: string, outputs: Record<string, string>): ActionEnd {
  job.log.write(`cifix: ${note}`);
  return { outcome: 'success', treatment: 'substituted', reason: note, outputs };
}

function absent(job: JobRun, why: string): ActionEnd {
  const reason = `not run here: ${why}`;
  job.log.write(`cifix: ${reason}`);
  return { outcome: 'skipped', treatment: 'skipped', reason };
}

function failed(job: JobRun, reason: string): ActionEnd {
  job.log.write(`##[error]${reason}`);
  return { outcome: 'failure', reason };
}

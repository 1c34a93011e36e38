import type { JobRun } from './state.js';
import { createZip, type ZipEntry } from './zip-archive.js';

/** Names in the archive are cut to this many UTF-16 units (cli/cli, view.go). */
const nameLimit = 90;

/** The archive of a run: `0_build.txt` for the whole job, `build/3_Test.txt` for each of its steps. */
export const zipRunLogs = (jobs: readonly JobRun[], withSteps: boolean): Buffer => {
  const started = jobs.filter((job) => job.steps.length > 0);
  return createZip(started.flatMap((job, index) => jobEntries(job, index, withSteps)));
};

const jobEntries = (job: JobRun, index: number, withSteps: boolean): ZipEntry[] => {
  const folder = archiveName(job.name);
  const steps = (withSteps ? job.steps : [])
    .map((step) => ({
      name: `${folder}/${step.number}_${archiveName(step.name)}.txt`,
      content: Buffer.from(job.log.render(step.number), 'utf8'),
    }))
    .filter((entry) => entry.content.length > 0);
  return [{ name: `${index}_${folder}.txt`, content: Buffer.from(job.log.render(), 'utf8') }, ...steps];
};

const archiveName = (name: string): string => name.replace(/[/:]/g, '').slice(0, nameLimit).trim();

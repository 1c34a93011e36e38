import { isMap } from '../workflow/coerce.js';
import { type ExpandedJob, type ExpandOptions, expandLeg } from './expand-jobs.js';

/**
 * A matrix that another job computed is unknown here, but the job's name shows the leg's values:
 * `test (18, linux)` gives both vectors of a matrix `{node, os}` when all of its keys are written down.
 */
export function matchDynamicLeg(
  jobs: readonly ExpandedJob[],
  jobName: string,
  options: ExpandOptions,
): ExpandedJob | undefined {
  for (const job of jobs) {
    const keys = isMap(job.job.matrix) ? Object.keys(job.job.matrix) : [];
    if (!job.dynamicKeys?.length || job.dynamicKeys.includes('*')) continue;
    if (keys.includes('include') || keys.includes('exclude')) continue;
    const values = valuesInName(job.name, jobName);
    if (values?.length !== keys.length) continue;
    const matrix = Object.fromEntries(keys.map((key, index) => [key, asScalar(values[index] ?? '')]));
    const { problem: _problem, dynamicKeys: _dynamicKeys, ...known } = job;
    return expandLeg({ ...known, matrix }, { values: matrix, shown: values }, options).find(
      (leg) => leg.name === jobName,
    );
  }
  return undefined;
}

function valuesInName(base: string, jobName: string): string[] | undefined {
  if (!jobName.startsWith(`${base} (`) || !jobName.endsWith(')')) return undefined;
  return jobName.slice(base.length + 2, -1).split(', ');
}

const asScalar = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text);

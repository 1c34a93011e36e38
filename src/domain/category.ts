import { z } from 'zod';

/** What has to change for the job to go green. Whether it is flaky is a separate finding. */
export const Category = z.enum([
  'compile',
  'type',
  'lint',
  'format',
  'test',
  'dependency',
  'config',
  'runtime',
  'infra',
  'permission',
  'resource',
  'timeout',
  'unknown',
]);
export type Category = z.infer<typeof Category>;

/** `developer`: code, tests or declared dependencies must change; `devops`: workflow, environment, credentials. */
export const Owner = z.enum(['developer', 'devops']);
export type Owner = z.infer<typeof Owner>;

import { z } from 'zod';
import type { LogAnnotation } from '../domain/index.js';
import type { Client } from './create-client.js';
import { named } from './named.js';
import { readBody } from './wire.js';

const WireAnnotations = z.array(
  z.object({
    path: z.string().nullish(),
    start_line: z.number().int().nullish(),
    end_line: z.number().int().nullish(),
    annotation_level: z.string().nullish(),
    title: z.string().nullish(),
    message: z.string().nullish(),
  }),
);

/**
 * The annotations of a job; its check run has the same number. A job shows at most fifty of them. None for a
 * token that may not read checks: a fine-grained one cannot be given that right.
 */
export async function listAnnotations(
  request: Client['request'],
  repo: string,
  jobId: number,
): Promise<LogAnnotation[]> {
  const response = await request(
    'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
    { ...named(repo), check_run_id: jobId, per_page: 50 },
    { accept: [403, 404] },
  );
  if (response.status !== 200) return [];
  return readBody(WireAnnotations, response, `the annotations of job ${jobId}`).map((wire) => ({
    level: levelOf(wire.annotation_level),
    message: wire.message ?? '',
    path: wire.path,
    startLine: wire.start_line,
    endLine: wire.end_line,
    title: wire.title,
  }));
}

const levelOf = (word: string | null | undefined): LogAnnotation['level'] =>
  word === 'failure' || word === 'warning' ? word : 'notice';

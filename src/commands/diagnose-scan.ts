import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../context.js';
import { type Diagnosis, Scan } from '../domain/index.js';
import { type CifixError, inputUseless, isCifixError } from '../errors/index.js';

interface ScannedRun {
  repo: string;
  runId: number;
  attempt: number;
}

/** What `diagnose --input` prints: the answer for each run, and the runs that could not be read. */
interface DiagnosedScan {
  schemaVersion: 1;
  diagnoses: Diagnosis[];
  errors: (ScannedRun & { code: string; message: string })[];
}

/**
 * Diagnoses every run of a scan that was written to a file; a run that cannot be read does not keep the others
 * from being told. Throws when none of them can.
 */
export async function diagnoseScan(
  context: Context,
  file: string,
  diagnose: (run: ScannedRun) => Promise<Diagnosis>,
): Promise<DiagnosedScan> {
  const scan = await readScan(resolve(context.cwd, file));
  const diagnoses: Diagnosis[] = [];
  const failed: { run: ScannedRun; error: CifixError }[] = [];
  for (const { repo, failures } of scan.repositories) {
    for (const { runId, attempt } of failures) {
      const run = { repo, runId, attempt };
      try {
        diagnoses.push(await diagnose(run));
      } catch (error) {
        context.signal.throwIfAborted();
        if (!isCifixError(error)) throw error;
        context.terminal.err(`${repo} run ${runId}: ${error.message}`);
        failed.push({ run, error });
      }
    }
  }
  const [first] = failed;
  if (first && diagnoses.length === 0) throw first.error;
  const errors = failed.map(({ run, error: { code, message } }) => ({ ...run, code, message }));
  return { schemaVersion: 1, diagnoses, errors };
}

/** The diagnoses as a format takes them: a SARIF document has room for the failures of all runs. */
export const asOne = ({ diagnoses }: DiagnosedScan, format: string): Diagnosis[] =>
  format === 'sarif'
    ? [
        {
          schemaVersion: 1,
          source: { kind: 'run' },
          failures: diagnoses.flatMap(({ failures }) => failures),
          stats: { lines: 0, bytes: 0, ms: 0 },
        },
      ]
    : diagnoses;

async function readScan(path: string): Promise<Scan> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw inputUseless(path, `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  });
  const scan = Scan.safeParse(jsonOf(text));
  if (scan.success) return scan.data;
  const [issue] = scan.error.issues;
  throw inputUseless(
    path,
    `is no answer of "cifix scan": ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

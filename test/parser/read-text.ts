import type { LogLine, ParsedJob } from '../../src/domain/index.js';
import { type ReadLogOptions, readLog } from '../../src/logs/index.js';
import { createParser, type ParserOptions } from '../../src/parser/index.js';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** All lines of a log given as text or bytes, fed in chunks of `chunkBytes`. */
export async function linesOf(
  log: string | Uint8Array,
  options: ReadLogOptions = {},
  chunkBytes = 65_536,
): Promise<LogLine[]> {
  const bytes = typeof log === 'string' ? Buffer.from(log) : log;
  const lines: LogLine[] = [];
  for await (const batch of readLog(inChunks(bytes, chunkBytes), options)) lines.push(...batch);
  return lines;
}

export async function parseLog(
  log: string | Uint8Array,
  options: ParserOptions = {},
  reading: ReadLogOptions = {},
): Promise<ParsedJob[]> {
  const parser = createParser(options);
  parser.push(await linesOf(log, reading));
  return parser.finish();
}

const stamp = '2026-03-04T10:00:00.1234567Z ';

/** The log of a job with one failing `run:` step, as the runner writes it. */
export const jobLog = (script: string, output: string, exitCode = 1): string =>
  [
    `\ufeff${stamp}Current runner version: '2.336.0'`,
    ...stepLog(script, output, exitCode),
    `${stamp}Post job cleanup.`,
    `${stamp}Cleaning up orphan processes`,
    '',
  ].join('\n');

/** The lines of one step; exit code 0 ends it without a word. */
export const stepLog = (script: string, output: string, exitCode: number): string[] => [
  `${stamp}##[group]Run ${script.split('\n')[0]}`,
  ...script.split('\n').map((line) => `${stamp}\u001b[36;1m${line}\u001b[0m`),
  `${stamp}shell: /usr/bin/bash -e {0}`,
  `${stamp}##[endgroup]`,
  ...output.split('\n').map((line) => `${stamp}${line}`),
  ...(exitCode === 0 ? [] : [`${stamp}##[error]Process completed with exit code ${exitCode}.`]),
];

import type { JobRun } from './job-run.js';

/** As GitHub prints it, so that a reader of CI logs reads it. */
export function writeScriptHeader(
  { log }: JobRun,
  { script, shell, env }: { script: string; shell: string; env: Record<string, string> },
): void {
  const lines = script.trimEnd().split('\n');
  const variables = Object.entries(env).map(([key, value]) => `  ${key}: ${value}`);
  log.write(
    `##[group]Run ${script.trim().split('\n', 1)[0] ?? ''}`,
    ...lines.map((line) => `\u001b[36;1m${line}\u001b[0m`),
    `shell: ${shell}`,
    ...(variables.length > 0 ? ['env:', ...variables] : []),
    '##[endgroup]',
  );
}

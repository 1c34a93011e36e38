import type { LogLine } from '../domain/index.js';

/** How a step ended badly, as the log says it. */
export interface StepEnd {
  kind: 'exit' | 'timeout' | 'cancelled' | 'lost' | 'action';
  exitCode?: number;
  line: number;
  text: string;
}

const shapes: readonly { kind: StepEnd['kind']; pattern: RegExp }[] = [
  { kind: 'exit', pattern: /^Process completed with exit code (?<code>-?\d+)\.?$/ },
  { kind: 'timeout', pattern: /^(?:The action '.*' has timed out after|The job running on runner .* has exceeded|The job has exceeded the maximum)/ },
  { kind: 'lost', pattern: /^(?:The runner has received a shutdown signal|The (?:hosted|self-hosted) runner.*lost communication)/ },
  { kind: 'cancelled', pattern: /^(?:The operation was canceled|A task was canceled|Canceling since a higher priority)/ },
  // The same words of GitLab, CircleCI, Travis, Azure Pipelines and Jenkins.
  { kind: 'exit', pattern: /^(?:ERROR: Job failed: (?:command terminated with )?exit (?:code|status) (?<code>\d+)|Exited with code exit status (?<code2>\d+)|The command "[^"]*" exited with (?<code3>[1-9]\d*)\.|(?:Bash|PowerShell) exited with code '(?<code4>\d+)'\.|ERROR: script returned exit code (?<code5>\d+))/ },
];

/** Words of which one is in every such line; the check of a line costs nothing without them. */
export const endWords = ['exit', 'timed out', 'runner', 'cancel', 'Cancel', 'exceeded', 'task was'] as const;

export function readStepEnd(line: LogLine): StepEnd | undefined {
  const { text } = line;
  if (line.level !== 'error' && !/^(?:ERROR: Job|Exited with|The command "|ERROR: script|Process completed with)/.test(text)) return undefined;
  for (const { kind, pattern } of shapes) {
    const match = pattern.exec(text);
    if (!match) continue;
    const code = Object.values(match.groups ?? {}).find((value) => value !== undefined);
    const exitCode = code === undefined ? undefined : Number(code);
    if (exitCode === 0) return undefined;
    return { kind, line: line.number, text, ...(exitCode !== undefined && { exitCode }) };
  }
  return undefined;
}

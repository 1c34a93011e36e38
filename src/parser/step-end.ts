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
  {
    kind: 'timeout',
    pattern:
      /^(?:The action '.*' has timed out after|The job running on runner .* has exceeded|The job has exceeded the maximum)/,
  },
  {
    kind: 'lost',
    pattern:
      /^(?:The runner has received a shutdown signal|The (?:hosted|self-hosted) runner.*lost communication)/,
  },
  {
    kind: 'cancelled',
    pattern: /^(?:The operation was canceled|A task was canceled|Canceling since a higher priority)/,
  },
  // The same words of GitLab, CircleCI, Travis, Azure Pipelines and Jenkins.
  {
    kind: 'exit',
    pattern:
      /^(?:ERROR: Job failed: (?:command terminated with )?exit (?:code|status) (?<code>\d+)|Exited with code exit status (?<code2>\d+)|The command "[^"]*" exited with (?<code3>[1-9]\d*)\.|(?:Bash|PowerShell) exited with code '(?<code4>\d+)'\.|ERROR: script returned exit code (?<code5>\d+))/,
  },
];

const unmarked =
  /^(?:ERROR: (?:Job|script)|Exited with|The command "|Process completed with|(?:Bash|PowerShell) exited)/;

export function readStepEnd(line: LogLine): StepEnd | undefined {
  const { text } = line;
  if (line.level !== 'error') {
    // B, E, P and T begin the lines of systems that do not mark them.
    const code = text.charCodeAt(0);
    if ((code !== 66 && code !== 69 && code !== 80 && code !== 84) || !unmarked.test(text)) return undefined;
  }
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

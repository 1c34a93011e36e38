import type { Finding } from './finding.js';
import type { ReadStep } from './job-reader.js';

const noCommand =
  /^\s*(?:#|$|set [-+]|cd |export |echo |printf |fi\b|then\b|else\b|done\b|do\b|if |for |while |esac\b|[A-Za-z_]\w*=\S*$|[)}\]]+$|EOF$|exit |mkdir )/;

/**
 * The command that most likely failed. The log never says which line of a script did; the tool of the
 * cause is looked for, and the last command is the answer when that fails.
 */
export function failingCommand(step: ReadStep, cause: Finding | undefined): string | undefined {
  const commands = joined(step.script).filter((line) => !noCommand.test(line));
  if (commands.length > 0) {
    const tool = cause?.tool.split(/[ :]/)[0];
    const named = tool
      ? commands.filter((line) => new RegExp(`(?:^|[\\s/])${quoted(tool)}\\b`).test(line))
      : [];
    return (named[named.length - 1] ?? commands[commands.length - 1])?.trim();
  }
  const action = /^Run (.+)$/.exec(step.name ?? '')?.[1];
  return action ?? step.echoed[step.echoed.length - 1];
}

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Lines that end with a backslash go on in the next one. */
function joined(script: readonly string[]): string[] {
  const result: string[] = [];
  let open = '';
  for (const line of script) {
    const text = open === '' ? line : `${open} ${line.trim()}`;
    if (text.endsWith('\\')) open = text.slice(0, -1).trimEnd();
    else {
      result.push(text);
      open = '';
    }
  }
  if (open !== '') result.push(open);
  return result;
}

import type { EarlierStep, Project, Recipe } from './recipe.js';

const check = /\bgit\s+(?:--no-pager\s+)?(?:diff|status|update-index|diff-index)\b/;

/**
 * Generated files that were not generated anew: the workflow itself generates them before it looks at what
 * git says, and that part of it is run again.
 */
export const generatedCode: Recipe = {
  name: 'generated-code',
  title: 'generate what is checked in',
  safety: 'tool',
  tools: [],
  languages: [],
  answers: ({ tool, file }) => tool === 'diff' && file !== undefined,
  mayTouch: (file, reported) => reported.has(file),
  plan: async (reports, project) => {
    if (reports.some(({ file }) => file?.startsWith('.github/'))) return undefined;
    const generate = generatingPart(project);
    // An expression has a value only while the job runs.
    if (generate === undefined || /\$\{\{/.test(generate.script + generate.directory)) return undefined;
    if (/^\/|(?:^|\/)\.\.(?:\/|$)/.test(generate.directory)) return undefined;
    return {
      kind: 'command',
      argv: ['bash', '-e', '-c', generate.script],
      directory: generate.directory,
      network: true,
    };
  },
};

/** What stands before the check in the failing step; where nothing does, the step before it. */
function generatingPart({ command, directory, earlier }: Project): EarlierStep | undefined {
  const lines = command.split('\n');
  const at = lines.findIndex((line) => check.test(line));
  if (at < 0) return undefined;
  const [sameLine = ''] = (lines[at] ?? '').split(check);
  const [, joined = ''] = /^(.*)(?:&&|;)\s*$/.exec(sameLine) ?? [];
  const isPlain = !/\b(?:if|while|until|for|case)\b/.test(joined);
  const script = [...lines.slice(0, at), ...(isPlain ? [joined] : [])].join('\n').trim();
  const isAny = script.split('\n').some((line) => /^\s*(?!#|set\s|echo\s|cd\s|export\s)\S/.test(line));
  return isAny ? { script, directory } : earlier?.[0];
}

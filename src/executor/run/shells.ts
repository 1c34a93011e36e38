export interface ResolvedShell {
  program: string;
  args: string[];
  /** Extension of the script file. */
  extension: string;
  /** As the log's header shows it, `{0}` for the script. */
  shown: string;
  wrap(script: string): string;
}

interface ShellForm {
  programs: string[];
  args: string;
  extension: string;
  wrap?: (script: string) => string;
}

const powershell = (script: string): string =>
  `$ErrorActionPreference = 'stop'\n${script}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }`;

/** The shells that GitHub knows by name. */
const forms: Record<string, ShellForm> = {
  bash: { programs: ['bash', 'sh'], args: '--noprofile --norc -e -o pipefail {0}', extension: '.sh' },
  sh: { programs: ['sh'], args: '-e {0}', extension: '.sh' },
  python: { programs: ['python', 'python3'], args: '{0}', extension: '.py' },
  pwsh: { programs: ['pwsh'], args: `-command ". '{0}'"`, extension: '.ps1', wrap: powershell },
};

/** A custom shell is a command line with `{0}` in it; its first word is looked up by `find`. */
export function resolveShell(
  shell: string,
  find: (name: string) => string | undefined,
): ResolvedShell | { problem: string } {
  const form = forms[shell];
  const [name = '', ...rest] = splitWords(shell);
  const programs = form?.programs ?? (name === 'bash' ? ['bash', 'sh'] : [name]);
  const program = programs.map(find).find((found) => found !== undefined);
  if (program === undefined) return { problem: `the shell ${name} is not installed` };
  if (!form && !shell.includes('{0}')) return { problem: `the shell \`${shell}\` has no {0} for the script` };
  // GitHub falls back to `sh -e` where bash is missing.
  const isSubstitute = programs[0] === 'bash' && !program.endsWith('bash');
  const args = isSubstitute ? ['-e', '{0}'] : form ? splitWords(form.args) : rest;
  const identity = (script: string): string => script;
  return {
    ...{ program, args, extension: form?.extension ?? forms[name]?.extension ?? '' },
    shown: [program, ...(form && !isSubstitute ? [form.args] : args)].join(' '),
    wrap: form?.wrap ?? identity,
  };
}

export const shellArgv = ({ program, args }: ResolvedShell, script: string): string[] => [
  program,
  ...args.map((arg) => arg.replaceAll('{0}', script)),
];

/** The same shell, going on after a command that fails; other shells than bash and sh do that anyway. */
export const withoutErrexit = (shell: ResolvedShell): ResolvedShell => ({
  ...shell,
  args: shell.args.filter((arg) => arg !== '-e'),
});

/** Words at blanks, with single and double quotes. */
function splitWords(text: string): string[] {
  const words = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) =>
    /^"[\s\S]*"$/.test(word) ? word.slice(1, -1) : word.replace(/^'([^']*)'$/, '$1'),
  );
}

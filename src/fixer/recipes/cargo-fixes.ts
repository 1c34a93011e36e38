import { findCall, keepOptions } from './find-call.js';
import type { Recipe } from './recipe.js';

const cargoOptions = {
  values: ['-p', '--package', '--exclude', '--features', '-F', '--manifest-path', '--target', '--profile'],
  flags: [
    '--workspace',
    '--all',
    '--all-targets',
    '--all-features',
    '--no-default-features',
    '--lib',
    '--bins',
    '--tests',
    '--release',
    '--locked',
    '--offline',
  ],
};

/** Compilers that know the exact change for some of their own complaints. */
export const cargoFixes: readonly Recipe[] = (['clippy', 'build'] as const).map((verb) => ({
  name: verb === 'clippy' ? 'clippy-fix' : 'cargo-fix',
  title: verb === 'clippy' ? 'cargo clippy --fix' : 'cargo fix',
  safety: 'tool',
  tools: ['cargo'],
  languages: ['rust'],
  // Compile errors have codes such as E0308 and stay: nothing is rewritten in code that does not compile.
  answers: ({ tool, category, code }) =>
    (tool === 'clippy' || tool === 'rustc') &&
    (category === 'lint' || (code !== undefined && !/^E\d/.test(code))),
  needsAll: true,
  mayTouch: (file, reported) => reported.has(file),
  plan: async (_reports, project) => {
    const verbs = verb === 'clippy' ? ['clippy'] : ['build', 'check', 'test', 'b', 'c', 't'];
    const call = await findCall(
      project,
      verbs.map((word) => `cargo ${word}`),
    );
    if (!call) return undefined;
    const split = call.words.indexOf('--');
    const [own, lints] =
      split < 0 ? [call.words, []] : [call.words.slice(0, split), call.words.slice(split + 1)];
    // A denied lint is an error, and what has errors is not rewritten: the same lints, as warnings.
    const levels = verb === 'clippy' ? lintLevels(lints) : [];
    return {
      kind: 'command',
      argv: [
        'cargo',
        ...call.channel,
        ...(verb === 'clippy' ? ['clippy', '--fix'] : ['fix']),
        '--allow-dirty',
        '--allow-staged',
        '--allow-no-vcs',
        ...keepOptions(own, cargoOptions),
        ...(levels.length > 0 ? ['--', ...levels] : []),
      ],
      directory: call.directory,
      network: false,
      env: { RUSTFLAGS: '--cap-lints=warn' },
    };
  },
}));

/** `-D warnings -D clippy::pedantic` → `-W clippy::pedantic`; plain warnings are on by themselves. */
function lintLevels(words: readonly string[]): string[] {
  const levels: string[] = [];
  for (const [index, word] of words.entries()) {
    const [, level = '', joined] = /^-([DFWA])(.*)$/.exec(word) ?? [];
    const lint = joined || words[index + 1];
    if (level !== '' && lint !== undefined && /^[\w:-]+$/.test(lint) && lint !== 'warnings')
      levels.push(level === 'A' ? '-A' : '-W', lint);
  }
  return levels;
}

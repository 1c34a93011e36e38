import { findInvocation, keepOptions } from './npm-script.js';
import type { Project, Recipe } from './recipe.js';
import { filesOf } from './recipe.js';

/** Tools that rewrite the files that they complained about. The project's own version of the tool is used. */
interface FileFixer {
  name: string;
  title: string;
  tool: string;
  safety: Recipe['safety'];
  /** Program and arguments before the files. */
  command: readonly string[];
  /** Options of the failing invocation that are taken over. */
  keeps: readonly string[];
  /** The tool works on all files by itself. */
  wholeProject?: RegExp;
}

const fileFixers: readonly FileFixer[] = [
  {
    name: 'eslint-fix',
    title: 'eslint --fix',
    tool: 'eslint',
    safety: 'formatter',
    command: ['npx', '--no-install', 'eslint', '--fix'],
    keeps: [
      '-c',
      '--config',
      '--no-eslintrc',
      '--no-config-lookup',
      '--rulesdir',
      '--ext',
      '--ignore-path',
      '--parser-options',
      '--resolve-plugins-relative-to',
      '--rule',
      '--env',
      '--flag',
    ],
  },
  {
    name: 'prettier-write',
    title: 'prettier --write',
    tool: 'prettier',
    safety: 'formatter',
    command: ['npx', '--no-install', 'prettier', '--write'],
    keeps: [
      '--config',
      '--no-config',
      '--no-editorconfig',
      '--ignore-path',
      '--plugin',
      '--parser',
      '--single-quote',
      '--print-width',
      '--tab-width',
      '--trailing-comma',
      '--prose-wrap',
      '--end-of-line',
    ],
  },
  {
    name: 'biome-write',
    title: 'biome check --write',
    tool: 'biome',
    safety: 'formatter',
    command: ['npx', '--no-install', 'biome', 'check', '--write'],
    keeps: ['--config-path'],
  },
  {
    name: 'gofmt-write',
    title: 'gofmt -w',
    tool: 'gofmt',
    safety: 'formatter',
    command: ['gofmt', '-w'],
    keeps: ['-s'],
  },
  {
    name: 'rustfmt',
    title: 'cargo fmt',
    tool: 'rustfmt',
    safety: 'formatter',
    command: ['cargo', 'fmt', '--all'],
    keeps: ['--manifest-path'],
    wholeProject: /\.rs$/,
  },
];

export const formatterRecipes: readonly Recipe[] = fileFixers.map((fixer) => ({
  name: fixer.name,
  title: fixer.title,
  safety: fixer.safety,
  answers: (report) =>
    report.tool === fixer.tool && (fixer.wholeProject !== undefined || report.file !== undefined),
  mayTouch: (file, reported) => (fixer.wholeProject ? fixer.wholeProject.test(file) : reported.has(file)),
  plan: async (reports, project) => {
    const known = new Set(project.files);
    const files = filesOf(reports).filter((file) => known.has(file));
    if (files.length === 0 && !fixer.wholeProject) return undefined;
    const invocation = (await findInvocation(project, fixer.tool)) ?? [];
    return {
      kind: 'command',
      argv: [
        ...fixer.command,
        ...keepOptions(invocation, fixer.keeps),
        ...(fixer.wholeProject ? [] : files.map((file) => fromDirectory(project, file))),
      ],
      directory: project.directory,
      network: false,
    };
  },
}));

/** A path as a tool started in the step's directory must be told it; `./` keeps it from being an option. */
const fromDirectory = ({ directory }: Project, file: string): string => {
  if (directory === '') return `./${file}`;
  return file.startsWith(`${directory}/`)
    ? `./${file.slice(directory.length + 1)}`
    : `${'../'.repeat(directory.split('/').length)}${file}`;
};

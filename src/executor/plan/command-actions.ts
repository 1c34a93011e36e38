/** An action that does little more than run a command; the command is run instead of it. */
export interface CommandAction {
  /** Defaults of the inputs that the script uses. */
  inputs: Record<string, string>;
  script: string;
  workingDirectory?: string;
  /** What must be installed here; without it the step is skipped, not failed. */
  program?: string;
}

const expression = (text: string): string => `\${{ ${text} }}`;
const input = (name: string): string => expression(`inputs.${name}`);

const retry: CommandAction = { inputs: { command: '' }, script: input('command') };

const xvfb: CommandAction = {
  inputs: { run: '', 'working-directory': '.' },
  script: `if command -v xvfb-run > /dev/null; then xvfb-run -a ${input('run')}; else ${input('run')}; fi`,
  workingDirectory: input('working-directory'),
};

const ruff: CommandAction = {
  inputs: { args: 'check', src: '.' },
  script: `ruff ${input('args')} ${input('src')}`,
  program: 'ruff',
};

const clippy: CommandAction = {
  inputs: { args: '' },
  script: `cargo clippy ${input('args')}`,
  program: 'cargo',
};

const installByLockFile = `if [ -f yarn.lock ]; then yarn install --frozen-lockfile
elif [ -f package-lock.json ] || [ -f npm-shrinkwrap.json ]; then npm ci
else npm install; fi`;

/** By `owner/name`, lower case. */
export const commandActions: Record<string, CommandAction> = {
  'nick-fields/retry': retry,
  'nick-invision/retry': retry,
  'wandalen/wretry.action': retry,
  'coactions/setup-xvfb': xvfb,
  'gabrielbb/xvfb-action': xvfb,
  'borales/actions-yarn': {
    inputs: { cmd: 'install', dir: '.' },
    script: `yarn ${input('cmd')}`,
    workingDirectory: input('dir'),
  },
  'bahmutov/npm-install': {
    inputs: { 'working-directory': '.', 'install-command': installByLockFile },
    script: input('install-command'),
    workingDirectory: input('working-directory'),
  },
  'golangci/golangci-lint-action': {
    inputs: { args: '', 'working-directory': '.' },
    script: `golangci-lint run ${input('args')}`,
    workingDirectory: input('working-directory'),
    program: 'golangci-lint',
  },
  'dominikh/staticcheck-action': { inputs: {}, script: 'staticcheck ./...', program: 'staticcheck' },
  'pre-commit/action': {
    inputs: { extra_args: '--all-files' },
    script: `pre-commit run --show-diff-on-failure --color=always ${input('extra_args')}`,
    program: 'pre-commit',
  },
  'actions-rs/cargo': {
    inputs: { command: '', args: '', toolchain: '' },
    script: `cargo ${expression("inputs.toolchain && format('+{0} ', inputs.toolchain)")}${input('command')} ${input('args')}`,
    program: 'cargo',
  },
  'actions-rs/clippy-check': clippy,
  'giraffate/clippy-action': clippy,
  'embarkstudios/cargo-deny-action': {
    inputs: { command: 'check' },
    script: `cargo deny ${input('command')}`,
    program: 'cargo-deny',
  },
  'psf/black': {
    inputs: { options: '--check --diff', src: '.' },
    script: `black ${input('options')} ${input('src')}`,
    program: 'black',
  },
  'astral-sh/ruff-action': ruff,
  'chartboost/ruff-action': ruff,
  'isort/isort-action': {
    inputs: { 'sort-paths': '.' },
    script: `isort --check-only --diff ${input('sort-paths')}`,
    program: 'isort',
  },
  'jakebailey/pyright-action': { inputs: {}, script: 'npx --yes pyright' },
  'codespell-project/actions-codespell': {
    inputs: { path: '.' },
    script: `codespell ${input('path')}`,
    program: 'codespell',
  },
  'crate-ci/typos': { inputs: { files: '.' }, script: `typos ${input('files')}`, program: 'typos' },
  'davidanson/markdownlint-cli2-action': {
    inputs: { globs: '*.{md,markdown}' },
    script: `npx --yes markdownlint-cli2 '${input('globs')}'`,
  },
};

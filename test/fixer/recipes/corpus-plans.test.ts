import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnoseJob } from '../../../src/diagnosis/index.js';
import { recipes } from '../../../src/fixer/recipes/recipe-list.js';
import { parseLog } from '../../parser/read-text.js';
import { argvOf, project } from './plan-support.js';

const cases = join(import.meta.dirname, '..', '..', 'corpus', 'cases');
const npx = 'npx --no-install';

/** Recipe → command for the log of a case, in a repository that holds the reported files and these. */
async function plansFor(name: string, files: Record<string, string>): Promise<Record<string, string>> {
  const [parsed] = await parseLog(readFileSync(join(cases, name, 'log.txt')));
  if (!parsed) throw new Error(`no job in ${name}`);
  const { reports, command } = diagnoseJob(parsed);
  const causes = reports.filter(({ rootCause }) => rootCause);
  const reported = Object.fromEntries(causes.flatMap(({ file }) => (file ? [[file, '']] : [])));
  const tree = project({ ...reported, ...files }, command);
  const plans: Record<string, string> = {};
  for (const recipe of recipes) {
    const answered = causes.filter(recipe.answers);
    if (answered.length === 0 || (recipe.needsAll && answered.length < causes.length)) continue;
    const action = await recipe.plan(answered, tree);
    if (action) plans[recipe.name] = argvOf(action)?.join(' ') ?? action.kind;
  }
  return plans;
}

describe('what real tools printed leads to', () => {
  test.each<[string, Record<string, string>, Record<string, string>?]>([
    ['biome', { 'biome-write': `${npx} biome check --write ./src/a.ts` }],
    ['black', { 'black-write': 'black --quiet ./a.py' }],
    ['bun-frozen', { 'bun-lockfile': 'bun install --lockfile-only --ignore-scripts' }, { 'bun.lock': '' }],
    ['bundler-frozen', { 'bundler-lockfile': 'bundle lock' }, { 'Gemfile.lock': '' }],
    ['cargo-fmt', { rustfmt: 'cargo fmt --all' }],
    ['cargo-locked', { 'cargo-lockfile': 'cargo update --workspace' }, { 'Cargo.lock': '' }],
    ['clang-format', { 'clang-format': 'clang-format -i ./src/a.c' }],
    ['clippy', { 'clippy-fix': 'cargo clippy --fix --allow-dirty --allow-staged --allow-no-vcs --offline' }],
    ['codespell', { 'codespell-write': 'codespell --write-changes ./README.md' }],
    ['dart-format', { 'dart-format': 'dart format ./lib/calc.dart' }],
    ['deno-fmt', { 'deno-fmt': 'deno fmt ./package.json ./deno.json ./main.ts' }],
    ['dprint', { 'dprint-fmt': `${npx} dprint fmt ./src/cart.ts` }],
    ['elixir-format', { 'mix-format': 'mix format ./lib/d.ex' }],
    ['eslint-stylish', { 'eslint-fix': `${npx} eslint --fix ./src/a.js` }],
    ['go-mod-tidy', { 'go-mod-tidy': 'go mod tidy' }],
    ['gofmt', { 'gofmt-write': 'gofmt -w ./a.go' }],
    ['golangci-lint', { 'golangci-lint-fix': 'golangci-lint run --fix ./...' }],
    ['html-validate', {}],
    ['isort', { 'isort-write': 'isort ./a.py' }],
    ['jest-snapshot', { 'jest-snapshots': `${npx} jest --ci=false -u --runTestsByPath src/view.test.js` }],
    ['ktlint', { 'ktlint-format': 'ktlint --format ./src/main/kotlin/a/Main.kt' }],
    ['license-header', { 'license-eye-write': 'license-eye header fix' }],
    ['markdownlint-cli2', { 'markdownlint-cli2-fix': `${npx} markdownlint-cli2 --fix ./docs/use.md` }],
    [
      'npm-audit',
      { 'npm-audit-fix': 'npm audit fix --package-lock-only --ignore-scripts --no-fund' },
      { 'package-lock.json': '' },
    ],
    [
      'npm-ci-sync',
      { 'npm-lockfile': 'npm install --package-lock-only --ignore-scripts --no-audit --no-fund' },
    ],
    ['php-cs-fixer', { 'php-cs-fixer': 'vendor/bin/php-cs-fixer fix ./src/Calc.php' }],
    ['phpcs', { phpcbf: 'phpcbf --standard=PSR12 ./src/A.php' }],
    ['pmd', {}],
    [
      'pnpm-frozen',
      { 'pnpm-lockfile': 'pnpm install --lockfile-only --ignore-scripts --no-frozen-lockfile' },
    ],
    ['poetry-lock', { 'poetry-lockfile': 'poetry lock --no-update' }],
    ['pre-commit-modified', { 'pre-commit-run': 'commands' }],
    ['prettier-check', { 'prettier-write': `${npx} prettier --write ./src/a.js ./src/b.css` }],
    ['rubocop', { 'rubocop-autocorrect': 'rubocop -a ./a.rb' }],
    ['ruff-check', { 'ruff-fix': 'ruff check --fix ./a.py' }],
    ['ruff-format', { 'ruff-format': 'ruff format ./a.py' }],
    [
      'rustc-deny-warnings',
      { 'cargo-fix': 'cargo fix --allow-dirty --allow-staged --allow-no-vcs --offline' },
    ],
    ['shfmt', { 'shfmt-write': 'shfmt -w ./run.sh' }],
    [
      'spotless',
      { 'spotless-apply': './gradlew --console=plain spotlessApply' },
      { 'build.gradle': '', gradlew: '' },
    ],
    ['sqlfluff', { 'sqlfluff-fix': 'sqlfluff fix ./models/a.sql' }],
    ['standard', { 'standard-fix': `${npx} standard --fix ./src/cart.js` }],
    ['standardrb', { 'standardrb-fix': 'standardrb --fix ./lib/calc.rb' }],
    ['stylelint', { 'stylelint-fix': `${npx} stylelint --fix ./src/a.css` }],
    ['terraform-fmt', { 'terraform-fmt': 'terraform fmt ./main.tf' }],
    ['tsc-plain', {}],
    ['typos', { 'typos-write': 'typos --write-changes ./src/net.rs' }],
    ['uv-locked', { 'uv-lockfile': 'uv lock' }],
    ['vitest-snapshot', { 'vitest-snapshots': `${npx} vitest run -u src/view.test.js` }],
    ['xo', { 'xo-fix': `${npx} xo --fix ./src/cart.js` }],
    ['yarn-immutable', { 'yarn-berry-lockfile': 'yarn install --mode=update-lockfile' }],
  ])('%s', async (name, plans, files = {}) => {
    expect(await plansFor(name, files)).toEqual(plans);
  });
});

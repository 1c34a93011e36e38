import {
  type Compare,
  commandsLost,
  grows,
  isNegated,
  milder,
  optionsLoosened,
  rises,
  shrinks,
  sinks,
  switchedOff,
  switchedOn,
} from './compare-values.js';

export interface SettingRule {
  rule: string;
  severity: number;
  says: string;
  /** Which values it is about. */
  path: RegExp;
  notPath?: RegExp;
  /** Which files it is about; all configurations when absent. */
  files?: RegExp;
  /** The value that shows the loss, if there is one. */
  compare: Compare;
}

const end = (names: string): RegExp => new RegExp(`(?:^|\\.)(?:${names})(?:\\[\\])?$`, 'i');
const within = (names: string): RegExp => new RegExp(`(?:^|\\.)(?:${names})(?:\\.|\\[\\]|$)`, 'i');

/** Configurations of what checks code. */
const checkers =
  /(?:tsconfig|gradle|jsconfig|eslint|flake8|ruff|mypy|pyright|pre-commit|codecov|coveragerc|golangci|rubocop|biome|vitest|jest|mocharc|nycrc|c8rc|playwright|cypress|karma|ava\.config|wdio|pytest\.ini|setup\.cfg|tox\.ini|pyproject|phpunit|phpstan|psalm|swiftlint|detekt|\.rspec|package\.json|conftest)/i;

export const settingRules: readonly SettingRule[] = [
  {
    rule: 'threshold-lowered',
    severity: 8,
    says: 'A threshold is lowered or taken out',
    path: end(
      'branches|functions|lines|statements|fail_under|fail-under|minimum_coverage|minimum|min_?coverage|target|min_?score|min-similarity|break|high|low|minimum_score|perfile|minimumCoverage|coverageThreshold\\.\\S+|thresholds?\\.\\S+|minimumRatio|line_?coverage|branch_?coverage|classRatio',
    ),
    notPath:
      /(?:^|\.)(?:compilerOptions|dependencies|devDependencies|parserOptions|build|engines)\.|^target$|esbuild|ports|image/i,
    compare: sinks,
  },
  {
    rule: 'threshold-lowered',
    severity: 8,
    says: 'A level of strictness is lowered',
    path: end('level|parameters\\.level'),
    files: /phpstan|\.neon/i,
    compare: sinks,
  },
  {
    rule: 'limit-raised',
    severity: 7,
    says: 'A limit of what may be wrong is raised',
    path: end(
      'max-?warnings|max_?warnings|[\\w-]+-threshold|too-many-[\\w-]+|max-complexity|max-line-length|line-length|max-statements|max-lines\\S*|max-(?:args|locals|branches|returns)|max\\w*issues|errorLevel|Max|threshold|maxAllowed\\w*|maxIssues|max_violations',
    ),
    notPath: /coverage|biome|prettier|formatter/i,
    files:
      /(?:flake8|pylintrc|setup\.cfg|tox\.ini|ruff|clippy|pyproject|rubocop|psalm|eslint|package\.json|golangci|detekt|pmd|stylelint|size-limit|jscpd)/i,
    compare: (before, after) => {
      const known = new Set(before.map(({ path }) => path));
      return rises(
        before,
        after.filter(({ path }) => known.has(path)),
        false,
      );
    },
  },
  {
    rule: 'timeout-raised',
    severity: 4,
    says: 'Tests may take longer or be tried more often',
    path: end(
      'testTimeout|hookTimeout|timeout|retries|retry|flake_finder|reruns|defaultCommandTimeout|retryTimes|flakyTestRetries',
    ),
    compare: rises,
  },
  {
    rule: 'strictness-off',
    severity: 7,
    says: 'A tool is made less strict',
    path: end(
      'check-?coverage|strict\\w*|noImplicit\\w+|noUnused\\w+|noUnchecked\\w+|noFallthrough\\w+|exactOptionalPropertyTypes|noPropertyAccessFromIndexSignature|alwaysStrict|noEmitOnError|checkJs|forceConsistentCasingInFileNames|isolatedModules|disallow_\\w+|warn_\\w+|check_untyped_defs|no_implicit_\\w+|strict_\\w+|failOn\\w+|fail_on_\\w+|fail-on-\\w+|bail|reportUnused\\S*|reportMissing\\w*|ignoreFailures?Never|treatWarningsAsErrors|nullable|enforceCodeStyleInBuild|beStrictAbout\\w+|failOnWarning|failOnRisky|failOnViolation|failsOnError|abortOnError|warningsAsErrors|typecheck|enabled|Enabled|haltOnFailure|stopOnError|forbidOnly|errorOn\\w+|error-on-\\w+|unevaluated\\w+',
    ),
    notPath: /(?:^|\.)(?:dependencies|devDependencies|peerDependencies)\./,
    compare: switchedOff,
  },
  {
    rule: 'strictness-off',
    severity: 7,
    says: 'A tool is told to let more pass',
    path: end(
      'skipLibCheck|ignore_errors|ignore_missing_imports|allow_untyped_\\w+|allow_redefinition|suppressImplicitAnyIndexErrors|allowUnreachableCode|allowUnusedLabels|allowJs|passWithNoTests|forceExit|skipTests|skip\\w*Tests?|testFailureIgnore|ignoreFailures|ignoreTestFailures|dangerouslyIgnoreUnhandledErrors|allowOnly|ignoreBuildErrors|ignoreDuringBuilds|exit-zero|exit_zero|disableReferencedProjectLoad|suppress\\w*Errors|skipChecks|maven\\.test\\.skip|noinspection|isolate_failures|continueOnError|quietDeps|skip_covered_always|update_snapshots?|allow_failure|disable_error_code|skipFiles',
    ),
    notPath: /allowJs$/,
    compare: switchedOn,
  },
  {
    rule: 'rule-turned-down',
    severity: 7,
    says: 'A rule of a linter is turned off or down',
    path: within(
      'rules|lints(?:\\.\\w+)?|linter|overrides|analyzer\\.errors|severity|diagnosticSeverityOverrides',
    ),
    notPath:
      /(?:^|\.)(?:plugins|extends|globals|env|parserOptions|settings|files|ignores|scripts|languageOptions|formatter|include\w*|preset)(?:\.|\[|$)/,
    files:
      /eslint|stylelint|biome|tslint|oxlint|package\.json|Cargo\.toml|clippy|analysis_options|markdownlint|\.htmlhint|commitlint|\.swiftlint|ktlint|editorconfig|checkstyle|pyrightconfig|deno\.json|\.jshintrc|pyproject/i,
    compare: milder,
  },
  {
    rule: 'rule-turned-down',
    severity: 7,
    says: 'A severity is turned down',
    path: /^(?:dotnet_diagnostic|dotnet_analyzer)|(?:^|\.)(?:report\w+|[A-Z][A-Za-z]+\/[A-Z]\w+\.Enabled)$/,
    compare: milder,
  },
  {
    rule: 'exclusion-added',
    severity: 7,
    says: 'Something more is left out of a check',
    path: end(
      '(?:global)?ignores?|ignore_?patterns?|ignorePatterns|excludes?|exclude_?patterns?|exclude-?files|extend-(?:ignore|exclude)|per-file-ignores(?:\\.\\S+)?|per_file_ignores(?:\\.\\S+)?|testPathIgnorePatterns|coveragePathIgnorePatterns|modulePathIgnorePatterns|watchPathIgnorePatterns|testIgnore|omit|exclude_lines|exclude_also|exclude_dirs|disable|disabled?[-_]rules|disabled_rules|unfixable|norecursedirs|collect_ignore(?:_glob)?|skip|skips|skip-files|skip-dirs|skip_files|exclude-\\w+|excludedMessages|ignoreErrors\\S*|ignoreDependencies|ignore_decorators|files\\.exclude|AllCops\\.Exclude|sonar\\.\\S*exclusions|excludeGroups|excludeTags|exclude-rules\\S*|excludedGroups|specs?_ignore|excludeSpecPattern|excludeFiles|blacklist|known_failures|NoWarn|DisabledWarnings|excluded|allow-list|allowlist',
    ),
    notPath:
      /(?:^|\.)(?:resolve|alias|files|dependencies|devDependencies|optimizeDeps|publishConfig|exports|nodemonConfig|dependabot)\.|^files\[\]$|^exclude(?:\[\])?$|^(?:workspace|package|tool\.(?:setuptools|hatch|poetry|black|pdm|uv))\.\S*(?:exclude|include)/i,
    compare: grows,
  },
  {
    rule: 'exclusion-added',
    severity: 7,
    says: 'Something more is left out of a check',
    path: /^exclude(?:\[\])?$/i,
    files: checkers,
    compare: grows,
  },
  {
    rule: 'exclusion-added',
    severity: 7,
    says: 'Something more is left out of a check',
    path: /^\[\]$/,
    files:
      /(?:^|\/)\.(?:eslint|stylelint|jshint|flake8|snyk|trivy|semgrep|gitleaks|markdownlint|cspell|rubocop_todo|dockle|hadolint|bandit|remark|html-?hint)ignore$/,
    compare: grows,
  },
  {
    rule: 'exclusion-added',
    severity: 6,
    says: 'Something more is left out of a check of the layout',
    path: /^\[\]$/,
    files: /(?:^|\/)\.prettierignore$/,
    compare: grows,
  },
  {
    rule: 'scope-narrowed',
    severity: 7,
    says: 'A check looks at less than before',
    path: end(
      'testMatch|testRegex|testDir|spec|specPattern|testpaths|python_files|python_functions|python_classes|collectCoverageFrom|select|extend-select|enable|enabled_rules|opt_in_rules|only_rules|testsuites\\.\\S*(?:directory|file)|linters\\.enable|reporters|checks|suites?|specs|test_files|required\\S*|testSourceDirectory',
    ),
    notPath:
      /(?:^|\.)(?:build|dependencies|devDependencies|exports|publishConfig|resolve|output|formatter|assets|optimizeDeps|lib|rollupOptions|tool\.(?:setuptools|hatch|poetry|pdm|uv)|package|workspaces|workspace|lint-staged|husky|plugins)\.|^files\[\]$/i,
    files: checkers,
    compare: shrinks,
  },
  {
    rule: 'scope-narrowed',
    severity: 7,
    says: 'A check looks at less than before',
    path: end('files|include|projects|roots|entry|directory|patterns?|source_pkgs'),
    notPath:
      /(?:^|\.)(?:build|dependencies|devDependencies|exports|publishConfig|resolve|output|formatter|assets|optimizeDeps|lib|rollupOptions|tool\.(?:setuptools|hatch|poetry|pdm|uv)|package|workspaces|workspace|lint-staged|husky|plugins)\.|^files\[\]$/i,
    files: checkers,
    compare: (before, after, isNew) =>
      after.length < before.length ? shrinks(before, after, isNew) : undefined,
  },
  {
    rule: 'scope-narrowed',
    severity: 6,
    says: 'A check looks at other files than before',
    path: end('files|include|projects|roots|entry|directory|patterns?|source_pkgs'),
    notPath:
      /(?:^|\.)(?:build|dependencies|devDependencies|exports|publishConfig|resolve|output|formatter|assets|optimizeDeps|lib|rollupOptions|tool\.(?:setuptools|hatch|poetry|pdm|uv)|package|workspaces|workspace|lint-staged|husky|plugins)\.|^files\[\]$/i,
    files: checkers,
    compare: shrinks,
  },
  {
    rule: 'scope-narrowed',
    severity: 7,
    says: 'A linter has fewer sets of rules than before',
    path: end('plugins|extends'),
    files: /eslint|stylelint|phpcs|package\.json|tslint|ruff|pylintrc|rubocop|biome|commitlint/i,
    compare: (before, after, isNew) =>
      after.length < before.length ? shrinks(before, after, isNew) : undefined,
  },
  {
    rule: 'scope-narrowed',
    severity: 7,
    says: 'A hook is taken out',
    path: /(?:^|\.)hooks\.id$/,
    compare: shrinks,
  },
  {
    rule: 'exclusion-added',
    severity: 7,
    says: 'Something more is left out of a check',
    path: /\[\]$/,
    files:
      /(?:biome|eslint|vitest|jest|playwright|mocharc|nycrc|c8rc|codecov|dprint|oxlint|lint-staged|tsconfig|ava\.config|package\.json)/,
    notPath: /^files\[\]$/,
    compare: (before, after, isNew) => grows(before.filter(isNegated), after.filter(isNegated), isNew),
  },
  {
    rule: 'options-loosened',
    severity: 7,
    says: 'A command that checks is taken out or may fail',
    path: end('commands?|commands_(?:pre|post)'),
    files: /(?:tox\.ini|setup\.cfg|pyproject|lefthook|noxfile)/i,
    compare: commandsLost,
  },
  {
    rule: 'options-loosened',
    severity: 7,
    says: 'The options of a test runner let more pass',
    path: end('addopts|args|argLine|test_args|options|testArgs|pytest_args|commands?|script|test'),
    files: /(?:pytest\.ini|setup\.cfg|tox\.ini|pyproject|noxfile|\.mocharc|\.pre-commit)/i,
    compare: optionsLoosened,
  },
];

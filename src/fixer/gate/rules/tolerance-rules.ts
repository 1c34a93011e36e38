import type { PathClass } from '../path-class.js';
import type { Language } from '../source/language.js';
import type { TextRule } from './rule.js';

/** Commands whose failing is what a check is there for. */
export const checkCommand =
  '(?:(?:npm|pnpm|yarn|bun)\\s+(?:run|test|t|exec|lint|check|build|type\\S*|format\\S*|verify|e2e|coverage|jest|vitest|eslint|tsc|--filter|-r|-w|workspaces?)|npx|deno|node\\s+--test|jest|vitest|mocha|ava|tsc|eslint|biome|prettier|pytest|tox|nox|unittest|mypy|ruff|flake8|pylint|black|go\\s+(?:test|vet|build)|golangci-lint|cargo|clippy|rspec|rake|rubocop|bundle\\s+exec|phpunit|phpstan|psalm|composer|mvnw?|gradlew?|dotnet|ctest|make|bats|shellcheck|swift\\s+test|mix|dart|flutter|playwright|cypress)';

const commandPlaces: readonly PathClass[] = ['executes', 'manifest', 'config', 'git'];
const scripts: readonly Language[] = [
  'shell',
  'make',
  'docker',
  'yaml',
  'json',
  'toml',
  'ini',
  'jvm',
  'other',
];

const tolerated = {
  rule: 'failure-tolerated',
  severity: 8,
  says: 'The failure of a command counts no more',
  view: 'plain',
} as const;
const laxer = {
  rule: 'check-made-laxer',
  severity: 8,
  says: 'A check is told to pass with less',
  view: 'plain',
} as const;
const ci = {
  rule: 'ci-tolerates',
  severity: 9,
  says: 'CI goes on when this fails',
  view: 'code',
  languages: ['yaml', 'jvm'],
  places: ['workflow'],
} as const;

/** Commands and CI that let a failure pass. */
export const toleranceRules: readonly TextRule[] = [
  {
    ...tolerated,
    places: commandPlaces,
    languages: ['make', 'json', 'toml', 'yaml', 'ini', 'xml', 'jvm', 'javascript', 'other'],
    pattern:
      /\|\|\s*(?:true|:(?=[\s"']|$)|exit\s+0|echo\b|\/bin\/true|printf\b|\(\s*exit\s+0|\{\s*(?:true|:|echo))|;\s*(?:true|exit\s+0)\s*["']?,?\s*$|\bset\s+\+o?\s*(?:e\w*|pipefail)\b|^\s*(?:-\s+)?exit\s+0\s*$|^\t-(?=\w|@)|^\.(?:IGNORE|SILENT)\s*:|\btrap\s+['"]?exit 0|\bshell:\s*\S[^\n]*\{0\}|\|\s*(?:tee|cat|true)\s*$/gm,
  },
  {
    ...tolerated,
    places: ['source', 'test', 'workflow', 'generated', 'executes', 'git'],
    languages: scripts,
    pattern: new RegExp(
      `\\b${checkCommand}\\b[^\\n;|]{0,200}(?:\\|\\|\\s*(?:true|:|exit\\s+0|echo|printf)|;\\s*(?:true|exit\\s+0|:)\\s*$|\\|\\s*cat\\s*$)`,
      'gm',
    ),
  },
  {
    ...tolerated,
    severity: 6,
    places: ['source', 'test', 'workflow', 'executes', 'git'],
    languages: ['shell', 'yaml', 'docker'],
    pattern:
      /\|\|\s*(?:true|:(?=[\s;]|$)|exit\s+0|\/bin\/true)|\bset\s+\+e\b|^\s*(?:-\s+)?exit\s+0\s*$|\bshell:\s*\S[^\n]*\{0\}|\btrap\s+['"]?exit 0/gm,
  },
  {
    ...laxer,
    notPlaces: ['lockfile'],
    languages: [...scripts, 'xml', 'list', 'javascript', 'python', 'ruby', 'php'],
    pattern:
      /--passWithNoTests|--pass-with-no-tests|-DskipTests|-Dmaven\.(?:test\.(?:skip|failure\.ignore)|javadoc\.skip)|\bignoreFailures\b\s*=?\s*true|\btestFailureIgnore>\s*true|<skipTests>\s*true|--deselect\b|\s-k\s*["']?not\b|\s-x\s+(?:test|check)\b|--exclude-task\s+test|--no-verify\b|--exit-zero\b|--max-warnings[= ](?:[1-9]|-1)|--suppress-all\b|--no-error-on-unmatched-pattern|--allow-no-tests|--if-present\b|--no-bail\b|--no-fail-fast\b(?=[^\n]*\|\|)|--ignore-failures?\b|--lenient\b|--no-strict\b|--skip-errors?\b|--cov-fail-under[= ]0\b|--no-cov\b|--minimum-coverage[= ]0\b|--testPathIgnorePatterns\b|--ignore=\S*test|--ignore-glob=|--skip[= ](?:test|spec)|--continue-on-collection-errors|--no-run\b|--exclude-tag|-skip\s+['"]?\w|--filter[= ]['"]?!|-m\s+["']not\b|--cap-lints\s+(?:allow|warn)|-A\s+(?:warnings|clippy::all)|--noEmitOnError\s+false|--skipLibCheck\b|--typescript-errors=ignore|--quiet\b(?=[^\n]*eslint)|\beslint\b[^\n]{0,120}--quiet\b|--update-snapshots?\b|--ci=false|\b(?:jest|vitest)\b[^\n"]{0,80}\s-u\b/g,
  },
  {
    ...ci,
    pattern:
      /continue-on-error:\s*(?!false\b)\S[^\n]*|allow_failure:(?!\s*false\b)|\bif:\s*(?:\$\{\{\s*)?(?:false|always\(\)\s*&&\s*false|!\s*true|0)\b|fail_ci_if_error:\s*false|fail-on-error:\s*false|catchError\s*\(|\bfail-fast:\s*false\b(?=[\s\S]{0,80}continue)|exit-code:\s*['"]?0|continueOnError:\s*true/g,
  },
];

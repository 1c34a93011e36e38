import type { Action, BugReport, Category, Owner, ParsedJob } from '../domain/index.js';
import { categoryOfCommand, delivers } from './kind-of-command.js';

/** What a rule looks at: the first cause, and the job around it. */
export interface Case {
  cause: BugReport | undefined;
  causes: readonly BugReport[];
  parsed: ParsedJob;
  category: Category;
}

interface CategoryRule {
  when(found: Case): boolean;
  category: Category | ((found: Case) => Category);
}

const said =
  (pattern: RegExp) =>
  (found: Case): boolean =>
    found.causes.some((cause) => pattern.test(cause.message) || pattern.test(cause.evidence.excerpt));
const exits =
  (...codes: number[]) =>
  (found: Case): boolean =>
    found.parsed.exitCode !== undefined && codes.includes(found.parsed.exitCode);
const both =
  (...tests: ((found: Case) => boolean)[]) =>
  (found: Case): boolean =>
    tests.every((test) => test(found));
const weak = (found: Case): boolean => (found.cause?.score ?? 0) < 0.76;
const isIn =
  (...categories: Category[]) =>
  (found: Case): boolean =>
    categories.includes(found.category);

/** Corrections of the category that the first cause suggests. The first rule that holds decides. */
export const categoryRules: readonly CategoryRule[] = [
  // A build of an image fails as a build, whatever the program inside it died of.
  {
    when: (found) =>
      found.category === 'runtime' &&
      /\b(?:docker|podman|buildah)\b.*\bbuild\b/.test(found.parsed.command ?? ''),
    category: 'compile',
  },
  // A linter that compiles first says both; what does not compile has to change first.
  {
    when: (found) => found.category === 'lint' && found.causes.some((cause) => cause.category === 'compile'),
    category: 'compile',
  },
  // A header that is not found beside errors of the same compiler is one of the project's own.
  {
    when: (found) =>
      found.category === 'dependency' &&
      found.causes.some((cause) => cause.category === 'compile' && cause.tool === found.cause?.tool),
    category: 'compile',
  },
  // A test that throws has failed.
  {
    when: (found) =>
      found.category === 'runtime' &&
      testFile.test(found.cause?.file ?? '') &&
      categoryOfCommand(found.parsed) === 'test',
    category: 'test',
  },
  { when: both(exits(137), weak), category: 'resource' },
  // timeout(1) says nothing else.
  { when: both(exits(124), weak, isIn('unknown')), category: 'timeout' },
  { when: both(exits(143, 130), weak), category: 'timeout' },
  { when: both(exits(127, 126), weak), category: 'config' },
  // One crash outside the tests that every failed test runs into is a crash, not an assertion.
  { when: (found) => found.category === 'test' && isOneCrash(found.causes), category: 'runtime' },
  // Words that say nothing of their kind: what the step was for says it.
  {
    when: (found) => found.category === 'unknown' && weak(found) && (found.parsed.exitCode ?? 1) < 128,
    category: (found) => categoryOfCommand(found.parsed) ?? 'unknown',
  },
];

/** The category of a job after the corrections. */
export function categoryOf(found: Case): Category {
  const rule = categoryRules.find((candidate) => candidate.when(found));
  if (!rule) return found.category;
  return typeof rule.category === 'function' ? rule.category(found) : rule.category;
}

const assertion = /assert|expect|fixture|snapshot|mismatch|not equal|!==?/i;
const testFile = /(?:^|[/_.-])(?:tests?|specs?|__tests__|e2e)(?:[/_.-]|$)/i;

function isOneCrash(causes: readonly BugReport[]): boolean {
  const [first, ...others] = causes;
  if (!first?.file || !first.test || others.length > 0) return false;
  return (
    !testFile.test(first.file) &&
    !assertion.test(first.message) &&
    /^(?:TypeError|AttributeError|NameError)\b/.test(first.message) &&
    first.tool === 'unittest'
  );
}

const declared =
  /^(?!\.github\/)(?:.*\/)?(?:package\.json|pyproject\.toml|setup\.(?:py|cfg)|Cargo\.toml|composer\.json|Gemfile|pom\.xml|build\.gradle(?:\.kts)?|tsconfig[\w.-]*\.json|schema\.prisma|conftest\.py|[\w.-]+\.config\.[cm]?[jt]s|\.\w+rc(?:\.\w+)?)$/;

const namesFile = /(?<![\w/])(?!\S*\.github\/)[\w@./-]*\w\.(?:json5?|ya?ml|toml|html?|md|ini|cfg)\b/;

interface OwnerRule {
  when(found: Case): boolean;
  owner: Owner;
}

/** Whose work it is. The first rule that holds decides; the last one always holds. */
export const ownerRules: readonly OwnerRule[] = [
  // A limit that the workflow sets for a test step is reached by code that hangs; six hours is the machine's.
  { when: both(isIn('timeout'), said(/has timed out after (?:360|[1-9]\d{3,}) minutes/)), owner: 'devops' },
  { when: both(isIn('timeout'), said(/^The action '.*' has timed out after/)), owner: 'developer' },
  {
    when: both(
      isIn('dependency'),
      said(
        /shared object|Library not loaded|GLIBC|pkg-config|CMAKE_PREFIX_PATH|Could NOT find|CMake Error|Unable to locate package|has no installation candidate|held broken packages|have unmet dependencies|[Ff]ailed to find package|\.h(?:pp)?'?:? (?:No such file|file not found)|cannot find -l|CVE-|GHSA-|configure: error/,
      ),
    ),
    owner: 'devops',
  },
  {
    when: both(
      isIn('config'),
      said(
        /collected 0 items|Missing script|No targets|no tests? (?:files? )?(?:were )?found|no configuration provided|invalid configuration|config\.[a-z]\w+ |missing separator|Makefile:\d+: \*\*\*|go\.mod|package\.json|tsconfig|eslint|TS\d{4}/i,
      ),
    ),
    owner: 'developer',
  },
  {
    when: both(
      isIn('config'),
      (found) =>
        /^(?:tsc|eslint|actionlint|pytest|gradle|maven|cargo|msbuild|terraform|helm|mix)$/.test(
          found.cause?.tool ?? '',
        ) && found.cause?.file !== undefined,
    ),
    owner: 'developer',
  },
  // What the repository itself declares, except the workflow and its images.
  { when: both(isIn('config'), (found) => declared.test(found.cause?.file ?? '')), owner: 'developer' },
  // A checker of files names the file that is wrong.
  {
    when: both(isIn('config'), weak, said(namesFile), (found) => !said(/no such file/i)(found)),
    owner: 'developer',
  },
  // Tools whose configuration lies in the repository.
  {
    when: both(isIn('config'), (found) =>
      /^(?:prisma|attw|publint|jest|vitest|mocha|webpack|vite|rollup|babel|swc|prettier|stylelint|biome|gulp|grunt|nx|turbo|lerna|next|nuxt|astro|wrangler|commitlint|changesets|tox|nox|mkdocs|sphinx|rubocop|phpunit|phpstan|composer|golangci-lint|buf)$/.test(
        found.cause?.tool ?? '',
      ),
    ),
    owner: 'developer',
  },
  { when: both(isIn('config'), said(/\bon \S+\.tf line \d+/)), owner: 'developer' },
  // Makefiles and CMakeLists belong to the project.
  {
    when: both(
      isIn('config'),
      (found) => found.cause?.tool === 'make' || /(?:^|\/)CMakeLists\.txt$/.test(found.cause?.file ?? ''),
    ),
    owner: 'developer',
  },
  { when: isIn('infra', 'permission', 'resource', 'timeout', 'config'), owner: 'devops' },
  { when: both(isIn('unknown'), (found) => (found.parsed.exitCode ?? 0) > 128), owner: 'devops' },
  { when: both(isIn('unknown'), weak, (found) => delivers(found.parsed)), owner: 'devops' },
  { when: both(isIn('unknown'), said(/exited with code (?:1[3-5]\d|255)\b/)), owner: 'devops' },
  { when: () => true, owner: 'developer' },
];

interface ActionRule {
  when(found: Case): boolean;
  action: Action;
}

/** What cifix should do about it. The first rule that holds decides; the last one always holds. */
export const actionRules: readonly ActionRule[] = [
  { when: both(isIn('timeout'), said(/higher priority waiting request/)), action: 'none' },
  { when: both(isIn('timeout'), said(/operation was canceled|task was canceled/)), action: 'none' },
  { when: isIn('infra'), action: 'rerun' },
  { when: both(isIn('resource'), said(/No space left|ENOSPC|Killed|137/)), action: 'rerun' },
  { when: isIn('permission', 'resource'), action: 'notify' },
  { when: both(isIn('timeout')), action: 'notify' },
  { when: both(isIn('unknown'), weak), action: 'notify' },
  { when: () => true, action: 'fix' },
];

import type { Category } from './category.js';

/** What a command is for, by its words and those of its step's name. The first row that fits. */
const kinds: readonly [RegExp, Category][] = [
  [/\b(?:fmt|format(?:ting)?|prettier|black|gofmt|rustfmt|scalafmt|spotless)\b/i, 'format'],
  [/\b(?:mypy|pyright|tsc|type-?check|typecheck|types|phpstan|psalm|dialyzer)\b/i, 'type'],
  [
    /lint|(?<![-\w])(?!health)\w+check(?:er)?\b|\b(?:ruff|flake8|clippy|vet|rubocop|detekt|credo|style|codespell|policy|rules?|violations?|\w*leaks|sonar\S*|semgrep|trivy|spotbugs|pmd)\b/i,
    'lint',
  ],
  [
    /\b(?:tests?|testing|pytest|jest|vitest|mocha|rspec|busted|ginkgo|phpunit|ctest|nextest|e2e|playwright|cypress|specs?|tox|nox|coverage|smoke|verify|benchmark|\w*(?:UnitTest|AndroidTest|IntegrationTest)s?)\b|(?:^|:)tests?\b/i,
    'test',
  ],
  [
    /\b(?:npm|yarn|pnpm|bun|composer|bundle|poetry|pip3?|pdm|(?:micro)?mamba|conda|brew|apt-get|apt|apk|dnf|yum|pacman|zypper|choco|winget|conan|luarocks|opam|gem|pub|pod|carthage|dotnet|nuget|uv|cargo|mix|go mod)\b[^|;&]{0,30}\b(?:ci|i|install|add|create|update|restore|fetch|sync|deps\.get|tidy|download|lock)\b|install (?:dependencies|packages|deps)/i,
    'dependency',
  ],
  [/\b(?:audit|snyk|outdated|npm ls|deduplicat\w*|dedupe)\b/i, 'dependency'],
  [
    /\b(?:licen[cs]es?|headers?|(?:link|spell|doc|markdown|dead|schema|commit|dco|boundar\w+|cycles?|circular)[- ]?check\w*|check[- :]?(?:links?|spelling|docs?|licen[cs]es?|headers?|commits?|boundar\w+)|lychee|cspell|typos|vale|reuse|dco)\b/i,
    'lint',
  ],
  [/\b(?:migrat\w+|seed\w*)\b/i, 'runtime'],
  [
    /\bmake(?: -\S+| all| build)*$|\b(?:build|compile|transpile|ninja|cmake|assemble\w*|bundle\w*|package|webpack|vite|rollup|esbuild|xcodebuild|link)\b|(?:^|[\s/])(?:g?cc|g\+\+|clang(?:\+\+)?|javac|kotlinc|scalac|rustc|erlc|ghc|swiftc|protoc|\w*latex\w*)(?=\s|$)|\b(?:cargo|go|zig|swift|mix|gleam) (?:check|run|install|generate)\b/i,
    'compile',
  ],
  [/\bchecks?\b|\bvalidat\w+\b/i, 'lint'],
  [
    /^(?:\.\/[\w-]+$|(?:php|ruby|Rscript|elixir|tclsh|lua|perl|node|python3?|java|dart|julia)\s+[\w./-]+\.\w+\b|ansible-playbook\b)/,
    'runtime',
  ],
];

/** Files that a command only works on, and the looks of its report, say nothing of what it does. */
const operand =
  /--?(?:output-)?(?:format(?:ter)?|reporter)[= ]\S+|(?<=\s)[\w.-]*\/[\w./-]*\.(?!(?:sh|py|rb|ps1|[cm]?[jt]s)\b)\w+/g;
const maxChars = 300;

/** The category that a failure of the command most likely has when its words say nothing. */
export function kindOfCommand(text: string): Category | undefined {
  const words = text.slice(0, maxChars).replace(operand, '').trim();
  return kinds.find(([pattern]) => pattern.test(words))?.[1];
}

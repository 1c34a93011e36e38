import type { Category, ParsedJob } from '../domain/index.js';

/** What a step is for, by the words of its command and of its name. The first row that fits. */
const kinds: readonly [RegExp, Category][] = [
  [/\b(?:fmt|format(?:ting)?|prettier|black|gofmt|rustfmt|scalafmt|spotless|ktlint)\b/i, 'format'],
  [
    /lint|\b(?:ruff|flake8|clippy|vet|rubocop|phpstan|psalm|detekt|checkstyle|credo|dialyzer|style|codespell|actionlint|policy|rules?|violations?)\b/i,
    'lint',
  ],
  [/\b(?:mypy|pyright|tsc|type-?check|typecheck|types)\b/i, 'type'],
  [
    /\b(?:tests?|testing|pytest|jest|vitest|mocha|rspec|phpunit|ctest|nextest|e2e|playwright|cypress|specs?|tox|nox|coverage|smoke|verify|benchmark|\w*(?:UnitTest|AndroidTest|IntegrationTest)s?)\b|(?:^|:)tests?\b/i,
    'test',
  ],
  [
    /\b(?:npm|yarn|pnpm|bun|composer|bundle|poetry|pip3?|pdm|conda|brew|apt-get|apt|pod|carthage|dotnet|nuget|uv|cargo|mix|go mod)\b[^|;&]{0,30}\b(?:ci|i|install|add|update|restore|fetch|sync|deps\.get|tidy|download|lock)\b|install (?:dependencies|packages|deps)/i,
    'dependency',
  ],
  [
    /\b(?:build|compile|make|ninja|cmake|assemble\w*|bundle\w*|package|webpack|vite|rollup|esbuild|xcodebuild|link)\b/i,
    'compile',
  ],
];

/** The category a failure most likely has when its words say nothing. */
export function categoryOfCommand(parsed: Pick<ParsedJob, 'command' | 'step'>): Category | undefined {
  for (const text of [parsed.command, parsed.step]) {
    if (!text) continue;
    const kind = kinds.find(([pattern]) => pattern.test(text.slice(0, 300)));
    if (kind) return kind[1];
  }
  return undefined;
}

const delivering =
  /\b(?:deploy\w*|release|publish|push|upload|login|log in|set ?up|setup-[\w-]+|checkout|cache|artifacts?|provision\w*|rollout|ssh|scp|rsync|terraform|helm|kubectl|wait(?:ing)? for)\b/i;

/** The step delivers or prepares something and judges no code. */
export const delivers = (parsed: Pick<ParsedJob, 'command' | 'step'>): boolean =>
  delivering.test(`${parsed.step ?? ''} ${parsed.command ?? ''}`.slice(0, 400));

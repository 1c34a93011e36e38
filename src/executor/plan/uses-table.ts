/** What cifix does itself instead of running the action. */
export type NativeAction = SetUpAction | 'checkout' | 'cache' | 'upload-artifact' | 'download-artifact';

/** Actions that put a tool onto PATH. */
export type SetUpAction =
  | 'setup-node'
  | 'setup-python'
  | 'setup-go'
  | 'setup-java'
  | 'setup-ruby'
  | 'setup-dotnet'
  | 'setup-php'
  | 'setup-rust'
  | 'setup-pnpm'
  | 'setup-bun'
  | 'setup-deno'
  | 'setup-uv';

type Treatment = { native: NativeAction } | { skip: string };

const native = (action: NativeAction, ...names: string[]): [string, Treatment][] =>
  names.map((name) => [name, { native: action }]);

const skip = (reason: string, ...names: string[]): [string, Treatment][] =>
  names.map((name) => [name, { skip: reason }]);

const publishes = 'never run here: it publishes, deploys or releases';
const writesToGitHub = 'never run here: it writes to GitHub';
const uploads = 'not run here: it reports to an outside service';
const cached = 'not run here: caches of CI are not used, as after a cache miss';
const containers = 'not run here: it needs a container engine';
const scans = 'not run here: a scan by an outside service';

/**
 * Every action that cifix knows, by `owner/name` or `owner/name/path`; a trailing `*` stands for any rest.
 * The first match counts; an action that is not here is skipped with that reason.
 */
const table: [string, Treatment][] = [
  ...native('checkout', 'actions/checkout'),
  ...native('setup-node', 'actions/setup-node', 'volta-cli/action'),
  ...native('setup-python', 'actions/setup-python', 'conda-incubator/setup-miniconda'),
  ...native('setup-go', 'actions/setup-go'),
  ...native('setup-java', 'actions/setup-java', 'gradle/actions/setup-gradle', 'gradle/gradle-build-action'),
  ...native('setup-java', 'graalvm/setup-graalvm', 'gradle/wrapper-validation-action'),
  ...native('setup-ruby', 'ruby/setup-ruby', 'actions/setup-ruby'),
  ...native('setup-dotnet', 'actions/setup-dotnet'),
  ...native('setup-php', 'shivammathur/setup-php'),
  ...native(
    'setup-rust',
    'dtolnay/rust-toolchain',
    'actions-rs/toolchain',
    'actions-rust-lang/setup-rust-toolchain',
  ),
  ...native('setup-rust', 'moonrepo/setup-rust', 'hecrj/setup-rust-action'),
  ...native('setup-pnpm', 'pnpm/action-setup', 'wyvox/action-setup-pnpm'),
  ...native('setup-bun', 'oven-sh/setup-bun'),
  ...native('setup-deno', 'denoland/setup-deno', 'denolib/setup-deno'),
  ...native('setup-uv', 'astral-sh/setup-uv', 'yezz123/setup-uv'),
  ...native('cache', 'actions/cache', 'actions/cache/restore', 'swatinem/rust-cache', 'buildjet/cache'),
  ...skip(cached, 'actions/cache/*'),
  ...skip(cached, 'hendrikmuhs/ccache-action', 'mozilla-actions/sccache-action', 'leafo/gh-actions-*'),
  ...native('upload-artifact', 'actions/upload-artifact'),
  ...skip('not run here: it merges artifacts on GitHub', 'actions/upload-artifact/*'),
  ...native('download-artifact', 'actions/download-artifact'),
  ...skip(uploads, 'reviewdog/*', 'py-cov-action/*', 'pmeier/pytest-results-action'),
  ...skip(uploads, 'codecov/*', 'coverallsapp/*', 'codacy/*', 'codspeedhq/*', 'paambaati/codeclimate-action'),
  ...skip(
    uploads,
    'dorny/test-reporter',
    'mikepenz/action-junit-report',
    'enricomi/publish-unit-test-result-action*',
  ),
  ...skip(
    uploads,
    'slackapi/*',
    '8398a7/action-slack',
    'rtcamp/action-slack-notify',
    'datadog/*',
    'getsentry/*',
  ),
  ...skip(
    scans,
    'github/codeql-action/*',
    'sonarsource/*',
    'ossf/scorecard-action',
    'snyk/*',
    'aquasecurity/*',
  ),
  ...skip(scans, 'step-security/*', 'trufflesecurity/*', 'gitleaks/*', 'actions/dependency-review-action'),
  ...skip(writesToGitHub, 'actions/github-script', 'actions/labeler', 'actions/stale', 'actions/attest*'),
  ...skip(
    writesToGitHub,
    'actions/first-interaction',
    'actions/create-release',
    'actions/upload-release-asset',
  ),
  ...skip(
    writesToGitHub,
    'actions/add-to-project',
    'actions/create-github-app-token',
    'actions/delete-package-versions',
  ),
  ...skip(writesToGitHub, 'peter-evans/*', 'peaceiris/actions-gh-pages', 'marocchino/*', 'thollander/*'),
  ...skip(
    writesToGitHub,
    'stefanzweifel/git-auto-commit-action',
    'endbug/add-and-commit',
    'ad-m/github-push-action',
  ),
  ...skip(
    writesToGitHub,
    'dependabot/fetch-metadata',
    'pascalgn/automerge-action',
    'preactjs/compressed-size-action',
  ),
  ...skip(writesToGitHub, 'amannn/action-semantic-pull-request', 'googleapis/release-please-action'),
  ...skip(writesToGitHub, 'google-github-actions/release-please-action', 'release-drafter/release-drafter'),
  ...skip(writesToGitHub, 'changesets/action', 'mshick/add-pr-comment', 'int128/hide-comment-action'),
  ...skip(publishes, 'actions/deploy-pages', 'actions/upload-pages-artifact', 'actions/configure-pages'),
  ...skip(
    publishes,
    'softprops/action-gh-release',
    'ncipollo/release-action',
    'goreleaser/goreleaser-action',
  ),
  ...skip(
    publishes,
    'pypa/gh-action-pypi-publish',
    'js-devtools/npm-publish',
    'cycjimmy/semantic-release-action',
  ),
  ...skip(
    publishes,
    'jamesives/github-pages-deploy-action',
    'cloudflare/*',
    'netlify/*',
    'amondnet/vercel-action',
  ),
  ...skip(
    publishes,
    'aws-actions/*',
    'azure/*',
    'google-github-actions/*',
    'firebaseextended/*',
    'superfly/*',
  ),
  ...skip(publishes, 'akhileshns/heroku-deploy', 'appleboy/*', 'burnett01/rsync-deployments', 'hashicorp/*'),
  ...skip(
    publishes,
    'taiki-e/upload-rust-binary-action',
    'rust-lang/crates-io-auth-action',
    'katyo/publish-crates',
  ),
  ...skip(containers, 'docker/*', 'redhat-actions/*', 'supercharge/mongodb-github-action', 'helm/*'),
  ...skip('not run here: a remote shell into the runner', 'mxschmitt/action-tmate', 'lhotari/action-upterm'),
];

export interface ActionReference {
  /** `owner/name` with its path, lower case. */
  name: string;
  ref: string;
}

export function parseUses(uses: string): ActionReference {
  const [name = '', ref = ''] = uses.split('@', 2);
  return { name: name.toLowerCase(), ref };
}

export function classifyUses(uses: string): Treatment {
  if (uses.startsWith('docker://')) return { skip: containers };
  const { name } = parseUses(uses);
  const found = table.find(([pattern]) => matches(pattern, name));
  return found?.[1] ?? { skip: `not run here: cifix has no equivalent of ${uses}` };
}

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

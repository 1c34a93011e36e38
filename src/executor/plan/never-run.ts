import { templateReferences } from '../expressions/template.js';

/** The word before which a command starts: line start, an operator, a keyword or a wrapper, with assignments. */
const before =
  '(?:^|[;&|({`]|\\$\\(|\\b(?:then|do|else|sudo|exec|time|npx(?: --yes| -y)?|bunx|yarn dlx|pnpm dlx|pnpm exec|xargs)\\s)' +
  '\\s*(?:[A-Za-z_]\\w*=\\S*\\s+)*';

const command = (words: string): RegExp => new RegExp(`${before}(?:${words})(?![\\w-])`, 'm');

interface Rule {
  pattern: RegExp;
  does: string;
  /** What makes the line harmless. */
  unless?: RegExp;
}

const dryRun = /--dry-run|--dryrun|--snapshot\b/;

/** Commands that leave this machine's replay for the world; a step that has one is never run. */
const rules: Rule[] = [
  ...[
    '(?:npm|pnpm|bun|lerna|vsce|ovsx|cargo|uv|poetry|flit|hatch|pdm|jsr|deno) publish',
    '(?:pnpm|yarn|npm)(?: -r| --recursive| workspaces? \\S+)* publish',
    'yarn npm publish|npm (?:unpublish|deprecate|dist-tag|access|owner)|changeset publish',
    'semantic-release|release-it|np|auto shipit|standard-version|python3? -m twine upload|twine upload',
    'gem push|rake release|cargo release|goreleaser(?: release|(?! \\w))|dotnet nuget push|nuget push',
    'mvnw? (?:\\S+ )*deploy|\\./mvnw (?:\\S+ )*deploy|(?:\\./)?gradlew? (?:\\S+ )*publish\\w*|sbt (?:\\S+ )*publish',
  ].map((words): Rule => ({ pattern: command(words), does: 'publishes a package', unless: dryRun })),
  ...[
    'git (?:-C \\S+ |-c \\S+ )*push|git (?:-C \\S+ )*send-email|hub (?:release|pull-request|push)',
    'gh (?:release|pr|issue|workflow|run|repo|secret|variable|label|gist|cache) (?!view|list|diff|status|checks|download)\\w+',
    'gh api (?:\\S+ )*(?:-X|--method|-f|-F|--field|--raw-field|--input)',
  ].map((words): Rule => ({ pattern: command(words), does: 'writes to GitHub', unless: dryRun })),
  ...[
    '(?:docker|podman|buildah|skopeo|helm|crane|oras) (?:image |manifest )?(?:push|copy)',
    '(?:docker|podman|helm|npm|az|heroku|vercel|oras)(?: registry)? (?:login|adduser)',
    'docker (?:\\S+ )*--push',
  ].map((words): Rule => ({ pattern: command(words), does: 'pushes to a registry', unless: dryRun })),
  ...[
    'kubectl (?:apply|delete|set|rollout|create|patch|scale)|helm (?:install|upgrade|uninstall)|skaffold run',
    '(?:terraform|tofu|terragrunt) (?:apply|destroy|import)|pulumi (?:up|destroy)|cdk (?:deploy|destroy)',
    '(?:serverless|sls|sam|wrangler|firebase|netlify|vercel|flyctl|fly|railway|eb|surge|now|amplify) (?:pages )?(?:deploy|publish|up)',
    'aws (?:s3 (?:sync|cp|mv|rm)|\\w+ (?:create|update|delete|put|start|deploy)[\\w-]*)|gsutil|gcloud (?:\\S+ )*deploy',
    'az (?:\\S+ )*(?:deploy\\w*|create|update|upload)|ansible-playbook|cap \\w+ deploy|gh-pages|mkdocs gh-deploy|mike deploy',
    'ssh|scp|sftp|lftp|rsync (?:\\S+ )*\\S+@?\\S*:\\S*',
  ].map((words): Rule => ({ pattern: command(words), does: 'deploys', unless: dryRun })),
  ...[
    'codecov|coveralls|cc-test-reporter|sentry-cli|codeclimate|sonar-scanner|cs coverage',
    'curl (?:[^\\n|;&]* )?(?:-X ?(?:POST|PUT|PATCH|DELETE)|--request (?:POST|PUT|PATCH|DELETE)|-d|--data\\S*|-F|-T|--upload-file)',
    'bash <\\(curl [^\\n]*codecov[^\\n]*',
  ].map((words): Rule => ({ pattern: command(words), does: 'sends data to an outside service' })),
  {
    pattern: command('(?:npm|pnpm|yarn|bun)(?: run)? (?:\\w+:)?(?:release|publish|deploy)(?::[\\w:-]+)?'),
    does: 'runs a script that by its name releases or deploys',
    unless: dryRun,
  },
  {
    pattern: command('(?:make|just|task|mage) (?:\\S+ )*(?:release|publish|deploy)'),
    does: 'runs a target that by its name releases or deploys',
    unless: dryRun,
  },
];

/** Why a script must not be run here; undefined when nothing in it speaks against it. */
export function reasonNotToRun(script: string, texts: readonly string[]): string | undefined {
  const code = withoutComments(script);
  for (const { pattern, does, unless } of rules) {
    const line = code.split('\n').find((text) => pattern.test(text) && !unless?.test(text));
    if (line !== undefined) return `never run here: it ${does} (\`${shorten(line.trim())}\`)`;
  }
  const secret = [script, ...texts].flatMap(secretsIn)[0];
  if (secret !== undefined) return `never run here: it needs the secret ${secret}`;
  return /^\s*git (?:-C \S+ )?(?:fetch|pull)\b[^\n;&|]*$/.test(code.trim())
    ? "not run here: it fetches from the repository's remote, which a replay has no access to"
    : undefined;
}

/** Secrets by name, GITHUB_TOKEN left out: nearly every workflow passes it, few steps need it. */
export const secretsIn = (text: string): string[] =>
  templateReferences(text).flatMap(([context, name]) => {
    if (context !== 'secrets' || name?.toUpperCase() === 'GITHUB_TOKEN') return [];
    return [name ?? '(all)'];
  });

/** Joins continued lines, so that a flag on the next line counts; what is only printed does not. */
const withoutComments = (script: string): string =>
  script
    .replace(/\\\r?\n\s*/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .map((line) => line.replace(/\b(echo|printf) (?:-\w+ )*(?:"[^"$`]*"|'[^']*')/g, '$1'))
    .join('\n');

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

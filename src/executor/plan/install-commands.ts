/** Commands that fetch packages: they need the network, and they may be run again without harm. */
const installers = [
  /\b(?:npm|pnpm)(?: -\S+| --\S+)* (?:ci|i|install|add|install-ci-test|it|cit)\b/,
  /\byarn(?:\s+(?:install|add|--\S+)|\s*$)/m,
  /\b(?:bun|deno) (?:install|i|add|cache)\b|\bnpx\b|\bcorepack\b|\b(?:pnpm|yarn) dlx\b/,
  /\bpip[\d.]* (?:\S+ )*?(?:install|download|wheel)\b|\buv (?:sync|pip|venv|tool|run)\b|\bpipx\b|\bpoetry (?:install|add)\b/,
  /\b(?:pdm|hatch|tox|nox|conda|mamba|pipenv|pre-commit)\b/,
  /\bgo (?:mod|get|install|work)\b|\bcargo (?:fetch|install|update|binstall)\b|\brustup\b/,
  /\bbundle(?:\s+install|\s*$)|\bgem install\b|\bcomposer (?:install|update|require)\b/m,
  /\bapt(?:-get)? |\bbrew |\bdotnet (?:restore|tool)\b|\bmvnw?\b|\bgradlew?\b|\bplaywright install\b/,
  /\b(?:curl|wget|git clone|git submodule)\b/,
];

export const isInstallScript = (script: string): boolean =>
  installers.some((pattern) => pattern.test(script));

/** Checks that ask an outside service what it thinks of the dependencies today. */
export const isAuditScript = (script: string): boolean =>
  /\b(?:npm|pnpm|yarn(?: npm)?|bun|composer|bundle|cargo) audit\b|\b(?:pip-audit|bundler-audit|govulncheck|osv-scanner|trivy|snyk)\b|\bcargo deny\b|\bsafety (?:check|scan)\b/.test(
    script,
  );

/** Fetches a tool from elsewhere for this very step, and not what the project itself depends on. */
export const isToolInstallScript = (script: string): boolean =>
  /\bgo install \S+@|\bcargo (?:b?install|binstall) (?!--path)|\bpipx install\b|\bgem install\b|\bnpm (?:i|install) (?:-g|--global)\b/.test(
    script,
  ) && !/\b(?:npm ci|yarn install|pnpm install|bundle install|pip[\d.]* install -[re])\b/.test(script);

/** Signs in a step's output that the network, not the project, is at fault. */
const networkFaults =
  /\b(?:ENOTFOUND|EAI_AGAIN|ENETUNREACH|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH)\b|Temporary failure in name resolution|Could not resolve host|Name or service not known|NameResolutionError|Network is unreachable|no such host|dial tcp .*: (?:connect|lookup)|failed to lookup address|Failed to establish a new connection|Could not transfer artifact/;

export const isNetworkFault = (line: string): boolean => networkFaults.test(line);

/** npm, yarn or pnpm fetched everything, but an install script of a package did not end well. */
export const isInstallScriptFault = (line: string): boolean =>
  /^npm (?:error|ERR!) (?:path .*[\\/]node_modules[\\/]|\S+@\S+ (?:pre|post)?install: )/.test(line) ||
  /^error .*[\\/]node_modules[\\/].*: Command failed\.|node_modules[\\/].*(?:pre|post)?install: Failed/.test(
    line,
  );

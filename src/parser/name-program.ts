/** Words before a program that only say how it is started. */
const starter =
  /^(?:sudo(?: -\w+)*|time|command|exec|env|npx(?: -y| --yes| --no(?:-install)?)*|bunx|uvx|pipx run|(?:pnpm|yarn|bun) (?:exec|dlx|x)|npm (?:exec|x)(?: --)?|(?:uv|poetry|pdm|hatch|rye|pipenv|dotnet tool) run|bundle exec|python3? -m|[A-Z_][A-Z0-9_]*=\S*) /;
/** Programs that run others, and shells: their name says nothing about who spoke. */
const runner =
  /^(?:npm|pnpm|yarn|bun|node|python[\d.]*|ruby|perl|php|java|bash|sh|zsh|pwsh|make|gmake|just|task|mage|rake|ninja|docker|podman|docker-compose|nix|nix-shell|xvfb-run|timeout|retry|gradle|gradlew|mvn|mvnw|bazel|bazelisk|nx|turbo|lerna|tox|nox|cat|echo|cd|test|source|if|for|while|export|set|true|false|exit|git)$/;
const plainWord = /^[a-z][\w.-]{1,30}$/;
const noCommand = /^\s*(?:#|$|set [-+]|cd |export |echo |mkdir |[A-Za-z_]\w*=\S*$)/;

/** The program that a script of a single command runs; undefined when that says nothing about who spoke. */
export function programOf(script: readonly string[]): string | undefined {
  const commands = script.filter((line) => !noCommand.test(line));
  const [only = ''] = commands;
  if (commands.length !== 1 || /[|;&`$(]/.test(only)) return undefined;
  let rest = only.trim();
  for (let started = starter.exec(rest); started; started = starter.exec(rest))
    rest = rest.slice(started[0].length);
  const name =
    rest
      .split(/\s/)[0]
      ?.replace(/^(?:\.\/)?(?:node_modules|vendor)\/\.?bin\//, '')
      .replace(/@[^/]*$/, '') ?? '';
  return plainWord.test(name) && !/\.\w+$/.test(name) && !runner.test(name) ? name : undefined;
}

/** The program that puts its name before its error (`acme: error: …`), when the script calls it. */
export function speakerOf(text: string, script: readonly string[]): string | undefined {
  const name = /^(?<name>[a-z][\w-]{1,30})(?::| \[|\[)/.exec(text)?.groups?.name;
  if (!name || runner.test(name)) return undefined;
  return script.some((line) => line.split(/[\s/|;&()]+/).includes(name)) ? name : undefined;
}

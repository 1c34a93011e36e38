/** One command that installs what manifests and lockfiles say, and nothing else. */
interface Installer {
  pattern: RegExp;
  /** Everything it brings lies in `node_modules`, so that it can be kept for another heal. */
  inNodeModules?: boolean;
}

const flags = String.raw`(?:\s+-[\w-]+(?:=\S+|\s+\d+)?)*`;
const exactly = (text: string): RegExp => new RegExp(`^${text}${flags}$`);

const installers: readonly Installer[] = [
  {
    pattern: exactly(String.raw`(?:npm|pnpm)(?:\s+-\S+)*\s+(?:ci|i|install|clean-install)`),
    inNodeModules: true,
  },
  {
    pattern: exactly(String.raw`(?:npx\s+(?:-y\s+|--yes\s+)?)?yarn(?:@[\w.]+)?(?:\s+install)?`),
    inNodeModules: true,
  },
  { pattern: exactly(String.raw`bun\s+(?:i|install)`), inNodeModules: true },
  { pattern: /^corepack enable(?:\s+\w+)*$/, inNodeModules: true },
  // `pip install .` copies the sources; an editable install only points at them.
  {
    pattern:
      /^(?:python[\d.]*\s+-m\s+)?pip[\d.]*\s+install(?:\s+(?:-e\s+\S+|(?:-r|-c|--requirement|--constraint)\s+\S+|-[\w-]+(?:=\S+)?|["']?[A-Za-z][\w.-]*(?:\[[\w,-]+\])?(?:[<>=!~][^\s"']*)?["']?))+$/,
  },
  { pattern: exactly(String.raw`(?:poetry|pipenv|pdm)\s+install`) },
  { pattern: exactly(String.raw`uv\s+(?:sync|lock)`) },
  { pattern: exactly(String.raw`bundle(?:\s+install)?`) },
  { pattern: exactly(String.raw`composer\s+install`) },
  { pattern: /^go mod download(?:\s+-\w+)*$/ },
  { pattern: exactly(String.raw`cargo\s+fetch`) },
];

const harmless = /^(?:set\s+-\S+(?:\s+pipefail)?|echo\s+[^>|&;`$]*|true)$/;

/** What a script does when all that it does is to install; undefined for every other script. */
export function pureInstallOf(script: string): { inNodeModules: boolean } | undefined {
  const commands = script
    .replace(/\\\n/g, ' ')
    .split(/\n|&&|;/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '' && !harmless.test(line));
  const found = commands.map((command) => installers.find(({ pattern }) => pattern.test(command)));
  if (found.length === 0 || found.includes(undefined)) return undefined;
  return { inNodeModules: found.every((installer) => installer?.inNodeModules === true) };
}

import { posix } from 'node:path';
import { Manifest, nearestWith, parseJson } from './manifest.js';
import type { Project, Recipe } from './recipe.js';
import { textOf } from './recipe.js';

/** A language whose version the workflow sets to one that the project's own manifest does not allow. */
interface Setup {
  name: string;
  language: string;
  signal: RegExp;
  action: string;
  input: string;
  manifests: readonly string[];
  /** What the manifest asks for, as a range (`>=20.1 || ^18`) or a single version. */
  wants(manifest: string): string | undefined;
  /** Numbers of a version that the workflow names: `20` of 20.11.1 for Node, `1.22` for Go. */
  parts: 1 | 2;
}

const setups: readonly Setup[] = [
  {
    name: 'setup-node-version',
    language: 'javascript',
    signal: /EBADENGINE|engine "?node"? is incompatible|ERR_PNPM_UNSUPPORTED_ENGINE|Unsupported engine/i,
    action: 'actions/setup-node',
    input: 'node-version',
    manifests: ['package.json'],
    wants: (text) => Manifest.safeParse(parseJson(text)).data?.engines.node,
    parts: 1,
  },
  {
    name: 'setup-python-version',
    language: 'python',
    signal:
      /requires a different Python|is not supported by the project \(|requires-python|not compatible with the project's Python requirement/i,
    action: 'actions/setup-python',
    input: 'python-version',
    manifests: ['pyproject.toml', 'setup.cfg', 'setup.py'],
    wants: (text) => /^\s*(?:requires-python|python_requires|python)\s*=\s*['"]?([^'"\n]+)/m.exec(text)?.[1],
    parts: 2,
  },
  {
    name: 'setup-go-version',
    language: 'go',
    signal: /go\.mod (?:file )?requires go >= ?[\d.]+|module requires Go [\d.]+|note: module requires/i,
    action: 'actions/setup-go',
    input: 'go-version',
    manifests: ['go.mod'],
    wants: (text) => /^go (\d+\.\d+(?:\.\d+)?)$/m.exec(text)?.[1],
    parts: 2,
  },
  {
    name: 'setup-java-version',
    language: 'java',
    signal:
      /invalid (?:target|source) release: ?\d+|release version \d+ not supported|error: unsupported class version|Cannot find a Java installation[^\n]*matching|compiled by a more recent version of the Java Runtime/i,
    action: 'actions/setup-java',
    input: 'java-version',
    manifests: ['pom.xml', 'build.gradle', 'build.gradle.kts'],
    wants: (text) =>
      /<(?:maven\.compiler\.(?:release|target)|release|java\.version)>\s*(?:1\.)?(\d+)\s*</.exec(text)?.[1] ??
      /JavaLanguageVersion\.of\((\d+)\)|JavaVersion\.VERSION_(?:1_)?(\d+)|jvmToolchain\((\d+)\)/
        .exec(text)
        ?.slice(1)
        .find(Boolean),
    parts: 1,
  },
];

/** A person decides: the manifest may as well ask for too much. */
export const setupRecipes: readonly Recipe[] = setups.map((setup) => ({
  name: setup.name,
  title: `set ${setup.input} to what ${setup.manifests[0] ?? ''} asks for`,
  safety: 'proposal',
  tools: [],
  languages: [setup.language, 'github-actions'],
  answers: (report) => setup.signal.test(textOf(report)),
  mayTouch: (file) => file.startsWith('.github/workflows/'),
  plan: async (_reports, project) => {
    const { workflow } = project;
    const wanted = await wantedBy(setup, project);
    const text = workflow === undefined ? undefined : await project.readFile(workflow);
    if (workflow === undefined || text === undefined || wanted === undefined) return undefined;
    const content = setVersion(text, setup, wanted);
    return content === undefined || content === text
      ? undefined
      : { kind: 'edit', edits: [{ action: 'rewrite', file: workflow, content }] };
  },
}));

async function wantedBy(setup: Setup, project: Project): Promise<string | undefined> {
  const directory = nearestWith(project, setup.manifests);
  if (directory === undefined) return undefined;
  for (const name of setup.manifests) {
    const text = await project.readFile(posix.join(directory, name));
    const wanted = text === undefined ? undefined : setup.wants(text);
    if (wanted !== undefined) return wanted;
  }
  return undefined;
}

/** The one literal version of the one step; a matrix, an expression or a second step is for a person. */
function setVersion(workflow: string, setup: Setup, wanted: string): string | undefined {
  const uses = workflow.split(`${setup.action}@`).length - 1;
  const line = new RegExp(`^(\\s*${setup.input}:\\s*)(['"]?)v?(\\d+(?:\\.(?:\\d+|x))*)\\2(?=\\s|$)`, 'gm');
  const found = [...workflow.matchAll(line)];
  const [match] = found;
  if (uses !== 1 || found.length !== 1 || !match) return undefined;
  const [whole, lead = '', quote = '', current = ''] = match;
  const version = lowestAbove(current, wanted, setup.parts);
  if (version === undefined) return undefined;
  // 3.10 without quotes is the number 3.1.
  const mark = quote === '' && version.includes('.') ? "'" : quote;
  return workflow.replace(whole, `${lead}${mark}${version}${mark}`);
}

/** The lowest version that a range begins with and that is above the current one. */
function lowestAbove(current: string, range: string, parts: number): string | undefined {
  const now = numbersOf(current);
  const lows = range
    .split('||')
    .flatMap((part) => /(?:^|[\s,^~>=])v?(\d+(?:\.\d+)*)/.exec(/^\s*</.test(part) ? '' : part)?.[1] ?? [])
    .filter((low) => isAbove(numbersOf(low), now))
    .sort((a, b) => (isAbove(numbersOf(a), numbersOf(b)) ? 1 : -1));
  const [lowest] = lows;
  if (lowest === undefined) return undefined;
  const cut = lowest.split('.').slice(0, parts).join('.');
  return cut === current ? undefined : cut;
}

const numbersOf = (version: string): number[] => version.split('.').map((part) => Number(part) || 0);

function isAbove(one: readonly number[], other: readonly number[]): boolean {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

import { posix } from 'node:path';
import { nearestWith, parentOf } from './manifest.js';
import type { Project, Recipe } from './recipe.js';
import { filesOf, textOf } from './recipe.js';

const missing =
  /(?:use of (?:undeclared|unresolved)(?: crate or)?(?: module)?(?: or unlinked crate)?|unresolved import|can't find crate for) `(\w+)/;

/** A crate that the code uses and only another manifest of the workspace declares: in the version it has there. */
export const undeclaredCrate: Recipe = {
  name: 'undeclared-crate',
  title: 'declare a crate that is used',
  safety: 'tool',
  tools: ['cargo'],
  languages: ['rust'],
  answers: (report) =>
    /^(?:rustc|clippy|cargo)$/.test(report.tool) &&
    /^E0(?:432|433|463)$/.test(report.code ?? '') &&
    missing.test(textOf(report)),
  mayTouch: (file) => ['Cargo.toml', 'Cargo.lock'].includes(posix.basename(file)),
  plan: async (reports, project) => {
    const [file] = filesOf(reports);
    const directory = nearestWith(
      project,
      ['Cargo.toml'],
      file === undefined ? project.directory : parentOf(file),
    );
    if (directory === undefined) return undefined;
    const wanted = new Set<string>();
    for (const report of reports) {
      const spec = await knownSpec(missing.exec(textOf(report))?.[1] ?? '', project);
      if (spec === undefined) return undefined;
      wanted.add(spec);
    }
    const isForTests = reports.every((report) =>
      /(?:^|\/)(?:tests|benches|examples)\//.test(report.file ?? ''),
    );
    return {
      kind: 'command',
      argv: ['cargo', 'add', ...(isForTests ? ['--dev'] : []), ...wanted],
      directory,
      network: true,
    };
  },
};

/** `name@version` where every manifest that has it gives the same version and nothing else. */
async function knownSpec(module: string, project: Project): Promise<string | undefined> {
  const name = module.replaceAll('_', '[_-]');
  const line = new RegExp(`^(${name})\\s*=\\s*(.*)$`, 'gm');
  const found = new Set<string | undefined>();
  for (const file of project.files.filter((path) => posix.basename(path) === 'Cargo.toml')) {
    for (const [, crate, given = ''] of ((await project.readFile(file)) ?? '').matchAll(line)) {
      // With features, from a path or from git: what of that the other crate needs is a person's to say.
      const version = /^"([\^~=]?\d[\w.+-]*)"/.exec(given)?.[1];
      found.add(version && `${crate}@${version}`);
    }
  }
  return found.size === 1 ? [...found][0] : undefined;
}

import { posix } from 'node:path';
import { nearestWith, parentOf } from './manifest.js';
import type { Project, Recipe } from './recipe.js';
import { filesOf, textOf } from './recipe.js';

const moduleFiles = ['go.mod', 'go.sum'];
const isModuleFile = (file: string): boolean => moduleFiles.includes(posix.basename(file));

/** Modules that a go.mod requires; those of a go.sum are known too. */
const requiredBy = (text: string): string[] =>
  [...text.matchAll(/^\s*(?:require\s+)?([\w.-]+\.\w+(?:\/[\w.~!-]+)*)\s+v\d\S*/gm)].flatMap(
    ([, name]) => name ?? [],
  );

/**
 * `go mod tidy` also adds what the code imports and no file of the repository knows yet. A module of an
 * unknown name is never added: a typo of a name may belong to somebody.
 */
export const goModTidy: Recipe = {
  name: 'go-mod-tidy',
  title: 'go mod tidy',
  safety: 'tool',
  tools: ['go'],
  languages: ['go'],
  answers: (report) =>
    /updates to go\.mod needed|missing go\.sum entry|go\.mod file indicates go [\d.]+, but maximum|to update it:\s+go mod tidy/i.test(
      textOf(report),
    ) ||
    (report.tool === 'diff' && report.file !== undefined && isModuleFile(report.file)),
  mayTouch: isModuleFile,
  accepts: (before, after) => {
    const known = new Set([...before.values()].flatMap(requiredBy));
    return [...after].every(
      ([file, text]) =>
        posix.basename(file) === 'go.sum' || requiredBy(text).every((name) => known.has(name)),
    );
  },
  plan: async (reports, project) => {
    const told = filesOf(reports).find((file) => project.files.includes(file));
    const directory = nearestWith(
      project,
      ['go.mod'],
      told === undefined ? project.directory : parentOf(told),
    );
    if (directory === undefined) return undefined;
    return { kind: 'command', argv: ['go', 'mod', 'tidy'], directory, network: true };
  },
};

/** The vendored sources do not match go.mod: they are copied anew. */
export const goModVendor: Recipe = {
  name: 'go-mod-vendor',
  title: 'go mod vendor',
  safety: 'tool',
  tools: ['go'],
  languages: ['go'],
  answers: (report) => /inconsistent vendoring in/i.test(textOf(report)),
  mayTouch: (file) => /(?:^|\/)vendor\//.test(file),
  plan: async (_reports, project) => {
    const directory = nearestWith(project, ['vendor/modules.txt']);
    if (directory === undefined) return undefined;
    return { kind: 'command', argv: ['go', 'mod', 'vendor'], directory, network: true };
  },
};

const missingPackage =
  /no required module provides package ([\w./~-]+)|cannot find module providing package ([\w./~-]+)|provides package ([\w./~-]+) and is replaced but not required/;

/** A package that no go.mod requirement provides, of a module that another go.mod of the repository requires. */
export const undeclaredGoModule: Recipe = {
  name: 'undeclared-go-module',
  title: 'go get of a module that the repository knows',
  safety: 'tool',
  tools: ['go'],
  languages: ['go'],
  answers: (report) => missingPackage.test(textOf(report)),
  mayTouch: isModuleFile,
  plan: async (reports, project) => {
    const directory = nearestWith(project, ['go.mod']);
    if (directory === undefined) return undefined;
    const versions = await knownVersions(project);
    const wanted = new Set<string>();
    for (const report of reports) {
      const path = missingPackage.exec(textOf(report))?.slice(1).find(Boolean) ?? '';
      const module = [...versions.keys()].find((name) => path === name || path.startsWith(`${name}/`));
      const known = new Set(module === undefined ? [] : versions.get(module));
      // Two versions in one repository: which one is meant is not told.
      if (known.size !== 1) return undefined;
      wanted.add(`${module}@${[...known][0]}`);
    }
    return { kind: 'command', argv: ['go', 'get', ...wanted], directory, network: true };
  },
};

async function knownVersions(project: Project): Promise<Map<string, string[]>> {
  const versions = new Map<string, string[]>();
  for (const file of project.files.filter((path) => posix.basename(path) === 'go.mod')) {
    const text = (await project.readFile(file)) ?? '';
    for (const [, name = '', version = ''] of text.matchAll(
      /^\s*(?:require\s+)?([\w.-]+\.\w+(?:\/[\w.~!-]+)*)\s+(v\d[\w.+-]*)/gm,
    ))
      versions.set(name, [...(versions.get(name) ?? []), version]);
  }
  return versions;
}

/** Older and newer compilers, and the checks that build on them, put the words differently. */
const unused =
  /^(?:imported and not used: "([^"]+)"(?: as \w+)?|"([^"]+)" imported (?:as \w+ )?(?:and|but) not used(?: as \w+)?)(?: \(typecheck\))?$/;

const unusedIn = (message: string): string | undefined => unused.exec(message)?.slice(1).find(Boolean);

/** The compiler names the line of an import that nothing uses: that line goes. */
export const unusedGoImport: Recipe = {
  name: 'unused-go-import',
  title: 'remove an unused import',
  safety: 'tool',
  tools: [],
  languages: ['go'],
  answers: ({ tool, file, line, message }) =>
    /^(?:go|go vet|go test|golangci-lint)$/.test(tool) &&
    file !== undefined &&
    line !== undefined &&
    unusedIn(message) !== undefined,
  mayTouch: (file, reported) => reported.has(file),
  plan: async (reports, project) => {
    const edits = [];
    for (const file of filesOf(reports)) {
      const lines = (await project.readFile(file))?.split('\n');
      if (lines === undefined || !project.files.includes(file)) continue;
      const gone = new Set<number>();
      for (const report of reports.filter((one) => one.file === file)) {
        const at = (report.line ?? 0) - 1;
        const name = unusedIn(report.message);
        const imported = /^\s*(?:import\s+)?(?:[\w.]+\s+)?"([^"]+)"\s*(?:\/\/.*)?\r?$/.exec(
          lines[at] ?? '',
        )?.[1];
        if (imported === undefined || imported !== name) return undefined;
        gone.add(at);
      }
      const content = lines.filter((_line, index) => !gone.has(index)).join('\n');
      edits.push({ action: 'rewrite' as const, file, content: content.replace(/^import \(\s*\)\n\n?/m, '') });
    }
    return edits.length > 0 ? { kind: 'edit', edits } : undefined;
  },
};

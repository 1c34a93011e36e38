import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Import, importsOf, readSources, withoutComments } from './support/imports.js';

const sources = readSources('src');
const imports = [...sources].flatMap(([file, text]) => importsOf(file, text));

/** The folder under src/, or the file itself for those at the top. */
const roomOf = (file: string): string => file.split('/')[0] ?? file;
const isOurs = ({ to }: Import): boolean => sources.has(to);
const isPackage = ({ to }: Import): boolean => !to.startsWith('node:') && !sources.has(to);
const told = ({ from, to }: Import): string => `${from} → ${to}`;

const workers = [
  'github',
  'logs',
  'parser',
  'diagnosis',
  'workspace',
  'executor',
  'fixer',
  'llm',
  'git',
  'history',
  'notify',
  'render',
  'terminal',
  'config',
  'redaction',
  'demo',
];
const foundations = ['domain', 'errors'];
const tops = ['main.ts', 'program.ts', 'wiring.ts', 'context.ts', 'create-context.ts', 'index.ts'];
/** Parts of the wiring that stand alone: the way of a log through its rooms, and the models in their order. */
const joints = ['model-providers.ts', 'read-failures.ts', 'find-matchers.ts'];
/** What the commands read beside the loop: kept at the top because it looks into several rooms. */
const views = ['doctor.ts', 'schemas.ts'];

/** The rooms that each room may import; a room that is not named may import the foundations only. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  errors: [],
  orchestrator: foundations,
  commands: [
    ...foundations,
    ...workers,
    ...views,
    'orchestrator',
    'wiring.ts',
    'model-providers.ts',
    'context.ts',
  ],
  'main.ts': ['errors', 'create-context.ts', 'program.ts', 'render'],
  'program.ts': ['errors', 'context.ts', 'commands'],
  'context.ts': [...foundations, 'terminal'],
  'create-context.ts': [...foundations, 'context.ts', 'terminal'],
  'wiring.ts': [
    ...foundations,
    ...joints,
    ...workers.filter((room) => room !== 'demo'),
    'orchestrator',
    'context.ts',
  ],
  'model-providers.ts': [...foundations, 'config', 'llm'],
  'find-matchers.ts': ['config', 'github', 'orchestrator'],
  'read-failures.ts': [...foundations, 'logs', 'parser', 'diagnosis', 'orchestrator'],
  'doctor.ts': [...foundations, 'context.ts', 'model-providers.ts', 'wiring.ts', 'executor', 'git', 'llm'],
  'schemas.ts': [...foundations, 'config'],
  'index.ts': [...foundations, 'config', 'diagnosis', 'logs', 'parser'],
};

/** The places an external package belongs to: a room, a folder or a file. */
const packages: Readonly<Record<string, readonly string[]>> = {
  '@octokit/rest': ['github/'],
  '@actions/expressions': ['executor/expressions/'],
  execa: ['executor/'],
  semver: ['executor/'],
  'simple-git': ['git/'],
  listr2: ['terminal/'],
  '@inquirer/prompts': ['terminal/'],
  chalk: ['terminal/'],
  sarif: ['render/'],
  lowdb: ['history/'],
  cosmiconfig: ['config/'],
  ollama: ['llm/providers/'],
  '@google/generative-ai': ['llm/providers/'],
  commander: ['program.ts', 'commands/'],
  picomatch: ['commands/scan.ts', 'executor/run/', 'fixer/gate/', 'demo/match-trigger.ts'],
  yaml: ['executor/workflow/', 'fixer/gate/inventory/', 'demo/workflow-file.ts'],
};
/** Schemas of what comes from outside: any room but those that only turn values into text. */
const withoutZod = ['render', 'terminal', 'errors', 'orchestrator', 'commands', 'main.ts', 'program.ts'];

describe('the reader of imports', () => {
  test('sees every form of an import and tells when it is loaded', () => {
    const text = [
      "import { a } from './a.js';",
      "import type { B } from '../room/index.js';",
      "import { type C } from '@scope/name/deep';",
      'import {\n  d,\n} from "plain/deep";',
      "import './effect.js';",
      "export * from './again.js';",
      "export type { E } from './types.js';",
      "const f = () => import('./later.js');",
      "// import './comment.js';",
      "/** import './comment.js'; */",
      "const from = 'import it from nowhere';",
    ].join('\n');
    expect(importsOf('here/x.ts', text).map(({ to, when }) => [to, when])).toEqual([
      ['here/a.ts', 'static'],
      ['room/index.ts', 'types'],
      ['@scope/name', 'static'],
      ['plain', 'static'],
      ['here/effect.ts', 'static'],
      ['here/again.ts', 'static'],
      ['here/types.ts', 'types'],
      ['here/later.ts', 'dynamic'],
    ]);
  });

  test('leaves no import of src/ unread', () => {
    const words = [...sources.values()].map((text) => [
      ...withoutComments(text).matchAll(/^(?:import|export)\b.*\bfrom '|^} from '|\bimport\('/gm),
    ]);
    expect(imports.length).toBe(words.flat().length);
  });
});

describe('rooms', () => {
  test('every file of src/ stands in a room that the architecture names', () => {
    const known = new Set([
      ...workers,
      ...foundations,
      ...tops,
      ...joints,
      ...views,
      'orchestrator',
      'commands',
    ]);
    expect([...new Set([...sources.keys()].map(roomOf))].filter((room) => !known.has(room))).toEqual([]);
  });

  test('no folder is a drawer for odds and ends', () => {
    const drawers = [...sources.keys()].filter((file) =>
      /(?:^|\/)(?:utils?|helpers?|common|lib)\//.test(file),
    );
    expect(drawers).toEqual([]);
  });

  test('a room imports only what stands below it', () => {
    const strays = imports.filter(isOurs).filter(({ from, to }) => {
      const [room, other] = [roomOf(from), roomOf(to)];
      return room !== other && !(mayImport[room] ?? foundations).includes(other);
    });
    expect(strays.map(told)).toEqual([]);
  });

  test('the stand-in is imported by the demo command only', () => {
    const importers = imports.filter(({ from, to }) => roomOf(to) === 'demo' && roomOf(from) !== 'demo');
    expect([...new Set(importers.map(({ from }) => from))]).toEqual(['commands/demo.ts']);
  });

  test('each room is entered by its face', () => {
    const faceless = new Set([...foundations, 'commands', ...tops, ...joints, ...views]);
    const strays = imports
      .filter(isOurs)
      .filter(({ from, to }) => roomOf(from) !== roomOf(to))
      .filter(({ to }) => !faceless.has(roomOf(to)) && to !== `${roomOf(to)}/index.ts`);
    // An error must show without loading zod; the library must offer Config without loading cosmiconfig.
    expect(strays.map(told).sort()).toEqual([
      'commands/demo.ts → demo/demo-repository.ts',
      'index.ts → config/config-schema.ts',
      'main.ts → render/error.ts',
    ]);
  });

  test('adapters are built in wiring.ts; a check of one part alone may build that part', () => {
    const builders = [...sources]
      .filter(([file]) => ['commands', 'orchestrator', ...views].includes(roomOf(file)))
      .filter(([, text]) =>
        /import \{[^}]*\bcreate(?:RunGit|GitHub|Replay|Fixer|History|Provider|Redactor|Terminal)\b/.test(
          text,
        ),
      );
    expect(builders.map(([file]) => file)).toEqual([
      'commands/demo.ts',
      'commands/resolve-target.ts',
      'doctor.ts',
    ]);
  });

  test.each([...workers, ...foundations, 'orchestrator'].filter((room) => sources.has(`${room}/index.ts`)))(
    'the face of %s says in one line on top what it does',
    (room) => {
      expect(sources.get(`${room}/index.ts`)).toMatch(/^\/\/ .{20,}\n/);
    },
  );
});

describe('external packages', () => {
  test('each is used in its own room only', () => {
    const strays = imports.filter(isPackage).filter(({ from, to }) => {
      if (to === 'zod') return withoutZod.includes(roomOf(from));
      return !(packages[to] ?? []).some((place) => from === place || from.startsWith(place));
    });
    expect(strays.map(told)).toEqual([]);
  });

  test('those that are used are those that package.json declares', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
    // What is only a type is gone after the build: @types/sarif.
    const loaded = imports.filter(isPackage).filter(({ when, to }) => when !== 'types' || to !== 'sarif');
    const used = new Set(loaded.map(({ to }) => to));
    expect([...used].sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  test('nothing heavier than commander is loaded before a command is chosen', () => {
    const loaded = new Set(['main.ts']);
    for (const file of loaded) {
      for (const { to } of imports.filter(({ from, when }) => from === file && when === 'static')) {
        if (!to.startsWith('node:')) loaded.add(to);
      }
    }
    expect([...loaded].filter((file) => !sources.has(file))).toEqual(['commander']);
    expect([...new Set([...loaded].filter((file) => sources.has(file)).map(roomOf))].sort()).toEqual([
      'create-context.ts',
      'errors',
      'main.ts',
      'program.ts',
      'terminal',
    ]);
  });

  test('every command is loaded only when it is called', () => {
    const ways = imports.filter(({ from, to }) => from === 'program.ts' && roomOf(to) === 'commands');
    expect(ways.length).toBeGreaterThan(10);
    expect(ways.filter(({ when }) => when !== 'dynamic').map(told)).toEqual([]);
  });
});

describe('the outside world', () => {
  const withCall = (call: RegExp): string[] =>
    [...sources].filter(([, text]) => call.test(withoutComments(text))).map(([file]) => file);

  test('only the terminal writes; the context hands it the streams', () => {
    const writers = withCall(/\bprocess\s*\.\s*(?:stdout|stderr)\b|['"]node:process['"]/);
    expect(writers.filter((file) => roomOf(file) !== 'terminal')).toEqual(['create-context.ts']);
  });

  test('nothing ends the process by force or prints by console', () => {
    expect(withCall(/\bprocess\s*\.\s*(?:exit|abort|reallyExit)\s*\(|\bconsole\s*\.\s*\w+\s*\(/)).toEqual([]);
    expect(readFileSync('bin/cifix.js', 'utf8')).not.toMatch(/process\.exit\(/);
  });

  test('the environment is read once, where the context is made; the stand-in is a machine of its own', () => {
    const readers = withCall(/\bprocess\s*\.\s*env\b/);
    expect(readers.filter((file) => roomOf(file) !== 'demo')).toEqual(['create-context.ts']);
  });

  test('the loop knows no clock, no process, no network of its own', () => {
    const forbidden = /\bDate\.now\(|\bnew Date\(\)|\bsetTimeout\(|\bfetch\(|node:child_process|\bprocess\./;
    expect(withCall(forbidden).filter((file) => roomOf(file) === 'orchestrator')).toEqual([]);
  });
});

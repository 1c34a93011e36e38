import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { programText, type TypeScriptTask } from '../../../src/fixer/recipes/typescript-program.js';
import { makeScratch, writeFiles } from '../../support/git-repository.js';
import { aReport } from '../../support/samples.js';
import { argvOf, planned, project } from './plan-support.js';

const { scratch, clean } = makeScratch('typescript-fixes');
afterAll(clean);

const unused = (line: number, code = 'TS6133') =>
  aReport({
    tool: 'tsc',
    file: 'web/src/b.ts',
    line,
    column: 1,
    code,
    message: 'is declared but never read',
  });
const source = "import {\n  area,\n  side,\n} from './a.js';\nimport './c.js';\nconst unused = area;\n";

describe('what the compiler is asked to mend', () => {
  const asked = async (reports: Parameters<typeof planned>[1], name = 'ts-unused-import') => {
    const tree = project({ 'web/src/b.ts': source }, 'npx tsc -p tsconfig.build.json', 'web');
    const [, , , program] = argvOf(await planned(name, reports, tree)) ?? [];
    return program && /\((\{"config".*\}), require\)$/.exec(program)?.[1];
  };

  test('are the reported places, with the configuration of the failing call', async () => {
    expect(JSON.parse((await asked([unused(3)])) ?? '')).toEqual({
      config: 'tsconfig.build.json',
      errors: [{ file: './src/b.ts', line: 3, column: 1, code: 6133 }],
      fixes: { 6133: 'unusedIdentifier', 6192: 'unusedIdentifier', 6196: 'unusedIdentifier' },
    });
  });

  test('are unused imports and never unused variables, whose value may do something', async () => {
    expect(await asked([unused(6)])).toBeUndefined();
    expect(JSON.parse((await asked([unused(1, 'TS6192'), unused(6)])) ?? '').errors).toHaveLength(1);
  });

  test('are no places in files that git does not know', async () => {
    expect(await asked([{ ...unused(1), file: 'web/dist/b.ts' }])).toBeUndefined();
  });
});

/** The compiler's interface with as many ways to mend `MISSING` as the file asks for. */
const compiler = `
const fs = require('node:fs');
const path = require('node:path');
const fixFor = (file, start) => ({ fixName: 'import', changes: [{ fileName: file, textChanges: [{ span: { start: 0, length: 0 }, newText: 'import;\\n' }, { span: { start, length: 7 }, newText: 'found' }] }] });
module.exports = {
  sys: { fileExists: fs.existsSync, readFile: (file) => fs.readFileSync(file, 'utf8'), useCaseSensitiveFileNames: true },
  findConfigFile: (from) => path.join(from, 'tsconfig.json'),
  readConfigFile: () => ({ config: {} }),
  parseJsonConfigFileContent: (config, host, base) => ({ fileNames: fs.readdirSync(base).filter((name) => name.endsWith('.ts')).map((name) => path.join(base, name)), options: {} }),
  ScriptSnapshot: { fromString: (text) => ({ text }) },
  getDefaultLibFilePath: () => '',
  createLanguageService: (host) => {
    const textOf = (file) => host.getScriptSnapshot(file).text;
    return {
      getSemanticDiagnostics: (file) => [...textOf(file).matchAll(/MISSING/g)].map(({ index }) => ({ code: 2304, start: index, length: 7 })),
      getSuggestionDiagnostics: () => [],
      getCodeFixesAtPosition: (file, start) => {
        const ways = Number(/ways=(\\d)/.exec(textOf(file))[1]);
        const elsewhere = /elsewhere/.test(textOf(file)) ? path.join(path.dirname(file), 'other.ts') : file;
        return [{ fixName: 'spelling', changes: [] }, ...Array(ways).fill(fixFor(elsewhere, start))];
      },
    };
  },
};
`;

describe('the program that asks the project’s compiler', () => {
  let count = 0;
  const run = (files: Record<string, string>, errors: TypeScriptTask['errors'], typescript?: string) => {
    count += 1;
    const tree = join(scratch, String(count));
    const modules: Record<string, string> =
      typescript === undefined ? {} : { 'node_modules/typescript/index.js': typescript };
    writeFiles(tree, { 'tsconfig.json': '{}', ...files, ...modules });
    const program = programText({ errors, fixes: { 2304: 'import' } });
    const env = { PATH: process.env.PATH };
    execFileSync('node', ['--input-type=commonjs', '-e', program], { cwd: tree, env });
    return (file: string) => readFileSync(join(tree, file), 'utf8');
  };
  const at = (line: number, file = 'b.ts') => ({ file, line, column: 1, code: 2304 });

  test('mends what there is exactly one way for, every place of a file', () => {
    const read = run({ 'b.ts': '// ways=1\nMISSING;\nMISSING;\n' }, [at(2), at(3)], compiler);
    expect(read('b.ts')).toBe('import;\nimport;\n// ways=1\nfound;\nfound;\n');
  });

  test.each<[string, string]>([
    ['there are two ways', '// ways=2\nMISSING;\n'],
    ['there is no way', '// ways=0\nMISSING;\n'],
    ['the way leads through another file', '// ways=1 elsewhere\nMISSING;\n'],
    ['the error is gone', '// ways=1\nfine;\n'],
  ])('leaves a file alone when %s', (_why, content) => {
    const read = run({ 'b.ts': content, 'other.ts': 'other\n' }, [at(2)], compiler);
    expect([read('b.ts'), read('other.ts')]).toEqual([content, 'other\n']);
  });

  test.each<[string, string | undefined]>([
    ['the project has no compiler', undefined],
    ['the compiler has no such interface', 'module.exports = { version: "7.0.2" };'],
  ])('leaves everything alone when %s', (_why, typescript) => {
    const read = run({ 'b.ts': '// ways=1\nMISSING;\n' }, [at(2)], typescript);
    expect(read('b.ts')).toBe('// ways=1\nMISSING;\n');
  });
});

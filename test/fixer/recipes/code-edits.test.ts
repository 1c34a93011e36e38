import { describe, expect, test } from 'vitest';
import type { BugReport } from '../../../src/domain/index.js';
import { planned, project, said, textsOf } from './plan-support.js';

describe('an import that Go does not use', () => {
  const source = 'package a\n\nimport (\n\t"fmt"\n\tm "math"\n)\n\nfunc F() { fmt.Println() }\n';
  const unused = (message: string, line = 5): BugReport => said(message, { tool: 'go', file: 'a.go', line });

  test.each([
    'imported and not used: "math" as m',
    '"math" imported as m and not used',
    '"math" imported but not used as m',
    '"math" imported as m and not used (typecheck)',
  ])('goes with its line: %s', async (message) => {
    const action = await planned('unused-go-import', [unused(message)], project({ 'a.go': source }));
    expect(textsOf(action)).toEqual({ 'a.go': source.replace('\tm "math"\n', '') });
  });

  test('takes an import block with it that is empty then', async () => {
    const text = 'package a\n\nimport (\n\t"os"\n)\n\nfunc F() {}\n';
    const action = await planned(
      'unused-go-import',
      [unused('"os" imported and not used', 4)],
      project({ 'a.go': text }),
    );
    expect(textsOf(action)).toEqual({ 'a.go': 'package a\n\nfunc F() {}\n' });
  });

  test('stays when the line does not hold it', async () => {
    const other = unused('"os" imported and not used', 4);
    expect(await planned('unused-go-import', [other], project({ 'a.go': source }))).toBeUndefined();
  });
});

describe('the path of an import', () => {
  const cannot = (path: string, file: string) => said(`Cannot find module '${path}'`, { file });

  test.each<[string, string, Record<string, string>, string, string]>([
    ['case of the file', './util.js', { 'src/Util.js': '' }, 'src/a.js', './Util.js'],
    ['case of a folder', '../Lib/util', { 'lib/util.ts': '' }, 'src/a.ts', '../lib/util'],
    ['case of what TypeScript compiles', './Widget.js', { 'src/widget.tsx': '' }, 'src/a.ts', './widget.js'],
    ['case of a folder with an index', './Parts', { 'src/parts/index.ts': '' }, 'src/a.ts', './parts'],
    ['case of a picture', './Logo.PNG', { 'src/logo.png': '' }, 'src/a.css', './logo.png'],
    ['missing extension', './util', { 'src/util.js': '' }, 'src/a.mjs', './util.js'],
    ['missing index', './parts', { 'src/parts/index.js': '' }, 'src/a.js', './parts/index.js'],
  ])('is corrected: %s', async (_what, written, files, file, right) => {
    const text = `import x from '${written}';\n// ${written}\n`;
    const action = await planned('import-path', [cannot(written, file)], project({ ...files, [file]: text }));
    expect(textsOf(action)).toEqual({ [file]: `import x from '${right}';\n// ${written}\n` });
  });

  test.each<[string, string, Record<string, string>]>([
    ['two files fit', './util.js', { 'src/Util.js': '', 'src/UTIL.js': '' }],
    ['two extensions fit', './util', { 'src/util.js': '', 'src/util.mjs': '' }],
    ['no file fits', './utils.js', { 'src/util.js': '' }],
    ['it leads out of the repository', '../../x.js', { 'x.js': '' }],
    ['the file is there as written', './b.js', { 'src/b.js': '' }],
  ])('is left alone when %s', async (_why, written, files) => {
    const tree = project({ ...files, 'src/a.js': `import x from '${written}';\n` });
    expect(await planned('import-path', [cannot(written, 'src/a.js')], tree)).toBeUndefined();
  });

  test('is found where node tells the absolute one', async () => {
    const report = said("Cannot find module '/w/p/src/lib/util' imported from /w/p/src/a.js", {
      file: 'src/a.js',
    });
    const tree = project({
      'src/lib/util.js': '',
      'src/a.js': "import './lib/util';\nimport './lib/other.js';\n",
    });
    expect(textsOf(await planned('import-path', [report], tree))).toEqual({
      'src/a.js': "import './lib/util.js';\nimport './lib/other.js';\n",
    });
  });

  test('is the one that the compiler suggests', async () => {
    const report = said(
      "Relative import paths need explicit file extensions in ECMAScript imports when '--moduleResolution' is 'node16'. Did you mean './util.js'?",
      { file: 'src/a.ts', code: 'TS2835', tool: 'tsc' },
    );
    const tree = project({ 'src/util.ts': '', 'src/a.ts': "import './util';\n" });
    expect(textsOf(await planned('import-path', [report], tree))).toEqual({
      'src/a.ts': "import './util.js';\n",
    });
  });

  test('of a header is spelt as the only file that ends so', async () => {
    const report = said("fatal error: 'util.h' file not found", { file: 'src/a.c' });
    const tree = project({ 'include/Util.h': '', 'src/a.c': '#include "util.h"\n#include <util.h>\n' });
    expect(textsOf(await planned('import-path', [report], tree))).toEqual({
      'src/a.c': '#include "Util.h"\n#include <Util.h>\n',
    });
  });
});

describe('types that mypy misses', () => {
  const misses = (module: string) => said(`Library stubs not installed for "${module}"`, { tool: 'mypy' });

  test('are listed beside mypy', async () => {
    const tree = project({
      'requirements-dev.txt': 'black\nmypy==1.0\npytest\n',
      'requirements.txt': 'flask\n',
    });
    expect(textsOf(await planned('mypy-stubs', [misses('yaml'), misses('requests')], tree))).toEqual({
      'requirements-dev.txt': 'black\nmypy==1.0\ntypes-PyYAML\ntypes-requests\npytest\n',
    });
  });

  test('are listed in the style of pyproject.toml', async () => {
    const text = '[project]\n[dependency-groups]\ndev = [\n  "pytest",\n  "mypy>=1"\n]\n';
    expect(
      textsOf(await planned('mypy-stubs', [misses('yaml')], project({ 'pyproject.toml': text }))),
    ).toEqual({
      'pyproject.toml': text.replace('"mypy>=1"', '"mypy>=1",\n  "types-PyYAML",'),
    });
  });

  test.each<[string, string, Record<string, string>]>([
    ['the package is not one of typeshed', 'evil', { 'requirements.txt': 'mypy\n' }],
    ['mypy is listed nowhere', 'yaml', { 'requirements.txt': 'mypy-extensions\n' }],
    ['mypy is listed twice', 'yaml', { 'requirements.txt': 'mypy\n', 'requirements-dev.txt': 'mypy\n' }],
    ['they are listed already', 'yaml', { 'requirements.txt': 'mypy\ntypes-PyYAML\n' }],
  ])('are left to a person when %s', async (_why, module, files) => {
    expect(await planned('mypy-stubs', [misses(module)], project(files))).toBeUndefined();
  });
});

describe('a script with line ends of Windows', () => {
  const script = '#!/bin/bash\r\necho\r\n';
  test.each([
    "/usr/bin/env: 'bash\\r': No such file or directory\n./ci/run.sh: line 3",
    './ci/run.sh: /bin/bash^M: bad interpreter: No such file or directory',
    'bash: line 1: ./ci/run.sh: cannot execute: required file not found',
    "ci/run.sh: line 2: $'\\r': command not found",
  ])('is found in %j', async (message) => {
    const report = said(message, { tool: 'bash' });
    expect(await planned('unix-line-ends', [report], project({ 'ci/run.sh': script }))).toEqual({
      kind: 'unix-line-ends',
      files: ['ci/run.sh'],
    });
    expect(
      await planned('unix-line-ends', [report], project({ 'ci/run.sh': '#!/bin/sh\n' })),
    ).toBeUndefined();
  });
});

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRunGit } from '../../src/git/index.js';
import { diffTrees, readBlob, takeBackFiles, writeTexts } from '../../src/workspace/index.js';
import { commitFiles, createRepository, makeScratch } from '../support/git-repository.js';

const runGit = createRunGit(process.env);
const { scratch, clean } = makeScratch('compose-tree');
const origin = join(scratch, 'origin');
const gitDir = join(origin, '.git');
let [before, after] = ['', ''];

beforeAll(() => {
  createRepository(origin);
  before = commitFiles(
    origin,
    {
      'src/a.js': 'one\n',
      'test/a.js': 'test\n',
      'run.sh': { executable: 'echo\n' },
      link: { link: 'run.sh' },
    },
    'before',
  );
  after = commitFiles(
    origin,
    { 'src/a.js': 'two\n', 'test/a.js': 'other test\n', 'src/new.js': 'new\n' },
    'after',
  );
});
afterAll(clean);

const changed = async (from: string, to: string): Promise<string[]> =>
  (await diffTrees(runGit, gitDir, from, to)).changes.map(({ file, kind }) => `${kind} ${file}`);

test('files are taken back to what they were, new ones disappear, the others stay', async () => {
  const tree = await takeBackFiles(runGit, gitDir, {
    tree: after,
    of: before,
    files: ['src/a.js', 'src/new.js'],
  });
  expect(await changed(before, tree)).toEqual(['modified test/a.js']);
});

test('texts are written with the mode that the file had, an empty one too', async () => {
  const texts = new Map([
    ['run.sh', 'echo again\n'],
    ['src/a.js', ''],
  ]);
  const tree = await writeTexts(runGit, gitDir, { tree: before, texts });
  expect(await changed(before, tree)).toEqual(['modified run.sh', 'modified src/a.js']);
  expect(await readBlob(runGit, gitDir, tree, 'src/a.js')).toBe('');
  expect(await runGit(['ls-tree', tree, 'run.sh'], { gitDir })).toContain('100755');
});

test('what is absent, a link or not a text is not read', async () => {
  const tree = await writeTexts(runGit, gitDir, { tree: before, texts: new Map([['bin', 'a\0b']]) });
  expect(await readBlob(runGit, gitDir, before, 'src/a.js')).toBe('one\n');
  for (const file of ['nothing.js', 'link', 'bin', 'src'])
    expect(await readBlob(runGit, gitDir, tree, file)).toBeUndefined();
});

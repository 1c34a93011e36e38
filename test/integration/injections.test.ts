import { createHash } from 'node:crypto';
import {
  cpSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FileChange, oneLine, safeText } from '../../src/domain/index.js';
import { applyEdits, FixAnswer, fixAnswerSchema, parseBlocks, toEdits } from '../../src/fixer/edits/index.js';
import { judgeChange } from '../../src/fixer/gate/index.js';
import { readAnswer } from '../../src/llm/read-answer.js';
import { createRedactor } from '../../src/redaction/index.js';
import { commitFiles, git } from '../support/git-repository.js';
import { type End, files, type HostileAnswer, hostileAnswers } from './hostile-answers.js';

const redactor = createRedactor({ env: {}, secrets: [] });
const findSecrets = (text: string): string[] => redactor.find(text).map(({ kind }) => kind);
const policy = { maxFiles: 10, maxLines: 400, protectedPaths: [] };

let template: string;
let base: string;
let tree: string;
beforeAll(() => {
  template = mkdtempSync(join(tmpdir(), 'hostile-template-'));
  const root = join(template, 'tree');
  mkdirSync(join(template, 'outside'));
  writeFileSync(join(template, 'outside/secret.js'), 'secret\n');
  mkdirSync(join(root, 'nested'), { recursive: true });
  git(root, 'init', '--quiet', '--initial-branch=main');
  commitFiles(root, {
    ...files,
    link: { link: '../outside' },
    'src/linked.js': { link: '../../outside/secret.js' },
  });
  git(join(root, 'nested'), 'init', '--quiet');
});
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'hostile-'));
  tree = join(base, 'tree');
  cpSync(template, base, { recursive: true, verbatimSymlinks: true });
  linkSync(join(base, 'outside/secret.js'), join(tree, 'src/hard.js'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));
afterAll(() => rmSync(template, { recursive: true, force: true }));

test('there are many of them', () => {
  expect(hostileAnswers.length).toBeGreaterThan(80);
  expect(new Set(hostileAnswers.map(({ name }) => name)).size).toBe(hostileAnswers.length);
});

const cases = (gap: boolean) =>
  hostileAnswers.filter((one) => (one.gap ?? false) === gap).map((one) => [one.name, one.ends, one] as const);

test.each(cases(false))('%s: %s', (_name, _ends, one) => check(one));
test.fails.each(cases(true))('known gap: %s: %s', (_name, _ends, one) => check(one));

async function check(one: HostileAnswer): Promise<void> {
  const before = snapshot();
  const { end, said } = await carryOut(one);
  expect(end).toBe(one.ends);
  const after = snapshot();
  for (const guarded of ['outside', '.git', 'hooks'] as const)
    expect(after[guarded]).toEqual(before[guarded]);
  if (end === 'shown')
    for (const [file, text] of Object.entries(one.holds ?? {})) expect(content(file)).toBe(text);
  else expect(after.tree).toEqual(before.tree);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  for (const text of said) {
    expect(safeText(text)).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u);
    expect(oneLine(text, 72)).toMatch(/^[^\p{Cc}]{0,72}$/u);
  }
}

/** What the loop does with an answer, up to the point where a person would see the change. */
async function carryOut({ answer }: HostileAnswer): Promise<{ end: End; said: string[] }> {
  const raw = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const read = readOrNot(raw);
  if (read === undefined) return { end: 'unread', said: [] };
  const said = [read.analysis, read.summary, read.question, ...read.needs];
  if (read.outcome !== 'fix') return { end: 'no-fix', said };
  const applied = await applyEdits(tree, toEdits(read), { mayRewrite: (_file, lines) => lines <= 200 });
  if (!applied.ok)
    return { end: 'edits', said: [...said, applied.message, applied.nearest ?? '', applied.file] };
  const change = changeOf();
  const verdict = judgeChange({ ...change, byRecipe: false, touchesTests: false }, policy, findSecrets);
  said.push(...verdict.reasons);
  if (verdict.band !== 'refused') return { end: 'shown', said };
  await applied.undo();
  return { end: 'gate', said };
}

function readOrNot(raw: string): FixAnswer | undefined {
  try {
    return FixAnswer.safeParse(readAnswer(raw, fixAnswerSchema, parseBlocks)).data;
  } catch {
    return undefined;
  }
}

/** The change against the files that were there, as the gate gets it. */
function changeOf() {
  const listed = readdirSync(tree, { recursive: true, encoding: 'utf8' }).filter(
    (file) => lstatSync(join(tree, file)).isFile() && !/^(nested\/)?\.git\/|^src\/hard\.js$/.test(file),
  );
  const changes: FileChange[] = [];
  const texts: { file: string; before?: string; after?: string }[] = [];
  const patch: string[] = [];
  for (const file of new Set([...Object.keys(files), ...listed])) {
    const before = oldText(file);
    const after = newText(file);
    if (before === after) continue;
    const kind = before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified';
    const old = before?.split('\n').slice(0, -1) ?? [];
    const now = after?.split('\n').slice(0, -1) ?? [];
    changes.push({ file, kind, added: now.length, removed: old.length });
    texts.push({
      file,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
    patch.push(
      `diff --git a/${file} b/${file}`,
      `--- a/${file}`,
      `+++ b/${file}`,
      `@@ -1,${old.length} +1,${now.length} @@`,
      ...old.map((line) => `-${line}`),
      ...now.map((line) => `+${line}`),
    );
  }
  return { changes, files: texts, patch: `${patch.join('\n')}\n` };
}

const oldText = (file: string): string | undefined => {
  const found = Object.entries(files).find(([name]) => name === file)?.[1];
  return found === undefined ? undefined : found.toString();
};
const newText = (file: string): string | undefined => {
  try {
    return content(file);
  } catch {
    return undefined;
  }
};
const content = (file: string): string => readFileSync(join(tree, file), 'utf8');

/** Every file with its content, in four parts. */
function snapshot() {
  const all = readdirSync(base, { recursive: true, encoding: 'utf8' }).sort();
  const part = (keep: (path: string) => boolean): string[] =>
    all.filter(keep).map((path) => `${path} ${digest(join(base, path))}`);
  const isGit = (path: string): boolean => /^tree(\/nested)?\/\.git(\/|$)/.test(path);
  return {
    outside: part((path) => !path.startsWith('tree') && !/^(index|objects)/.test(path)),
    '.git': part(isGit),
    hooks: part((path) => /^tree\/\.(github|husky)/.test(path)),
    tree: part((path) => path.startsWith('tree') && !isGit(path)),
  };
}

function digest(path: string): string {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return readlinkSync(path);
  if (!stats.isFile()) return `directory ${stats.mode.toString(8)}`;
  return `${stats.mode.toString(8)} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}

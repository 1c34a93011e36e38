import { describe, expect, test } from 'vitest';
import type { Edit } from '../../../src/domain/index.js';
import { planEdits } from '../../../src/fixer/edits/index.js';

const plan = (text: string, ...edits: Edit[]) =>
  planEdits(edits, async (file) => (file === 'a.ts' ? text : undefined));
const replace = (find: string, replacement: string, line?: number): Edit => ({
  action: 'replace',
  file: 'a.ts',
  find,
  replace: replacement,
  ...(line === undefined ? {} : { line }),
});
/** Content after the edits, or the reason of the refusal. */
const edited = async (text: string, ...edits: Edit[]) => {
  const planned = await plan(text, ...edits);
  if (!planned.ok) return `refused: ${planned.reason}`;
  const [file] = planned.files;
  return file?.kind === 'write' ? file.content : file?.kind;
};
const stageOf = async (text: string, edit: Edit) => {
  const planned = await plan(text, edit);
  const file = planned.ok ? planned.files[0] : undefined;
  return file?.kind === 'write' ? file.stage : planned.ok ? undefined : planned.reason;
};

describe('one place or none', () => {
  test('replaces the only occurrence', async () => {
    expect(await edited('a\nb\nc\n', replace('b', 'B'))).toBe('a\nB\nc\n');
  });

  test('takes the replacement literally, dollar signs and all', async () => {
    expect(await edited('a\nb\n', replace('b', "$& $1 $' $$"))).toBe("a\n$& $1 $' $$\n");
  });

  test('refuses a text that stands twice, and names the lines', async () => {
    const planned = await plan('x = 1\ny\nx = 1\n', replace('x = 1', 'x = 2'));
    expect(planned).toMatchObject({ ok: false, reason: 'ambiguous', block: 1 });
    expect(planned.ok ? '' : planned.message).toContain('lines 1, 3');
  });

  test('decides among several places by the line number, if it is that of one, or only one is near', async () => {
    const filler = 'f\n'.repeat(50);
    const text = `x = 1\n${filler}x = 1\n`;
    expect(await edited(text, replace('x = 1', 'x = 2', 49))).toBe(`x = 1\n${filler}x = 2\n`);
    expect(await edited('x = 1\nf\nx = 1\n', replace('x = 1', 'x = 2', 3))).toBe('x = 1\nf\nx = 2\n');
    expect(await edited('x = 1\nf\nx = 1\n', replace('x = 1', 'x = 2', 2))).toBe('refused: ambiguous');
  });

  test('does not take a part of a longer word', async () => {
    expect(await edited('discount = 1\n', replace('count', 'total'))).toBe('refused: not-found');
    expect(await edited('discount = 1\ncount = 2\n', replace('count', 'total'))).toBe(
      'discount = 1\ntotal = 2\n',
    );
  });

  test('refuses an absent text and shows the lines that come closest', async () => {
    const planned = await plan(
      'one\ntwo\nfunction three() {\n  return 3;\n}\n',
      replace('function three() {\n  return 4;\n', ''),
    );
    expect(planned).toMatchObject({ ok: false, reason: 'not-found' });
    expect(planned.ok ? '' : planned.nearest).toContain('3| function three() {');
  });

  test('tells when the replacement is there already', async () => {
    const planned = await plan('const b = 2;\n', replace('const b = 1;', 'const b = 2;'));
    expect(planned.ok ? '' : planned.message).toContain('already');
  });

  test.each([
    ['empty-find', replace(' \n', 'x')],
    ['no-op', replace('a', 'a')],
    ['missing', { action: 'delete', file: 'gone.ts' } as Edit],
    ['exists', { action: 'create', file: 'a.ts', content: 'x' } as Edit],
  ])('refuses %s', async (reason, edit) => {
    expect(await plan('a\n', edit)).toMatchObject({ ok: false, reason });
  });
});

describe('looser stages', () => {
  test.each([
    ['S0', 'let a = 1;\n', 'let a = 1;', 'let a = 2;', 'let a = 2;\n'],
    ['S1', 'b()\na b()\n', 'b()', 'c()', 'c()\na b()\n'],
    ['S2', 'say(“hi”)   \nx\n', 'say("hi")', 'say("ho")', 'say("ho")\nx\n'],
    [
      'S3',
      '    if (a) {\n      b();\n    }\n',
      'if (a) {\n  b();\n}',
      'if (a) {\n  c();\n  d();\n}',
      '    if (a) {\n      c();\n      d();\n    }\n',
    ],
    [
      'S3',
      'if (a) {\n  b();\n}\n',
      '    if (a) {\n      b();\n    }',
      '    if (a) {\n      c();\n    }',
      'if (a) {\n  c();\n}\n',
    ],
    [
      'S4',
      '\tif (a) {\n\t\tb( 1,2 );\n\t}\n',
      'if (a) {\n  b(1, 2);\n}',
      'if (a) {\n  b(1, 3);\n}',
      '\tif (a) {\n\t\tb(1, 3);\n\t}\n',
    ],
    ['S5', 'a();\n\n\nb();\nc();\n', 'a();\nb();\nc();', 'a();\nb();\nd();', 'a();\n\n\nb();\nd();\n'],
    [
      'S6',
      'alpha();\nconst total = sum(list);\nomega();\n',
      'alpha();\nconst total = sum(lists);\nomega();',
      'alpha();\nconst total = 0;\nomega();',
      'alpha();\nconst total = 0;\nomega();\n',
    ],
  ])('%s finds the place and keeps the manner of the file', async (stage, text, find, replacement, after) => {
    expect(await stageOf(text, replace(find, replacement))).toBe(stage);
    expect(await edited(text, replace(find, replacement))).toBe(after);
  });

  test('S6 keeps a line that the model remembered wrongly and did not want to change', async () => {
    const text = 'alpha();\nconst total = sum(list);\nomega();\n';
    const find = 'alpha();\nconst total = sum(lists);\nomega();';
    expect(await edited(text, replace(find, find.replace('omega', 'psi')))).toBe(
      text.replace('omega', 'psi'),
    );
  });

  test('does not guess when a line was left out', async () => {
    const text = 'a = one()\nb = two()\nc = three()\nd = four()\n';
    expect(await edited(text, replace('a = one()\nc = three()\nd = four()', 'z'))).toBe('refused: not-found');
  });
});

describe('what is not touched stays', () => {
  test('byte order mark and line ends of each line', async () => {
    const text = '\uFEFFa\r\nb\nc\r\nd\r\n';
    expect(await edited(text, replace('c', 'C\nC2'))).toBe('\uFEFFa\r\nb\nC\r\nC2\r\nd\r\n');
    expect(await edited(text, replace('a\nb\nc', 'a\nb\nx'))).toBe('\uFEFFa\r\nb\nx\r\nd\r\n');
  });

  test('a missing final line end, and a present one', async () => {
    expect(await edited('a\nb', replace('b', 'c'))).toBe('a\nc');
    expect(await edited('a\nb\n', replace('b\n', 'c'))).toBe('a\nc\n');
    expect(await edited('a\nb\n', replace('b', 'c\n'))).toBe('a\nc\n');
  });

  test('a final line end is added when that is the edit', async () => {
    expect(await edited('a\nb', replace('b', 'b\n'))).toBe('a\nb\n');
  });

  test('removing whole lines leaves no empty one behind', async () => {
    expect(await edited('a\nb\nc\n', replace('b', ''))).toBe('a\nc\n');
    expect(await edited('a\nb', replace('b', ''))).toBe('a');
    expect(await edited('a\nb\n', replace('a\n', ''))).toBe('b\n');
  });

  test('a rewrite keeps mark, line ends and final line end', async () => {
    const rewrite: Edit = { action: 'rewrite', file: 'a.ts', content: 'x\ny' };
    expect(await edited('\uFEFFa\r\nb\r\n', rewrite)).toBe('\uFEFFx\r\ny\r\n');
  });
});

describe('text that must not be written', () => {
  const shapes = (text: string): [string, Edit][] => [
    ['replace', replace('a', text)],
    ['rewrite', { action: 'rewrite', file: 'a.ts', content: text }],
    ['create', { action: 'create', file: 'new.ts', content: text }],
  ];
  test.each([
    ...shapes('const key = "[REDACTED:credential]";').map((s) => ['masked', ...s] as const),
    ...shapes('x \u202e y').map((s) => ['hidden-text', ...s] as const),
    ...shapes('x \u001b[2J y').map((s) => ['hidden-text', ...s] as const),
    ...shapes('x \u{e0041} y').map((s) => ['hidden-text', ...s] as const),
  ])('%s in a %s', async (reason, _, edit) => {
    expect(await plan('a\nb\n', edit)).toMatchObject({ ok: false, reason, block: 1 });
  });

  test('is allowed where the file has it already', async () => {
    expect(await edited('a\nmask [REDACTED:jwt]\n', replace('a', 'see [REDACTED:jwt]'))).toBe(
      'see [REDACTED:jwt]\nmask [REDACTED:jwt]\n',
    );
  });
});

describe('several edits', () => {
  test('are all located in the file as it stands', async () => {
    // After the first edit the second text would stand twice.
    expect(await edited('a\nb\n', replace('a', 'b'), replace('b', 'c'))).toBe('b\nc\n');
  });

  test('may share lines that neither changes', async () => {
    expect(await edited('a\nb\nc\n', replace('a\nb', 'A\nb'), replace('b\nc', 'b\nC'))).toBe('A\nb\nC\n');
  });

  test.each([
    ['overlap', [replace('a\nb', 'x'), replace('b\nc', 'y')]],
    ['overlap', [replace('a', 'a\nx'), replace('a', 'a\ny')]],
    ['conflict', [replace('a', 'x'), { action: 'delete', file: 'a.ts' }]],
    [
      'conflict',
      [
        { action: 'create', file: 'n', content: '' },
        { action: 'create', file: 'n', content: '' },
      ],
    ],
    ['not-found', [replace('a', 'x'), replace('zzz', 'y')]],
  ] as [string, Edit[]][])('refuse all: %s', async (reason, edits) => {
    expect(await plan('a\nb\nc\n', ...edits)).toMatchObject({ ok: false, reason });
  });

  test('a rename may be joined with changes of the file', async () => {
    const planned = await plan('a\nb\n', replace('a', 'x'), { action: 'rename', file: 'a.ts', to: 'b.ts' });
    expect(planned).toMatchObject({ ok: true, files: [{ kind: 'rename', to: 'b.ts', content: 'x\nb\n' }] });
  });

  test('a rewrite is refused where it is not allowed', async () => {
    const edit: Edit = { action: 'rewrite', file: 'a.ts', content: 'x\n' };
    const read = async () => 'a\n'.repeat(300);
    const mayRewrite = (_: string, lines: number) => lines <= 200;
    expect(await planEdits([edit], read, { mayRewrite })).toMatchObject({ ok: false, reason: 'not-allowed' });
  });
});

test.each([
  ['binary', Buffer.from([97, 0, 98])],
  ['not-utf8', Buffer.from([0xff, 0xfe, 0x61])],
  ['too-large', Buffer.alloc(1024 * 1024 + 1, 97)],
  ['lfs-pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')],
])('refuses a file that is %s', async (reason, bytes) => {
  const planned = await planEdits([replace('a', 'b')], async () => bytes);
  expect(planned).toMatchObject({ ok: false, reason, block: 1 });
});

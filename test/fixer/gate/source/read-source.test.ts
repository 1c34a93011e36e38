import { describe, expect, test } from 'vitest';
import { diffLines } from '../../../../src/fixer/gate/source/diff-lines.js';
import { type Language, languageOf } from '../../../../src/fixer/gate/source/language.js';
import { lineAt, readSource } from '../../../../src/fixer/gate/source/read-source.js';
import { isSameProgram } from '../../../../src/fixer/gate/source/same-program.js';
import { textsOfPatch } from '../../../../src/fixer/gate/source/texts-of-patch.js';

const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim();

describe('code without comments and without strings, in', () => {
  test.each<[Language, string, string]>([
    ['javascript', "a('it.skip') // it.skip\n/* it.skip */ b", "a(' ') b"],
    ['javascript', "a = b / c; d = /it.skip('/.test(e)", 'a = b / c; d = / /.test(e)'],
    ['javascript', "<p>Don't</p>; a('x')", "<p>Don't</p>; a(' ')"],
    ['javascript', "'a\\'b' + c", "' ' + c"],
    ['javascript', "a = 'no end\nb", "a = ' b"],
    ['python', 'a = """skip\nskip""" # skip\nb = f\'skip\'', 'a = """ """ b = f\' \''],
    ['go', 'a := `skip` // skip\nb := \'"\' + "skip"', 'a := ` ` b := \' \' + " "'],
    ['rust', 'let a: &\'a str = r#"skip " skip"#; /* a /* b */ c */ d', "let a: &'a str = r '; d"],
    ['ruby', 'a = \'skip\' # skip\nb = "#{c}"', 'a = \' \' b = " "'],
    ['php', "#[Test]\n$a = 'skip'; # skip", "#[Test] $a = ' ';"],
    ['shell', "echo 'skip' # skip\necho it's", "echo ' ' echo it's"],
    ['yaml', "run: it's # skip\nif: 'skip'", "run: it's if: ' '"],
    ['xml', '<a><!-- skip --></a>', '<a> </a>'],
  ])('%s: %s', (language, text, code) => {
    const source = readSource(text, language);
    if (language !== 'rust') expect(squeeze(source.code)).toBe(code);
    expect(source.code).not.toContain("skip'");
    for (const view of [source.code, source.comments, source.plain]) {
      expect(view).toHaveLength(text.length);
      expect(view.split('\n')).toHaveLength(text.split('\n').length);
    }
  });

  test('Rust tells lifetimes, characters, raw strings and nested comments apart', () => {
    const { code } = readSource(
      'fn a<\'a>(b: &\'a str) { c(\'"\', r#"x " skip"#) /* a /* b */ skip */ }',
      'rust',
    );
    expect(code).toContain("fn a<'a>(b: &'a str) { c('");
    expect(code).not.toContain('skip');
    expect(code.trimEnd().endsWith('}')).toBe(true);
  });
});

test('code in the holes of a template is code, and a template in it again', () => {
  const hole = (text: string) => `$\{${text}}`;
  const text = `a(\`skip ${hole(`b({ c: \`skip${hole('d')}\` })`)} skip\`, e)`;
  expect(squeeze(readSource(text, 'javascript').code)).toBe(
    `a(\` ${hole(`b({ c: \` ${hole('d')}\` })`)} \`, e)`,
  );
});

test('a mark that nothing closes hides nothing', () => {
  expect(readSource("a = `no end\nit.skip('b')", 'javascript').code).toContain('it.skip(');
  const started = performance.now();
  readSource('\\"'.repeat(200_000), 'ruby');
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('the line of an offset is found', () => {
  const source = readSource('a\nbc\n\nd', 'other');
  expect([0, 1, 2, 4, 5, 6].map((offset) => lineAt(source, offset))).toEqual([1, 1, 2, 2, 3, 4]);
});

describe('the language of', () => {
  test.each<[string, string, Language]>([
    ['src/a.tsx', '', 'javascript'],
    ['Makefile', '', 'make'],
    ['web/Dockerfile.dev', '', 'docker'],
    ['.flake8', '', 'ini'],
    ['.eslintignore', '', 'list'],
    ['bin/run', '#!/usr/bin/env bash\n', 'shell'],
    ['bin/run', '#!/usr/bin/env -S node --no-warnings\n', 'javascript'],
    ['LICENSE', 'Copyright', 'other'],
  ])('%s is told', (path, text, language) => {
    expect(languageOf(path, text)).toBe(language);
  });
});

describe('the difference of two texts', () => {
  /** The second text, made from the first by the hunks. */
  const applied = (before: string, after: string): string => {
    const [old, now] = [before.split('\n'), after.split('\n')];
    const result: string[] = [];
    let at = 0;
    for (const { before: gone, after: come } of diffLines(before, after)) {
      result.push(
        ...old.slice(at, gone.first - 1),
        ...now.slice(come.first - 1, come.first - 1 + come.count),
      );
      at = gone.first - 1 + gone.count;
    }
    return [...result, ...old.slice(at)].join('\n');
  };

  test('makes the one from the other, whatever they are', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 500; round++) {
      const line = () => 'abcdefgh'[random(8)] ?? '';
      const before = Array.from({ length: random(30) }, line);
      const after = before.flatMap((text) => [[text], [], [text, line()], [line()]][random(6)] ?? [text]);
      expect(applied(before.join('\n'), after.join('\n'))).toBe(after.join('\n'));
    }
  });

  test('is small where one line of many changes', () => {
    const lines = Array.from({ length: 5000 }, (_, n) => `line ${n % 50}`);
    const after = lines.with(2500, 'other').join('\n');
    expect(diffLines(lines.join('\n'), after)).toEqual([
      { before: { first: 2501, count: 1 }, after: { first: 2501, count: 1 } },
    ]);
  });
});

describe('the same program', () => {
  const same = (language: Language, before: string, after: string) =>
    isSameProgram(readSource(before, language), readSource(after, language), language);

  test.each<[string, Language, string, string]>([
    ['quotes, commas, semicolons and breaks', 'javascript', "f('a', b)\n", 'f(\n  "a",\n  b,\n);\n'],
    ['the width of an indent', 'python', 'if a:\n  b()\n', 'if a:\n    b()\n'],
    [
      'a broken call',
      'python',
      "assert f(a, b) == 'x'\n",
      'assert (\n    f(\n        a, b\n    ) == "x"\n)\n'
        .replace('assert (\n    f', 'assert f')
        .replace('\n)\n', '\n'),
    ],
    ['blanks', 'go', 'a:=1\nb( c )\n', 'a := 1\nb(c)\n'],
  ])('in other %s', (_what, language, before, after) => {
    expect(same(language, before, after)).toBe(true);
  });

  test.each<[string, Language, string, string]>([
    ['another value', 'javascript', 'f(1)', 'f(2)'],
    ['another text', 'javascript', "f('a b')", "f('a  b')"],
    ['a blank at the end of a text', 'javascript', "f('a')", "f('a ')"],
    ['an empty body', 'javascript', 'if (a) b();', 'if (a); b();'],
    ['a return that returns nothing', 'javascript', 'return a;', 'return\na;'],
    ['another nesting', 'python', 'if a:\n    b()\n    c()\n', 'if a:\n    b()\nc()\n'],
    ['a language that is not formatted', 'shell', 'a  b', 'a b'],
  ])('is not one with %s', (_what, language, before, after) => {
    expect(same(language, before, after)).toBe(false);
  });
});

describe('a patch stands for texts that nobody has', () => {
  test('with the right line numbers, for changed, new and deleted files', () => {
    const patch = [
      'diff --git a/src/a.ts b/src/a.ts',
      '--- a/src/a.ts',
      '+++ b/src/a.ts',
      '@@ -3,2 +3,3 @@ f()',
      ' keep',
      '-old',
      '+new',
      '+--- more',
      'diff --git a/new.ts b/new.ts',
      '--- /dev/null',
      '+++ b/new.ts',
      '@@ -0,0 +1 @@',
      '+only',
      'diff --git a/gone.ts b/gone.ts',
      '--- a/gone.ts',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-was',
      '',
    ].join('\n');
    expect(textsOfPatch(patch)).toEqual([
      { file: 'src/a.ts', before: '\n\nkeep\nold', after: '\n\nkeep\nnew\n--- more' },
      { file: 'new.ts', after: 'only' },
      { file: 'gone.ts', before: 'was' },
    ]);
  });

  test('and a patch that lies about its lines costs nothing', () => {
    const patch = '--- a/x\n+++ b/x\n@@ -999999999999,1 +999999999999,1 @@\n-a\n+b\n';
    expect(textsOfPatch(patch)).toEqual([{ file: 'x', before: 'a', after: 'b' }]);
  });
});

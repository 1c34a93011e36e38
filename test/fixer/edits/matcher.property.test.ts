import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planEdits } from '../../../src/fixer/edits/index.js';

/** Real files that only change with the lockfile: the sources of a dependency. */
const directory = 'node_modules/zod/src/v4';
const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts'))
  .sort()
  .map((f) => readFileSync(join(directory, f), 'utf8'))
  .filter((text) => text.split('\n').length > 12 && text.length < 60_000);

const rounds = 600;

/** A small generator with a fixed seed: the same cases on every machine. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const damages: Record<string, (block: string[], random: () => number) => string[]> = {
  none: (block) => block,
  'trailing blanks': (block) => block.map((l) => `${l}  `),
  dedented: (block) => {
    const depth = Math.min(...block.filter((l) => l.trim() !== '').map((l) => l.search(/\S/)));
    return block.map((l) => l.slice(depth));
  },
  indented: (block) => block.map((l) => (l === '' ? l : `    ${l}`)),
  tabs: (block) => block.map((l) => l.replace(/^ +/, (s) => '\t'.repeat(s.length / 2))),
  'blank lines lost': (block) => block.filter((l) => l.trim() !== ''),
  'curly quotes': (block) => block.map((l) => l.replaceAll("'", '\u2019')),
  // Not the first or last one: what is left of the block would be a true block of its own.
  'one line lost': (block, random) => {
    const at = 1 + Math.floor(random() * (block.length - 2));
    return block.filter((_, i) => i !== at);
  },
  'one line changed': (block, random) => {
    const at = Math.floor(random() * block.length);
    return block.map((l, i) => (i === at ? `${l}X` : l));
  },
};

test.each(Object.keys(damages))(
  'a block with damage "%s" is changed at its place or refused',
  async (kind) => {
    const random = createRandom(7);
    let right = 0;
    let wrong = 0;
    for (let round = 0; round < rounds / 4; round++) {
      const text = files[Math.floor(random() * files.length)] ?? '';
      const lines = text.split('\n');
      const length = 3 + Math.floor(random() * 8);
      const start = Math.floor(random() * (lines.length - length - 1));
      const block = lines.slice(start, start + length);
      if (block.join('').trim() === '' || block[0]?.trim() === '' || block.at(-1)?.trim() === '') continue;
      const damaged = damages[kind]?.(block, random) ?? block;
      if (damaged.join('').trim() === '') continue;
      // What is left may by chance be a true block of another place.
      if (kind === 'one line lost' && text.includes(damaged.join('\n'))) continue;
      const marker = `${/^\s*/.exec(damaged.at(-1) ?? '')?.[0]}const inserted = 1;`;
      const planned = await planEdits(
        [
          {
            action: 'replace',
            file: 'f',
            find: damaged.join('\n'),
            replace: [...damaged, marker].join('\n'),
          },
        ],
        async () => text,
      );
      if (!planned.ok) continue;
      const [file] = planned.files;
      const after = file?.kind === 'write' ? file.content.split('\n') : [];
      const at = after.findIndex((l) => l.trim() === marker.trim());
      after.splice(at, 1);
      const isPlace = at === start + length;
      if (isPlace && kind !== 'one line changed')
        expect(after.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      if (isPlace) right++;
      else wrong++;
    }
    expect(wrong).toBe(0);
    // What is lost or changed may rightly be refused; mere whitespace must nearly always be found.
    expect(right).toBeGreaterThan(kind.startsWith('one line') ? 0 : 60);
  },
);

test('a block that is in no file is never placed', async () => {
  const random = createRandom(11);
  for (let round = 0; round < rounds / 4; round++) {
    const text = files[Math.floor(random() * files.length)] ?? '';
    const other = (files[Math.floor(random() * files.length)] ?? '').split('\n');
    const start = Math.floor(random() * (other.length - 6));
    const block = other.slice(start, start + 5).map((l) => l.replace(/[a-z]{3,}/g, (w) => `${w}Q`));
    if (block.filter((l) => /[a-z]{3,}Q/.test(l)).length < 3) continue;
    const planned = await planEdits(
      [{ action: 'replace', file: 'f', find: block.join('\n'), replace: 'x' }],
      async () => text,
    );
    expect(planned).toMatchObject({ ok: false });
  }
});

test('edits with arbitrary line ends leave every other line as it was', async () => {
  const random = createRandom(23);
  for (let round = 0; round < 200; round++) {
    const lines = Array.from({ length: 20 }, (_, i) => `line ${i} ${Math.floor(random() * 1e6)}`);
    const ends: string[] = lines.map(() => (random() < 0.5 ? '\n' : '\r\n'));
    if (random() < 0.5) ends[19] = '';
    const bom = random() < 0.5 ? '\uFEFF' : '';
    const text = bom + lines.map((l, i) => l + ends[i]).join('');
    const at = Math.floor(random() * 18);
    const planned = await planEdits(
      [
        {
          action: 'replace',
          file: 'f',
          find: `${lines[at]}\n${lines[at + 1]}`,
          replace: `${lines[at]}\nnew`,
        },
      ],
      async () => text,
    );
    const file = planned.ok ? planned.files[0] : undefined;
    const expected = bom + lines.map((l, i) => (i === at + 1 ? 'new' : l) + ends[i]).join('');
    expect(file?.kind === 'write' ? file.content : planned).toBe(expected);
  }
});

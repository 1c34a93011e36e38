import { describe, expect, it } from 'vitest';
import { jobLog, parseLog } from './read-text.js';

async function keyText(log: string): Promise<string[]> {
  const [job] = await parseLog(log);
  const lines = log.split('\n').map((line) => line.replace(/^\ufeff?\S+Z /, ''));
  return (job?.keyLines ?? []).flatMap(([from, to]) => lines.slice(from - 1, to));
}

const noise = Array.from({ length: 40 }, (_, n) => `working on part ${n}`).join('\n');

describe('keyLines', () => {
  it('hold the cause with its paragraph, the head of the step and its end, and not the noise', async () => {
    const text = await keyText(
      jobLog(
        'make',
        `${noise}\n\nIn file included from a.h:1:\nsrc/a.c:3:5: error: 'x' undeclared\n    3 | x;\n\n${noise}`,
        2,
      ),
    );
    expect(text).toEqual(
      expect.arrayContaining([
        '##[group]Run make',
        'In file included from a.h:1:',
        "src/a.c:3:5: error: 'x' undeclared",
        '    3 | x;',
        '##[error]Process completed with exit code 2.',
      ]),
    );
    expect(text.filter((line) => line.startsWith('working on'))).toEqual([]);
  });

  it('hold the counts and lists that a test runner ends with', async () => {
    const text = await keyText(
      jobLog(
        'ctest',
        `1/2 Test #1: color ...***Failed  0.1 sec\n${noise}\n\nThe following tests FAILED:\n\t  1 - color (Failed)\nErrors while running CTest`,
        8,
      ),
    );
    expect(text.join('\n')).toContain('1 - color (Failed)');
  });

  it('hold a list whose items begin alike to its end', async () => {
    const missing = Array.from(
      { length: 18 },
      (_, n) => `npm error Missing: part-${n}@1.0.${n} from lock file`,
    );
    const text = await keyText(
      jobLog(
        'npm ci',
        ['npm error code EUSAGE', 'npm error', '`npm ci` can only install', ...missing].join('\n'),
      ),
    );
    expect(text).toEqual(expect.arrayContaining(missing));
  });

  it('hold versions and variables that decide what a tool does', async () => {
    const log = jobLog(
      'python -m unittest',
      `Python 3.8.18\n${noise}\nTypeError: unsupported operand`,
    ).replace(
      /(\S+Z )shell: .*\n/,
      '$1shell: /usr/bin/bash -e {0}\n$1env:\n$1  NODE_ENV: production\n$1  COLOUR: red\n$1  API_KEY: \n',
    );
    const text = await keyText(log);
    expect(text).toEqual(expect.arrayContaining(['Python 3.8.18', '  NODE_ENV: production', '  API_KEY: ']));
    expect(text).not.toContain('  COLOUR: red');
  });
});

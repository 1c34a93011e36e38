import { describe, expect, it } from 'vitest';
import { programOf, speakerOf } from '../../src/parser/name-program.js';

describe('programOf', () => {
  it.each([
    ['buf lint', 'buf'],
    ['npx --yes oxlint src', 'oxlint'],
    ['sudo -E CI=1 acme-check --all', 'acme-check'],
    ['uv run mypkgtool check', 'mypkgtool'],
    ['./node_modules/.bin/knip', 'knip'],
  ])('names the program of %s', (command, program) => {
    expect(programOf(['set -e', command])).toBe(program);
  });

  it.each([
    'npm run check',
    './scripts/check.sh',
    'make docs',
    'acme a && acme b',
    'acme | tee log',
    'cat $FILE',
  ])('says nothing about %s, where another program may have spoken', (command) => {
    expect(programOf([command])).toBeUndefined();
  });

  it('says nothing about a script of several commands', () => {
    expect(programOf(['acme build', 'other check'])).toBeUndefined();
  });
});

describe('speakerOf', () => {
  it('knows the program by the name before its error when the script calls it', () => {
    expect(speakerOf('acme: error: no plan', ['acme build', 'acme check'])).toBe('acme');
  });

  it('does not take a word of the message for a program', () => {
    expect(speakerOf('note: error in plan', ['acme build'])).toBeUndefined();
    expect(speakerOf('npm: error', ['npm ci'])).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { categoryOfCommand, delivers } from '../../src/diagnosis/kind-of-command.js';

describe('categoryOfCommand', () => {
  it.each([
    ['npm run lint', 'lint'],
    ['cargo fmt --check', 'format'],
    ['npx tsc --noEmit', 'type'],
    ['./gradlew connectedAndroidTest', 'test'],
    ['make test', 'test'],
    ['npm ci', 'dependency'],
    ['npm run build', 'compile'],
    ['npx migrate:latest', 'runtime'],
    ['composer validate', 'lint'],
    ['acme --format github src/lint.json', undefined],
  ])('knows what %s is for', (command, category) => {
    expect(categoryOfCommand({ command })).toBe(category);
  });

  it('asks the name of the step when the command says nothing', () => {
    expect(categoryOfCommand({ command: './ci.sh', step: 'Unit tests' })).toBe('test');
  });
});

describe('delivers', () => {
  it('tells steps that deliver from steps that judge', () => {
    expect(delivers({ step: 'Deploy to staging' })).toBe(true);
    expect(delivers({ command: 'npm test' })).toBe(false);
  });
});

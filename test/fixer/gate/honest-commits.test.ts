import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const Commits = z.array(
  z.strictObject({
    repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
    commit: z.string().regex(/^[0-9a-f]{40}$/),
  }),
);

test('the honest commits that the gate is measured on are many, of many repositories, each once', () => {
  const text = readFileSync(new URL('honest/commits.json', import.meta.url), 'utf8');
  const commits = Commits.parse(JSON.parse(text));
  expect(commits.length).toBeGreaterThan(200);
  expect(new Set(commits.map(({ repo }) => repo)).size).toBeGreaterThan(50);
  expect(new Set(commits.map(({ commit }) => commit)).size).toBe(commits.length);
});

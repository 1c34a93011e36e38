import { describe, expect, test } from 'vitest';
import type { BugReport } from '../../../src/domain/index.js';
import type { CodeWindow } from '../../../src/fixer/context/index.js';
import { buildPrompt, findInjections, type PromptRequest } from '../../../src/fixer/prompt/index.js';
import { createRedactor } from '../../../src/redaction/index.js';
import { canary, hostileTexts } from './hostile-texts.js';

const marker = 'f00dcafe12345678';
const { redact } = createRedactor({ env: {}, secrets: [] });
const texts = hostileTexts(marker);

const report: BugReport = {
  fingerprint: 'f1',
  tool: 'vitest',
  category: 'test',
  severity: 'error',
  file: 'test/sum.test.ts',
  line: 4,
  message: 'expected 2 to be 1',
  test: { suite: 'sum', name: 'adds' },
  evidence: { startLine: 1, endLine: 2, excerpt: '' },
  rootCause: true,
  score: 1,
};
const window: CodeWindow = {
  file: 'src/sum.ts',
  startLine: 1,
  totalLines: 1,
  lines: ['export {};'],
  marked: [1],
  why: 'error',
};

/** Every way in which text that is not ours comes into a question. */
const ways: Record<string, (text: string) => Partial<PromptRequest>> = {
  message: (text) => ({ reports: [{ ...report, message: text }] }),
  'name of a test': (text) => ({ reports: [{ ...report, test: { suite: text, name: text } }] }),
  'expected and actual value': (text) => ({
    reports: [{ ...report, test: { name: 'adds', expected: text, actual: text } }],
  }),
  'code and file of an error': (text) => ({ reports: [{ ...report, code: text, file: text }] }),
  stack: (text) => ({ reports: [{ ...report, frames: [{ file: text, function: text, project: true }] }] }),
  'log excerpt': (text) => ({
    reports: [{ ...report, evidence: { startLine: 1, endLine: 2, excerpt: `FAIL\n${text}` } }],
  }),
  'end of the log': (text) => ({ logTail: text }),
  'file content': (text) => ({ windows: [{ ...window, lines: text.split('\n') }] }),
  'file name': (text) => ({ windows: [{ ...window, file: text }] }),
  command: (text) => ({ command: text }),
  'name of job and step': (text) => ({ facts: { job: text, step: text } }),
  'diff of the commit that broke it': (text) => ({ level: 2, culpritDiff: text }),
  'earlier attempt': (text) => ({
    previousAttempts: [{ summary: text, diff: text, reason: text, nearest: text }],
  }),
  'past fix': (text) => ({ pastFixes: [{ summary: text, diff: text, fate: text }] }),
  'answer of a person': (text) => ({ answers: [{ question: text, answer: text }] }),
  'files left out': (text) => ({ left: text.split('\n').slice(0, 10) }),
};

const build = (over: Partial<PromptRequest>) =>
  buildPrompt({ level: 1, reports: [report], windows: [window], marker, redact, ...over });

const plains = new Map<string, ReturnType<typeof build>>();
/** The question with harmless text in the same way. */
const plainOf = (way: string) => {
  const known = plains.get(way) ?? build(ways[way]?.(`${canary} harmless`) ?? {});
  plains.set(way, known);
  return known;
};

/** What stands outside of every fence. */
const outside = (text: string): string =>
  text.replace(new RegExp(`<<DATA ${marker} [^\\n]*>>\\n[\\s\\S]*?\\n<<END ${marker}>>`, 'g'), '');

const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff]|[\u{e0000}-\u{e007f}]|\p{Variation_Selector}{2}/u;

test('there are many of them', () => {
  expect(texts.length * Object.keys(ways).length).toBeGreaterThan(400);
  expect(new Set(texts.map((t) => t.name)).size).toBe(texts.length);
});

describe.each(texts)('$name', ({ text, hides, seen }) => {
  test.each(Object.entries(ways))('as %s stays data', async (way, place) => {
    const over = place(text);
    const plain = await plainOf(way);
    const known = new Set([...ownLines(plain.user), 'Not shown for want of room: ']);
    const { system, user } = await build(over);
    // What is ours is the same, whatever the data says.
    expect(system).toBe(plain.system);
    expect(ownLines(user).filter((line) => !known.has(line))).toEqual([]);
    for (const title of ['# Errors', '# Code', '# Task']) expect(ownLines(user)).toContain(title);
    expect(outside(user)).not.toContain(canary);
    expect(user, way).toContain(canary);
    expect(user.split(`<<DATA ${marker} `).length).toBe(user.split(`<<END ${marker}>>`).length);
    expect(user).not.toMatch(unseen);
    if (hides !== undefined) expect(user).not.toContain(hides);
    expect(user.length).toBeLessThan(40_000);
  });

  test(seen ? 'is noticed' : 'needs no notice', () => {
    const found = findInjections(text);
    if (seen) expect(found).not.toEqual([]);
    for (const says of found) expect(says).not.toContain(canary);
  });
});

/** Our own words: everything outside of the fences, numbers of attempts and the like left as they are. */
const ownLines = (user: string): string[] =>
  outside(user)
    .split('\n')
    .filter((line) => line.trim() !== '');

describe('what is no injection', () => {
  test.each([
    [
      'a stack trace',
      'TypeError: x is not a function\n    at run (src/a.js:1:2)\n    at Assistant.start (src/assistant.js:5:1)',
    ],
    [
      'a log that mentions a system',
      'System information: Linux 6.1, 2 cores\nThe system must be restarted to apply updates',
    ],
    ['ignored rules of a linter', 'warning: all rules for this file are ignored by .eslintignore'],
    ['a conflict mark', '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main'],
    ['a flag and a family', 'ok \u{1f1e9}\u{1f1ea} \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u26a0\ufe0f'],
    ['tokens of a parser', 'error: unexpected token: identifier; send the token to the next state'],
    [
      'documentation of a variable',
      'Set the environment variable DATABASE_URL to the address of the database',
    ],
  ])('%s', (_, text) => {
    expect(findInjections(text)).toEqual([]);
  });
});

test('signs are looked for in a time that grows with the text only', () => {
  for (const evil of ['\n', 'ignore ', 'system: ', 'AI must ', 'print ', '<<END ', '\u200b ', 'you are '])
    expect(timeOf(() => findInjections(evil.repeat(300_000 / evil.length)))).toBeLessThan(1_500);
});

function timeOf(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

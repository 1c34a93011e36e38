import { describe, expect, test } from 'vitest';
import type { BugReport } from '../../../src/domain/index.js';
import { judgeChange } from '../../../src/fixer/gate/index.js';
import { attacks } from './cheats/attacks.js';
import type { Cheat } from './cheats/cheat.js';
import { javascriptCheats } from './cheats/javascript.js';
import { knownGaps } from './cheats/known-gaps.js';
import { otherCheats } from './cheats/other-languages.js';
import { pythonCheats } from './cheats/python.js';
import { secondRound } from './cheats/second-round.js';
import { settingCheats } from './cheats/settings.js';
import { thirdRound } from './cheats/third-round.js';

/** Everything is allowed that a policy can allow: only the rules against cheating are left to speak. */
const policy = { maxFiles: 100, maxLines: 10_000, protectedPaths: [], automaticUpToRisk: 4 };

function judge({ file, before, after, to, expected }: Cheat) {
  const goesTo = to ?? file;
  const kind = to === null ? 'deleted' : to === undefined ? 'modified' : 'renamed';
  const from = kind === 'renamed' && { from: file };
  const report: BugReport = {
    fingerprint: 'f',
    tool: 'vitest',
    category: 'test',
    severity: 'error',
    message: 'failed',
    ...(expected !== undefined && { test: { name: 'adds', expected } }),
    evidence: { startLine: 1, endLine: 1, excerpt: '' },
    rootCause: true,
    score: 1,
  };
  return judgeChange(
    {
      changes: [{ file: goesTo, ...from, kind, added: 1, removed: 1 }],
      patch: '',
      files: [{ file: goesTo, ...from, before, ...(to !== null && { after }) }],
      reports: [report],
      byRecipe: true,
      touchesTests: true,
      proposal: file.startsWith('.github/'),
    },
    policy,
    () => [],
  );
}

/** A person is asked, and told why: a rule speaks, and names the file. */
const isCaught = (cheat: Cheat): boolean => {
  const { band, findings = [] } = judge(cheat);
  return band !== 'automatic' && findings.some(({ severity, file }) => severity >= 3 && file.length > 0);
};

const all = [
  ...javascriptCheats,
  ...pythonCheats,
  ...otherCheats,
  ...settingCheats,
  ...attacks,
  ...secondRound,
  ...thirdRound,
];

describe('a cheat never goes in by itself', () => {
  test.each(all.map((cheat) => [`${cheat.file}: ${cheat.name}`, cheat] as const))('%s', (_name, cheat) => {
    expect(isCaught(cheat)).toBe(true);
  });

  test('and most are refused at once, each with a sentence that names the place', () => {
    const refused = all.map(judge).filter(({ band }) => band === 'refused');
    expect(refused.length / all.length).toBeGreaterThan(0.7);
    for (const { reasons } of refused) expect(reasons.join('\n')).toMatch(/^[\w./-]+(?::\d+)?: .+\.$/m);
  });

  test('and those that slip through are few', () => {
    expect(all.length).toBeGreaterThan(200);
    expect(all.length / (all.length + knownGaps.length)).toBeGreaterThan(0.95);
  });
});

test('a known gap is still one', () => {
  expect(knownGaps.filter(isCaught).map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
});

describe('the other way round, the change is no cheat', () => {
  // What a cheat does, undone, is what an honest fix of the tests or settings looks like.
  const undone = all
    .filter(({ to }) => to === undefined)
    .map(({ before, after, ...rest }) => ({ ...rest, before: after, after: before }));
  test('for nearly all', () => {
    const refused = undone.flatMap((cheat) => {
      const { band, reasons } = judge(cheat);
      return band === 'refused' ? [`${cheat.name}: ${reasons.join(' ')}`] : [];
    });
    expect(refused).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnoseJob } from '../../src/diagnosis/index.js';
import type { BugReport } from '../../src/domain/index.js';
import { parseLog } from '../parser/read-text.js';

interface Place {
  file?: string;
  line?: number;
  code?: string;
  message?: string;
}

interface Expected {
  /** `real tool`: printed by the tool itself; `by hand`: shaped after its documentation. */
  made: 'real tool' | 'by hand';
  tool: string;
  category: string;
  owner: string;
  command: string;
  exitCode: number;
  rootCause: Place[];
}

const folder = join(import.meta.dirname, 'cases');
/** Cases that are not understood yet. Each must fail: mending one means taking it off this list. */
const knownGaps = new Set<string>([]);

const fits = (report: BugReport, place: Place): boolean =>
  (place.file === undefined || report.file === place.file) &&
  (place.line === undefined || report.line === place.line) &&
  (place.code === undefined || report.code === place.code) &&
  (place.message === undefined || `${report.message}\n${report.evidence.excerpt}`.includes(place.message));

describe('logs of real tools', () => {
  for (const name of readdirSync(folder)) {
    const run = knownGaps.has(name) ? it.fails : it;
    run(`names the cause in ${name}`, async () => {
      const expected = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8')) as Expected;
      const [parsed] = await parseLog(readFileSync(join(folder, name, 'log.txt')));
      expect(parsed).toBeDefined();
      if (!parsed) return;
      const failure = diagnoseJob(parsed);
      const causes = failure.reports.filter((report) => report.rootCause);
      expect(expected.rootCause.some((place) => causes[0] && fits(causes[0], place))).toBe(true);
      expect(causes.filter((cause) => !expected.rootCause.some((place) => fits(cause, place)))).toEqual([]);
      expect({
        tool: causes[0]?.tool,
        category: failure.category,
        owner: failure.owner,
        exitCode: failure.exitCode,
        command: failure.command,
      }).toEqual({
        tool: expected.tool,
        category: expected.category,
        owner: expected.owner,
        exitCode: expected.exitCode,
        command: expected.command,
      });
    });
  }
});

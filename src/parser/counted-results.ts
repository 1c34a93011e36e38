import type { Summary, SummaryReader } from './summary-readers.js';

/** Go tells a line a test with `-v`, in JSON an event a test, else only a line a package; then packages are counted. */
export function goTests(): SummaryReader {
  const tests = { passed: 0, failed: 0, skipped: 0 };
  const packages = { passed: 0, failed: 0, skipped: 0 };
  let isVerbose = false;
  return {
    read(line) {
      if (line.startsWith('=== RUN')) isVerbose = true;
      const verdict = /^\s*--- (PASS|FAIL|SKIP): /.exec(line)?.[1];
      const event = /^\{.*"Action":"(pass|fail|skip)".*"Test":"/.exec(line)?.[1];
      if (event) isVerbose = true;
      count(tests, verdict ?? event?.toUpperCase());
      if (/^ok\s+\S+\s+(?:[\d.]+s|\(cached\))/.test(line) && !line.includes('[no tests to run]'))
        packages.passed++;
      if (/^FAIL\s+\S+\s+(?:[\d.]+s|\[(?:build|setup) failed\])/.test(line)) packages.failed++;
    },
    end: () => [isVerbose ? tests : packages].filter(isSomething),
  };
}

/** Surefire tells a line a class and one for all; without the latter the classes are added up. */
export function mavenTests(): SummaryReader {
  const wholes: Summary[] = [];
  const classes: Summary[] = [];
  return {
    read(line) {
      const match = /Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)/.exec(line);
      if (!match) return;
      const [total = 0, failures = 0, errors = 0, skipped = 0] = match.slice(1).map(Number);
      const ofClass = /Time elapsed|-- in /.test(line);
      (ofClass ? classes : wholes).push({ total, failed: failures + errors, skipped });
    },
    end: () => (wholes.length > 0 ? wholes : classes),
  };
}

/** Cypress draws a box a spec file. */
export function cypressTests(): SummaryReader {
  const found: Summary[] = [];
  const kinds = { Passing: 'passed', Failing: 'failed', Pending: 'skipped', Skipped: 'skipped' } as const;
  return {
    read(line) {
      const [, word, count] =
        /^\s*│\s*(Tests|Passing|Failing|Pending|Skipped):\s+(\d+)\s*│$/.exec(line) ?? [];
      const last = found.at(-1);
      if (word === 'Tests') found.push({ total: Number(count) });
      else if (word && last) {
        const kind = kinds[word as keyof typeof kinds];
        last[kind] = (last[kind] ?? 0) + Number(count);
      }
    },
    end: () => found,
  };
}

/** TAP: `ok 1 - name # SKIP`; at the end a runner may add the sums, which then count alone. */
export function tapTests(): SummaryReader {
  const sums: Summary[] = [];
  const lines = { passed: 0, failed: 0, skipped: 0 };
  let hasPlan = false;
  const kinds: Readonly<Record<string, keyof Summary>> = {
    tests: 'total',
    pass: 'passed',
    fail: 'failed',
    cancelled: 'failed',
    skipped: 'skipped',
    skip: 'skipped',
    todo: 'skipped',
  };
  return {
    read(line) {
      const [, word = '', count] =
        /^[#\u2139] (tests|pass|fail|cancelled|skipped|skip|todo) +(\d+)$/.exec(line) ?? [];
      const kind = kinds[word];
      const last = sums.at(-1);
      if (kind === 'total') sums.push({ total: Number(count) });
      else if (kind && last) last[kind] = (last[kind] ?? 0) + Number(count);
      if (/^1\.\.\d+/.test(line)) hasPlan = true;
      const [, not, directive] = /^(not )?ok \d+\b(?:.*# (SKIP|TODO)\b)?/i.exec(line) ?? [];
      if (/^(?:not )?ok \d/.test(line)) count1(lines, not ? 'failed' : 'passed', directive);
    },
    end: () => (sums.length > 0 ? sums : hasPlan && isSomething(lines) ? [lines] : []),
  };
}

const count1 = (
  counts: Required<Omit<Summary, 'total'>>,
  kind: 'passed' | 'failed',
  directive?: string,
): void => {
  counts[directive ? 'skipped' : kind]++;
};

function count(counts: Required<Omit<Summary, 'total'>>, verdict: string | undefined): void {
  if (verdict === 'PASS') counts.passed++;
  else if (verdict === 'FAIL') counts.failed++;
  else if (verdict === 'SKIP') counts.skipped++;
}

const isSomething = ({ passed = 0, failed = 0, skipped = 0 }: Summary): boolean =>
  passed + failed + skipped > 0;

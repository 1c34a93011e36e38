import type { BugReport, GateFinding } from '../../domain/index.js';
import { compareManifests } from './inventory/compare-manifests.js';
import { compareSettings } from './inventory/compare-settings.js';
import { compareSuites } from './inventory/compare-suites.js';
import { compareTestData } from './inventory/compare-test-data.js';
import { compareWorkflows } from './inventory/compare-workflows.js';
import { findHardCoded } from './rules/expected-values.js';
import { findTexts } from './rules/find-texts.js';
import { findGutted } from './rules/gutted-code.js';
import { findHiddenCharacters } from './rules/hidden-characters.js';
import { skipRules } from './rules/skip-rules.js';
import { suppressionRules } from './rules/suppression-rules.js';
import { testRules } from './rules/test-rules.js';
import { toleranceRules } from './rules/tolerance-rules.js';
import { tripwires } from './rules/tripwires.js';
import type { ChangedSource } from './source/changed-source.js';

const textRules = [...skipRules, ...testRules, ...suppressionRules, ...toleranceRules, ...tripwires];

/** These say what is wrong with a test; that its values differ too says no more. */
const aboutTests = /^(?:expectation-edited|assertion-|test-removed|test-file-lost|tolerance-raised)/;

/** All that a change does to look green, to lower the standards or to do harm; the worst first, a place once a rule. */
export function findCheats(changes: readonly ChangedSource[], reports: readonly BugReport[]): GateFinding[] {
  const findings = [
    ...compareSuites(changes),
    ...compareTestData(changes),
    ...compareWorkflows(changes),
    ...compareManifests(changes),
    ...compareSettings(changes),
    ...findTexts(changes, textRules),
    ...findHiddenCharacters(changes),
    ...findHardCoded(changes, reports),
    ...findGutted(changes),
  ];
  const seen = new Set<string>();
  const told = new Set(findings.filter(({ rule }) => aboutTests.test(rule)).map(({ file }) => file));
  return findings
    .filter(({ rule, file }) => !(rule.startsWith('test-data-') && told.has(file)))
    .sort((a, b) => b.severity - a.severity)
    .filter(({ rule, file, line }) => {
      const key = JSON.stringify([rule, file, line]);
      return !seen.has(key) && seen.add(key);
    });
}

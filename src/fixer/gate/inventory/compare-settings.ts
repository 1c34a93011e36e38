import { oneLine } from '../../../domain/index.js';
import type { Finding } from '../rules/rule.js';
import type { ChangedSource } from '../source/changed-source.js';
import { settingRules } from './setting-rules.js';
import { type Setting, settingsOf } from './settings.js';

const settled = new Set(['config', 'manifest', 'executes', 'workflow', 'test']);

/** What the tools are told after the change that lets more pass than before. Compared as values, not as text. */
export function compareSettings(changes: readonly ChangedSource[]): Finding[] {
  return changes
    .filter((change) => settled.has(change.is) && !isCode(change) && change.hunks.length > 0)
    .flatMap(compareFile);
}

/** Tests and scripts in a programming language are not configurations. */
const isCode = ({ is, file, language }: ChangedSource): boolean =>
  (is === 'test' &&
    !/(?:^|\/)(?:jest|vitest|karma|playwright|cypress|wdio)[\w.-]*config|conftest\.py$/.test(file)) ||
  (is === 'workflow' && language !== 'yaml') ||
  ['shell', 'make', 'docker', 'prose'].includes(language);

function compareFile(change: ChangedSource): Finding[] {
  const before = settingsOf(change, 'before');
  const after = settingsOf(change, 'after');
  const findings: Finding[] = [];
  for (const rule of settingRules) {
    if (rule.files && !rule.files.test(change.file)) continue;
    const matches = ({ path }: Setting): boolean =>
      rule.path.test(path) && !(rule.notPath?.test(path) ?? false);
    const [old, now] = [before.filter(matches), after.filter(matches)];
    const worse = rule.compare(old, now, change.kind === 'added');
    if (worse)
      findings.push({
        rule: rule.rule,
        severity: rule.severity,
        file: change.file,
        line: worse.line,
        says: `${rule.says} ("${oneLine(`${worse.path.replace(/\[\]$/, '')}: ${worse.value}`, 80)}")`,
      });
  }
  return findings;
}

import { oneLine } from '../../../domain/index.js';
import type { Finding } from '../rules/rule.js';
import { checkCommand } from '../rules/tolerance-rules.js';
import type { ChangedSource } from '../source/changed-source.js';
import { type Setting, settingsOf } from './settings.js';

/** Scripts that npm runs by itself, on other people's machines too. */
const lifecycle = /^(?:pre|post)?(?:install|prepare|publish|pack)$|^(?:prepublishOnly|dependencies)$/;
/** Scripts that a check hangs on. */
const checks = /test|lint|check|type|tsc|build|verify|validate|format|coverage|ci\b|e2e|unit|spec|compile/i;
const nothing =
  /^\s*(?:echo\b[^&|;]*|true|exit(?: 0)?|:|node -e ["'](?:process\.exit\(0?\))?["']|)\s*;?\s*(?:exit 0)?$/;
const aCheck = new RegExp(`\\b${checkCommand}\\b`);

/** Scripts that check less or run where nobody asked, and packages from nowhere. */
export function compareManifests(changes: readonly ChangedSource[]): Finding[] {
  const locked = changes.filter(({ is }) => is === 'lockfile').map(({ before }) => before.text);
  return [
    ...changes
      .filter(({ file }) => /(?:^|\/)(?:package|composer)\.json$/.test(file))
      .flatMap(comparePackage(locked)),
    ...changes.filter(({ is }) => is === 'lockfile').flatMap(newHosts),
  ];
}

const comparePackage =
  (locked: readonly string[]) =>
  (change: ChangedSource): Finding[] => {
    const [before, after] = [settingsOf(change, 'before'), settingsOf(change, 'after')];
    const finding = (rule: string, severity: number, { line }: Setting, says: string): Finding => ({
      rule,
      severity,
      file: change.file,
      line,
      says,
    });
    return [
      ...scriptsOf(before).flatMap((script) =>
        lostWork(script, scriptsOf(after), change.kind === 'deleted', finding),
      ),
      ...scriptsOf(after)
        .filter(
          ({ path, value }) =>
            lifecycle.test(nameOf(path)) && !before.some((old) => old.path === path && old.value === value),
        )
        .map((script) =>
          finding(
            'lifecycle-script',
            9,
            script,
            `A script is added that runs at every install ("${oneLine(script.value, 60)}")`,
          ),
        ),
      ...packagesOf(after)
        .filter(
          ({ path, value }) =>
            isForeign(value) && !before.some((old) => old.path === path && old.value === value),
        )
        .map((entry) =>
          finding(
            'foreign-package',
            9,
            entry,
            `A package comes from outside the registry ("${oneLine(entry.value, 60)}")`,
          ),
        ),
      ...packagesOf(after)
        .filter(({ path }) => !packagesOf(before).some((old) => nameOf(old.path) === nameOf(path)))
        .filter(({ path }) => !locked.some((text) => text.includes(nameOf(path))))
        .map((entry) =>
          finding(
            'new-package',
            4,
            entry,
            `A package is added that the project did not have ("${oneLine(nameOf(entry.path), 60)}")`,
          ),
        ),
    ];
  };

const scriptsOf = (settings: readonly Setting[]): Setting[] =>
  settings.filter(({ path }) => /^scripts\.[^.]/.test(path));

const packagesOf = (settings: readonly Setting[]): Setting[] =>
  settings.filter(({ path }) =>
    /^(?:dependencies|devDependencies|optionalDependencies|peerDependencies|overrides|resolutions|require|require-dev)\./.test(
      path,
    ),
  );

const nameOf = (path: string): string => path.slice(path.indexOf('.') + 1).replace(/\[\]$/, '');

const isForeign = (version: string): boolean =>
  /^(?:git\+|git:|github:|gitlab:|bitbucket:|https?:|ssh:|file:\.\.\/|[\w.-]+\/[\w.-]+(?:#|$))/.test(version);

type Make = (rule: string, severity: number, setting: Setting, says: string) => Finding;

/** A check that a script no longer does. */
function lostWork(script: Setting, after: readonly Setting[], isGone: boolean, finding: Make): Finding[] {
  const name = nameOf(script.path);
  if (!checks.test(name) || nothing.test(script.value)) return [];
  const now = after.filter(({ path }) => path === script.path);
  const left = now.map(({ value }) => value).join(' && ');
  const at = now[0] ?? script;
  if (now.length === 0)
    return isGone || after.some(({ value }) => value === script.value)
      ? []
      : [finding('script-emptied', 8, script, `The script "${oneLine(name, 40)}" is taken out`)];
  if (nothing.test(left))
    return [finding('script-emptied', 9, at, `The script "${oneLine(name, 40)}" does nothing any more`)];
  const elsewhere = after.map(({ value }) => value).join(' && ');
  return toolsOf(script.value)
    .filter((tool) => !toolsOf(elsewhere).includes(tool))
    .slice(0, 1)
    .map((tool) =>
      finding(
        'script-emptied',
        7,
        at,
        `The script "${oneLine(name, 40)}" no longer runs "${oneLine(tool, 40)}"`,
      ),
    );
}

/** The checking programs that a command line starts. */
const toolsOf = (command: string): string[] =>
  command
    .split(/&&|\|\||[;|&]/)
    .map((part) =>
      part
        .trim()
        .replace(/^(?:\w+=\S+\s+)*(?:npx|pnpm exec|yarn|bunx|cross-env(?:\s+\w+=\S+)*)\s+(?:--?\S+\s+)*/, ''),
    )
    .filter((part) => aCheck.test(part))
    .map((part) =>
      part
        .split(/\s+/)
        .slice(0, /^(?:npm|pnpm|yarn|bun|go|cargo|make)\b/.test(part) ? 3 : 1)
        .join(' '),
    );

const url = /\b(?:https?|git\+ssh|git\+https|ssh):\/\/(?:[^@/\s"']*@)?([\w.-]+)/g;

/** A place that packages were not fetched from before. */
function newHosts({ before, after, file, hunks }: ChangedSource): Finding[] {
  const known = new Set([...before.text.matchAll(url)].map(([, host]) => host));
  if (before.text === '' || hunks.length === 0) return [];
  const fresh = [...after.text.matchAll(url)].find(
    ([whole, host = '']) =>
      !known.has(host) && (known.size > 0 || /^git|^ssh/.test(whole)) && !usual.test(host),
  );
  return fresh
    ? [
        {
          rule: 'package-host-added',
          severity: 9,
          file,
          line: after.text.slice(0, fresh.index).split('\n').length,
          says: `Packages come from a place they did not come from before ("${oneLine(fresh[1] ?? '', 60)}")`,
        },
      ]
    : [];
}

/** Lockfiles name these for what is said about a package, not for where it comes from. */
const usual =
  /^(?:registry\.(?:npmjs\.org|yarnpkg\.com)|github\.com|opencollective\.com|(?:www\.)?paypal\.me|tidelift\.com|(?:www\.)?patreon\.com|feross\.org|files\.pythonhosted\.org|pypi\.org|rubygems\.org|index\.crates\.io|static\.crates\.io|api\.github\.com|packagist\.org|.*\.githubusercontent\.com|ko-fi\.com|paulmillr\.com|dotenvx\.com|eslint\.org|.*opencollective\.com|thanks\.dev|polar\.sh|buymeacoffee\.com|.*\.sponsors?)$/;

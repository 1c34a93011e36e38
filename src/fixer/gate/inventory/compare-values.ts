import picomatch from 'picomatch';
import type { Setting } from './settings.js';

/** The value that shows what is lost between two sides of a file, if there is one; `isNew`: there was no file. */
export type Compare = (
  before: readonly Setting[],
  after: readonly Setting[],
  isNew: boolean,
) => Setting | undefined;

/** Every value that both sides have under one key; a key that is gone pairs with nothing. */
function pairs(
  before: readonly Setting[],
  after: readonly Setting[],
): [Setting | undefined, Setting | undefined][] {
  const [old, now] = [firsts(before), firsts(after)];
  return [...new Set([...old.keys(), ...now.keys()])].map((path) => [old.get(path), now.get(path)]);
}

/** The first value of each key. */
const firsts = (settings: readonly Setting[]): Map<string, Setting> =>
  new Map([...settings].reverse().map((setting) => [setting.path, setting]));

const numberOf = (setting: Setting | undefined): number =>
  setting === undefined ? Number.NaN : Number.parseFloat(setting.value.replace(/[%_]/g, ''));

/** A floor that sinks or goes away. */
export const sinks: Compare = (before, after, isNew) =>
  isNew
    ? undefined
    : pairs(before, after)
        .filter(([old, now]) => numberOf(old) > 0 && !(numberOf(now) >= numberOf(old)))
        .map(([old, now]) => now ?? old)[0];

/** A ceiling that rises, or is set where there was none. */
export const rises: Compare = (before, after) =>
  pairs(before, after).find(([old, now]) => numberOf(now) > (old === undefined ? 0 : numberOf(old)))?.[1];

const truths = /^(?:true|yes|on|1|True)$/;
const untruths = /^(?:false|no|off|0|False|none|never)$/;

/** Was on or strict, and is off or gone. */
export const switchedOff: Compare = (before, after) =>
  pairs(before, after)
    .filter(([old, now]) => {
      const wasOff = old !== undefined && untruths.test(old.value);
      const wasOn = old !== undefined && truths.test(old.value);
      return (now !== undefined && untruths.test(now.value) && !wasOff) || (now === undefined && wasOn);
    })
    .map(([old, now]) => now ?? old)[0];

export const switchedOn: Compare = (before, after) =>
  pairs(before, after).find(
    ([old, now]) =>
      now !== undefined && truths.test(now.value) && !(old !== undefined && truths.test(old.value)),
  )?.[1];

const held = (settings: readonly Setting[]): Set<string> => new Set(settings.map(({ value }) => value));

/** A list of what is left out that gets longer. */
export const grows: Compare = (before, after) => {
  const known = held(before);
  return after.find(({ value }) => !known.has(value));
};

/** A list of what is looked at that loses or narrows an entry. */
export const shrinks: Compare = (before, after, isNew) => {
  if (isNew || before.length === 0) return undefined;
  const covers = picomatch(after.map(({ value }) => bare(value)).filter(isPattern), {
    dot: true,
    noextglob: true,
  });
  const left = held(after);
  return before.find(({ value }) => !left.has(value) && !(isPattern(bare(value)) && covers(sampleOf(value))));
};

/** The patterns come from the repository: only plain ones are tried, so that none can hold up the gate. */
const isPattern = (value: string): boolean =>
  /^[\w./*?{},@[\]-]{1,100}$/.test(value) && (value.match(/\*+/g) ?? []).length <= 4;

const bare = (pattern: string): string => pattern.replace(/^\.\//, '');

/** A path that a pattern stands for. */
const sampleOf = (pattern: string): string => bare(pattern).replace(/\*\*/g, 'a/b').replace(/[*?]/g, 'x');

export const isNegated = ({ value }: Setting): boolean => value.startsWith('!');

/** Commands whose words are not all in one that is left, and those that tox is told to let fail. */
export const commandsLost: Compare = (before, after, isNew) => {
  if (isNew) return undefined;
  const words = ({ value }: Setting): string[] => value.replace(/^-\s+/, '').split(/\s+/);
  const mayFail = ({ value }: Setting): boolean => /^-\s/.test(value);
  const known = held(before);
  return (
    after.find((setting) => mayFail(setting) && !known.has(setting.value)) ??
    before.find((old) => !after.some((now) => words(old).every((word) => words(now).includes(word))))
  );
};

const levels: Readonly<Record<string, number>> = {
  off: 0,
  '0': 0,
  none: 0,
  allow: 0,
  disable: 0,
  disabled: 0,
  false: 0,
  null: 0,
  silent: 0,
  info: 1,
  suggestion: 1,
  refactor: 1,
  warn: 2,
  warning: 2,
  '1': 2,
};
const levelOf = (setting: Setting | undefined): number | undefined =>
  setting === undefined ? undefined : (levels[setting.value.toLowerCase()] ?? 3);

/** A rule that reports less than before. */
export const milder: Compare = (before, after, isNew) =>
  isNew
    ? undefined
    : pairs(before, after)
        .filter(([old, now]) => {
          const [was, is] = [levelOf(old), levelOf(now)];
          if (is === undefined) return was === 3 && old !== undefined && isLevel(old);
          return is < 3 && is < (was ?? 3);
        })
        .map(([old, now]) => now ?? old)[0];

const isLevel = ({ value }: Setting): boolean => /^(?:error|err|2|deny|forbid|fatal)$/i.test(value);

/** Words of a command line that make a runner look away came, or words that make it strict went. */
export const optionsLoosened: Compare = (before, after) => {
  const words = (settings: readonly Setting[]): Set<string> =>
    new Set(settings.flatMap(({ value }) => value.split(/\s+/)));
  const [old, now] = [words(before), words(after)];
  const strict =
    /^--?(?:strict\S*|Werror|W|error|cov-fail-under\S*|doctest-modules|cov\S*|exitfirst|x|max-warnings\S*|runInBand|check-leaks|forbid-only|fail-zero|frozen\S*|all-files)$/;
  const loose =
    /^(?:--?(?:ignore\S*|deselect\S*|k|no-cov|exit-zero|p|disable-\S+|suppress\S*|skip\S*|continue-on-collection-errors|pass-with-no-tests|passWithNoTests|exclude\S*|m)|no:\S+|not)$/;
  const lost = before.find(({ value }) =>
    value.split(/\s+/).some((word) => strict.test(word) && !now.has(word)),
  );
  return (
    after.find(({ value }) => value.split(/\s+/).some((word) => loose.test(word) && !old.has(word))) ?? lost
  );
};

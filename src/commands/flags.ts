import { InvalidArgumentError, Option } from 'commander';
import { SandboxKind } from '../domain/index.js';

// Readers of flag values; commander turns what they throw into a usage error.

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1)
    throw new InvalidArgumentError('It takes a whole number from 1.');
  return Number(text);
}

/** `0.25` → 0.25 US dollars. */
export function money(text: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new InvalidArgumentError('It takes dollars like 0.25 or 2.');
  return Number(text);
}

export const oneOf =
  <T extends string>(values: readonly T[]) =>
  (text: string): T => {
    const value = values.find((known) => known === text);
    if (value === undefined) throw new InvalidArgumentError(`It takes one of: ${values.join(', ')}.`);
    return value;
  };

const units: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `90s`, `15m`, `2h`, `3d`, `1w` → milliseconds. */
export function duration(text: string): number {
  const [, amount, unit] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined)
    throw new InvalidArgumentError('It takes a time like 90s, 15m, 2h, 3d or 1w.');
  return Number(amount) * (units[unit] ?? 0);
}

const scales: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** `500M`, `5G` → bytes. */
export function size(text: string): number {
  const [, amount, scale = ''] = /^(\d+(?:\.\d+)?)([KMGT]?)B?$/i.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('It takes a size like 500M or 5G.');
  return Number(amount) * (scales[scale.toUpperCase()] ?? 1);
}

export const list = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

export const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];

/** What every command that runs project code takes. */
export interface SandboxFlags {
  sandbox?: SandboxKind;
  trust?: boolean;
}

export const sandboxOption = (): Option =>
  new Option('--sandbox <kind>', SandboxKind.options.join(', ')).argParser(oneOf(SandboxKind.options));

export const trustOption = (): Option => new Option('--trust', "run a fork's code even without a sandbox");

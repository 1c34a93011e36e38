import picomatch from 'picomatch';
import type { GateFinding, RiskBand, RiskTerm, Verdict } from '../../domain/index.js';
import type { GatePolicy } from './proposed-change.js';

const bands: readonly RiskBand[] = ['automatic', 'ask', 'confirm', 'patch', 'refused'];

export const stricter = (one: RiskBand, other: RiskBand): RiskBand =>
  bands.indexOf(one) >= bands.indexOf(other) ? one : other;

/** From this severity, or from this risk, a change is not pushed. */
export const refusedFrom = 7;
const confirmedFrom = 5;

/** What the terms add up to, and the band of that. Refusals outweigh all. */
export function makeVerdict(
  parts: {
    refusals: readonly string[];
    terms: readonly RiskTerm[];
    findings: readonly GateFinding[];
    floor?: RiskBand | undefined;
    repo?: string | undefined;
  },
  policy: GatePolicy,
): Verdict {
  const { refusals, findings } = parts;
  const terms = [...parts.terms];
  const risk = clamp(terms.reduce((sum, { points }) => sum + points, 0));
  const shared = { terms, ...(findings.length > 0 && { findings: [...findings] }) };
  if (refusals.length > 0)
    return { band: 'refused', risk: Math.max(risk, refusedFrom), reasons: [...refusals], ...shared };
  const floor = stricter(parts.floor ?? 'automatic', isProtected(parts.repo, policy) ? 'patch' : 'automatic');
  return {
    band: stricter(bandOf(risk, policy), floor),
    risk,
    reasons: [
      ...findings.map(sentenceOf),
      ...(isProtected(parts.repo, policy)
        ? ['The configuration lets nothing be pushed to this repository.']
        : []),
      ...terms.map(({ says, points }) => `${says} (${points < 0 ? '' : '+'}${round(points)}).`),
    ],
    ...shared,
    ...(floor !== 'automatic' && { floor }),
  };
}

/** The way a finding is told, with its place. */
export const sentenceOf = ({ says, file, line }: GateFinding): string =>
  `${file}${line === undefined ? '' : `:${line}`}: ${/^[A-Z][a-z ]/.test(says) ? says.slice(0, 1).toLowerCase() : says.slice(0, 1)}${says.slice(1)}.`;

function bandOf(risk: number, { automaticUpToRisk }: GatePolicy): RiskBand {
  if (risk >= refusedFrom) return 'patch';
  if (risk >= confirmedFrom) return 'confirm';
  return automaticUpToRisk !== undefined && risk <= automaticUpToRisk ? 'automatic' : 'ask';
}

const isProtected = (repo: string | undefined, { protectedRepositories = [] }: GatePolicy): boolean =>
  repo !== undefined &&
  protectedRepositories.length > 0 &&
  picomatch.isMatch(repo, [...protectedRepositories], { nocase: true, dot: true });

const clamp = (risk: number): number => Math.min(10, Math.max(0, round(risk)));
const round = (points: number): number => Math.round(points * 100) / 100;

import type { Finding } from './finding.js';

const squash = (text: string): string => text.replace(/\s+/g, ' ').trim();
const baseName = (file: string | undefined): string => file?.replaceAll('\\', '/').split('/').pop() ?? '';

/**
 * One finding for each fact: the same line read twice, the same failure told again in a summary, and what
 * lies inside the block of a stronger finding are folded together.
 */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const strongestFirst = findings
    .map((finding, order) => ({ finding, order }))
    .sort((a, b) => b.finding.weight - a.finding.weight || a.order - b.order);
  const byKey = new Map<string, Finding>();
  const kept: Finding[] = [];
  for (const { finding } of strongestFirst) {
    const same = byKey.get(keyOf(finding)) ?? twin(kept, finding);
    if (same) {
      enrich(same, finding);
      continue;
    }
    if (kept.some((other) => covers(other, finding))) continue;
    kept.push({ ...finding });
    const added = kept[kept.length - 1];
    if (added) byKey.set(keyOf(finding), added);
  }
  return kept.filter((finding) => !isShell(finding, kept)).sort((a, b) => a.from - b.from);
}

function keyOf(finding: Finding): string {
  // A formatter lists every place; what has to be done is one thing a file.
  if (finding.category === 'format' && finding.file) return `${finding.tool}|${finding.file}|format`;
  // Forty tests that trip over the same line of the project are one fact.
  const who = finding.file && finding.line ? '' : (finding.test?.name ?? '');
  return [
    baseName(finding.file),
    finding.line ?? '',
    finding.code ?? '',
    who,
    squash(finding.message).slice(0, 200),
  ].join('|');
}

/** The same test told twice by one tool: a block with the details and a line in a summary. */
function twin(kept: readonly Finding[], finding: Finding): Finding | undefined {
  const name = finding.test?.name;
  const retold = kept.find(
    (other) =>
      other.tool === finding.tool &&
      other.file !== undefined &&
      (other.line === undefined || finding.line === undefined) &&
      baseName(other.file) === baseName(finding.file) &&
      squash(other.message) === squash(finding.message),
  );
  if (retold || !name) return retold;
  return kept.find((other) => {
    const known = other.test?.name;
    if (!known || other.tool !== finding.tool) return false;
    if (known === name)
      return (
        finding.line === undefined ||
        other.line === undefined ||
        (other.line === finding.line && other.message === finding.message)
      );
    if (finding.line !== undefined && other.line !== undefined) return false;
    return tail(known) === tail(name);
  });
}

const tail = (name: string): string => name.split(/::|\.(?=\w+(?:\[|$))| > /).pop() ?? name;

const maxAlso = 4;
/** Lines of a place where the same is told again that are worth reading. */
const maxAlsoLines = 9;

function enrich(target: Finding, source: Finding): void {
  if (source.from !== target.from && (target.also?.length ?? 0) < maxAlso)
    target.also = [
      ...(target.also ?? []),
      [source.from, Math.min(Math.max(source.to, source.from), source.from + maxAlsoLines)],
    ];
  if (!target.file && source.file) {
    target.file = source.file;
    if (source.line) target.line = source.line;
  }
  if (!target.frames?.length && source.frames) target.frames = source.frames;
  if (!target.test && source.test) target.test = source.test;
  if (source.severity === 'error') target.severity = 'error';
  // The same refusal again: the last attempt is the one that failed the step.
  const attempt = !target.file && !target.test && target.tool === source.tool && source.from > target.from;
  if (attempt || (source.file && source.from < target.from && source.weight >= target.weight)) {
    target.from = source.from;
    target.to = source.to;
    target.excerpt = source.excerpt;
    if (source.context) target.context = source.context;
  }
}

const covers = (strong: Finding, weak: Finding): boolean =>
  strong.from <= weak.from &&
  weak.from <= strong.spanTo &&
  (weak.weight < strong.weight || weak.from === strong.from);

/** A block that only frames better findings: a hook around a linter, a build step around a compiler. */
const isShell = (finding: Finding, all: readonly Finding[]): boolean =>
  finding.weight < 0.85 &&
  all.some(
    (other) =>
      other !== finding &&
      other.severity === 'error' &&
      other.weight > finding.weight &&
      other.from > finding.from &&
      other.from <= finding.spanTo,
  );

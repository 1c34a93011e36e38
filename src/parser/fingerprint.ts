import { createHash } from 'node:crypto';

interface Fingerprinted {
  tool: string;
  category: string;
  message: string;
  file?: string | undefined;
  code?: string | undefined;
  test?: { name: string; suite?: string | undefined } | undefined;
}

/** Parts of a text that differ from run to run, and what stands for them. */
const volatile: readonly [RegExp, string][] = [
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  // Before ids and hashes: a folder may be named after one.
  [/(?:[A-Za-z]:)?(?:[\\/][\w.@+-]+){2,}/g, '<path>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b/gi, '<hash>'],
  [/\d+(?:[.,]\d+)*/g, '<n>'],
  [/\s+/g, ' '],
];

/** 16 hex digits that stay the same when only paths, numbers, times, hashes or the order of findings change. */
export function fingerprintOf(report: Fingerprinted): string {
  const parts = [
    report.tool,
    report.category,
    report.code ?? '',
    report.file ? stable(report.file.split('/').pop() ?? '') : '',
    report.test ? stable(`${report.test.suite ?? ''}>${report.test.name}`) : '',
    stable(report.message),
  ];
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 16);
}

function stable(text: string): string {
  let result = text.slice(0, 2000);
  for (const [pattern, standIn] of volatile) result = result.replace(pattern, standIn);
  return result.trim();
}

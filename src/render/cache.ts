import { type CacheEntry, type CacheListing, oneLine, type Paint } from '../domain/index.js';

/** What lies in the cache, an entry a line, the largest first; and what was just removed. */
export function renderCache(
  { entries, totalBytes, removed }: CacheListing,
  paint: Paint,
  columns: number,
): string {
  const freed = (removed ?? []).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return [
    ...entries.toSorted((a, b) => b.sizeBytes - a.sizeBytes).map((entry) => line(entry, paint, columns)),
    paint.strong(`${sizeText(totalBytes).padStart(8)}  in all`),
    ...(removed ? [`${sizeText(freed).padStart(8)}  removed (${removed.length})`] : []),
  ].join('\n');
}

const line = ({ kind, name, sizeBytes, usedAt, inUse }: CacheEntry, paint: Paint, columns: number): string =>
  `${sizeText(sizeBytes).padStart(8)}  ${usedAt.slice(0, 10)}  ${kind.padEnd(9)}  ${oneLine(name, columns - 43)}${inUse ? paint.accent('  in use') : ''}`;

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

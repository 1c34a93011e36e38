/** Shorter strings are copied by the engine anyway. */
const sliceMinChars = 13;

/**
 * A copy of its own. A line is a slice of the chunk it was read from: kept for long, it would keep the
 * whole chunk in memory.
 */
export const detached = (text: string): string =>
  text.length < sliceMinChars ? text : Buffer.from(text).toString();

/** The same value with all strings in it detached; depth is that of a finding. */
export function detachedDeep<T>(value: T): T {
  if (typeof value === 'string') return detached(value) as T;
  if (Array.isArray(value)) return value.map((item) => detachedDeep(item)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, detachedDeep(item)])) as T;
  }
  return value;
}

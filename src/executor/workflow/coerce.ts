// YAML values → the shapes a workflow holds. Scalars become text the way GitHub's reader does it.

export type PlainMap = Record<string, unknown>;

export const isMap = (value: unknown): value is PlainMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isScalar = (value: unknown): value is string | number | boolean | null | undefined =>
  value === null || value === undefined || ['string', 'number', 'boolean'].includes(typeof value);

export function asText(value: unknown): string | undefined {
  return isScalar(value) && value !== null && value !== undefined ? String(value) : undefined;
}

/** Keys with scalar values; null becomes the empty string; nested values are left out. */
export function asTextMap(value: unknown): Record<string, string> {
  if (!isMap(value)) return {};
  const entries = Object.entries(value).filter(([, item]) => isScalar(item));
  return Object.fromEntries(entries.map(([key, item]) => [key, asText(item) ?? '']));
}

export function asTextList(value: unknown): string[] {
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list.flatMap((item) => asText(item) ?? []);
}

export function asFlag(value: unknown): string | boolean | undefined {
  return typeof value === 'boolean' || typeof value === 'string' ? value : undefined;
}

export function asAmount(value: unknown): string | number | undefined {
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

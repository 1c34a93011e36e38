/** The sentence inside an error body, whatever wraps it. */
export function detailOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const found = findMessage(Array.isArray(parsed) ? parsed[0] : parsed);
    if (found !== undefined) return found;
  } catch {
    // Not JSON: a proxy's HTML page, or plain text.
  }
  return /<html/i.test(body) ? '' : body.trim();
}

function findMessage(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record<string, unknown>;
  const own = [record.message, record.code, record.type].filter((v) => typeof v === 'string').join(' ');
  return findMessage(record.error) ?? (own === '' ? undefined : own);
}

/** Milliseconds that a server asks to wait, given in seconds or as a date. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

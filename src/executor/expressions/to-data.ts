import { data } from '@actions/expressions';

type Data = data.ExpressionData;

/**
 * The package's dictionary keeps its index in a plain object, so keys like `constructor` vanish, and it
 * is caseless, so `http_proxy` and `HTTP_PROXY` collide. This one has neither fault; `env` is case-sensitive.
 */
export class ContextMap extends data.Dictionary {
  readonly #entries = new Map<string, { key: string; value: Data }>();
  readonly #caseSensitive: boolean;

  constructor(entries: Iterable<[string, Data]>, { caseSensitive = false } = {}) {
    super();
    this.#caseSensitive = caseSensitive;
    for (const [key, value] of entries) this.add(key, value);
  }

  override add(key: string, value: Data): void {
    const index = this.#index(key);
    if (!this.#entries.has(index)) this.#entries.set(index, { key, value });
  }

  override get(key: string): Data | undefined {
    return this.#entries.get(this.#index(key))?.value;
  }

  override values(): Data[] {
    return this.pairs().map((pair) => pair.value);
  }

  override pairs(): { key: string; value: Data }[] {
    return [...this.#entries.values()];
  }

  #index(key: string): string {
    return this.#caseSensitive ? key : key.toLowerCase();
  }
}

export function toData(value: unknown): Data {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  if (typeof value === 'object') {
    return new ContextMap(Object.entries(value).map(([key, item]): [string, Data] => [key, toData(item)]));
  }
  return new data.Null();
}

export const envToData = (env: Record<string, string>): Data =>
  new ContextMap(
    Object.entries(env).map(([key, value]): [string, Data] => [key, new data.StringData(value)]),
    { caseSensitive: true },
  );

export function fromData(value: Data): unknown {
  switch (value.kind) {
    case data.Kind.Array:
      return value.values().map(fromData);
    case data.Kind.Dictionary:
      return Object.fromEntries(value.pairs().map((pair) => [pair.key, fromData(pair.value)]));
    case data.Kind.Null:
      return null;
    case data.Kind.String:
    case data.Kind.Boolean:
    case data.Kind.Number:
      return value.value;
    default:
      return null;
  }
}

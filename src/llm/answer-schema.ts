import { z } from 'zod';

type Schema = Record<string, unknown>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rebuilds a schema from the leaves up. */
function mapSchema(schema: Schema, change: (s: Schema) => Schema): Schema {
  const out: Schema = { ...schema };
  if (isSchema(out.properties)) {
    out.properties = Object.fromEntries(
      Object.entries(out.properties).map(([k, v]) => [k, isSchema(v) ? mapSchema(v, change) : v]),
    );
  }
  if (isSchema(out.items)) out.items = mapSchema(out.items, change);
  return change(out);
}

/** Strict modes want every property required and nothing beside them. */
export const strictSchema = (schema: Schema): Schema =>
  mapSchema(schema, ({ $schema, default: _, ...s }) =>
    isSchema(s.properties) ? { ...s, required: Object.keys(s.properties), additionalProperties: false } : s,
  );

const openApiKeys = new Set(['type', 'description', 'enum', 'items', 'properties', 'required', 'nullable']);

/** The subset of OpenAPI that Gemini takes; it answers in the order of `propertyOrdering`. */
export const openApiSchema = (schema: Schema): Schema =>
  mapSchema(strictSchema(schema), (s) => ({
    ...Object.fromEntries(Object.entries(s).filter(([key]) => openApiKeys.has(key))),
    ...(isSchema(s.properties) ? { propertyOrdering: Object.keys(s.properties) } : {}),
  }));

/** Where a value departs from the schema, in one sentence; undefined when it fits. Further keys are allowed. */
export function faultOf(value: unknown, schema: Schema): string | undefined {
  const lenient = mapSchema(schema, ({ $schema, additionalProperties, ...s }) => s);
  const result = z.fromJSONSchema(lenient).safeParse(value);
  if (result.success) return undefined;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  return `${path === '' ? 'the answer' : path}: ${issue?.message ?? 'does not fit'}`;
}

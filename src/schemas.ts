import { z } from 'zod';
import { Config } from './config/index.js';
import { BugReport, CacheListing, Diagnosis, HealRecord, RecipeListing, Scan } from './domain/index.js';

const Heals = z.object({ schemaVersion: z.literal(1), heals: z.array(HealRecord) });

const ErrorAnswer = z.object({
  schemaVersion: z.literal(1),
  error: z.object({
    code: z.string(),
    message: z.string(),
    hint: z.string(),
    facts: z.record(z.string(), z.unknown()),
  }),
});

/** What `--json` prints, by the name that `cifix schema` takes. */
const schemas: Readonly<Record<string, z.ZodType>> = {
  scan: Scan,
  diagnose: Diagnosis,
  heal: Heals,
  history: Heals,
  pending: Heals,
  cache: CacheListing,
  recipes: RecipeListing,
  error: ErrorAnswer,
  config: Config,
  'bug-report': BugReport,
};

export const schemaNames: readonly string[] = Object.keys(schemas);

/** The JSON Schema of an answer; of `config`, what the file may hold. Undefined for an unknown name. */
export function jsonSchema(name: string): unknown {
  const schema = schemas[name];
  return schema && z.toJSONSchema(schema, { io: name === 'config' ? 'input' : 'output' });
}

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { Diagnosis, HealRecord, Scan } from '../../../src/domain/index.js';
import { jsonSchema } from '../../../src/schemas.js';
import type { Ended } from './run-cifix.js';

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
const validators = new Map<string, ValidateFunction>();

interface ErrorAnswer {
  code: string;
  message: string;
  hint: string;
  facts: Record<string, unknown>;
}

/** The one JSON document on standard output, which must fit the schema that `cifix schema NAME` prints. */
export function readDocument(ended: Ended, schema: string): unknown {
  const document: unknown = JSON.parse(ended.stdout);
  const validate = validators.get(schema) ?? ajv.compile(jsonSchema(schema) as object);
  validators.set(schema, validate);
  validate(document);
  expect(validate.errors ?? [], `no ${schema} answer: ${ended.stdout}${ended.stderr}`).toEqual([]);
  return document;
}

export const readHeals = (ended: Ended, schema = 'heal'): HealRecord[] =>
  (readDocument(ended, schema) as { heals: HealRecord[] }).heals;

export const readScan = (ended: Ended): Scan => readDocument(ended, 'scan') as Scan;

export const readDiagnosis = (ended: Ended): Diagnosis => readDocument(ended, 'diagnose') as Diagnosis;

export const readError = (ended: Ended): ErrorAnswer =>
  (readDocument(ended, 'error') as { error: ErrorAnswer }).error;

/** The only heal of an answer. */
export function onlyHeal(ended: Ended, schema?: string): HealRecord {
  const [heal, ...others] = readHeals(ended, schema);
  if (heal === undefined || others.length > 0) throw new Error(`not one heal: ${ended.stdout}`);
  return heal;
}

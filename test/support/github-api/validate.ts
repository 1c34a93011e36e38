import { readFileSync } from 'node:fs';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import * as ajvFormats from 'ajv-formats';
import type { Exchange, GitHubStandIn } from '../../../src/demo/index.js';

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: AnySchema;
}

interface Operation {
  id: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body: { properties?: Record<string, unknown> } | null;
  bodyRequired: boolean;
  /** Status to schema; null for an answer without a body. */
  responses: Record<string, AnySchema | null>;
}

interface Description {
  operations: Operation[];
  schemas: Record<string, AnySchema>;
}

const description = JSON.parse(
  readFileSync(new URL('operations.json', import.meta.url), 'utf8'),
) as Description;

const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
ajvFormats.default.default(ajv);
// Formats of GitHub's own, and `email`, which refuses the `…[bot]@…` that GitHub itself sends.
for (const format of ['repo.nwo', 'int64', 'timestamp', 'email']) ajv.addFormat(format, true);
ajv.addSchema({ $id: 'github', schemas: description.schemas });

/** Answers that any operation may give although its description does not list them. */
const commonStatuses = new Set([401, 403, 404, 409, 410, 422, 429]);

/** Collects every way in which requests and answers differ from GitHub's own description. */
export const watchExchanges = (standIn: Pick<GitHubStandIn, 'onExchange'>): readonly string[] => {
  const violations: string[] = [];
  standIn.onExchange((exchange) => violations.push(...judgeExchange(exchange)));
  return violations;
};

/** One sentence for each violation. Answers that an injected fault made are not judged. */
export const judgeExchange = (exchange: Exchange): string[] => {
  const operation = findOperation(exchange.method, exchange.path);
  const name = `${exchange.method} ${exchange.path}`;
  if (operation === null) return [`${name}: GitHub has no such operation (or operations.json lacks it)`];
  const complaints = [
    ...judgeQuery(operation, exchange.query),
    ...judgeBody(operation, exchange.requestBody),
    ...(exchange.isFault ? [] : judgeResponse(operation, exchange)),
  ];
  return complaints.map((complaint) => `${name} (${operation.id}): ${complaint}`);
};

const findOperation = (method: string, path: string): Operation | null => {
  const candidates = description.operations.filter(
    (operation) => operation.method === method && pathPattern(operation.path).test(path),
  );
  // `/issues/comments/{id}` before `/issues/{number}/…`: the one with the most fixed text is meant.
  return candidates.sort((a, b) => fixedLength(b.path) - fixedLength(a.path))[0] ?? null;
};

const fixedLength = (path: string): number => path.replace(/\{[^}]+\}/g, '').length;

/** Parameters that may hold slashes at the end of a path; Octokit encodes them, people do not always. */
const slashedTail = /\{(path|ref|basehead|branch)\}$/;

const pathPattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replace(slashedTail, '.+')
      .replace(/\{[^}]+\}/g, '[^/]+')}$`,
  );

const judgeQuery = (operation: Operation, query: URLSearchParams): string[] =>
  [...query].flatMap(([name, text]) => {
    const parameter = operation.parameters.find((known) => known.in === 'query' && known.name === name);
    if (parameter === undefined) return [`unknown query parameter '${name}'`];
    const validate = compile(parameter.schema);
    const readings: unknown[] = [
      text,
      Number(text),
      text === 'true' ? true : text === 'false' ? false : text,
    ];
    return readings.some((value) => validate(value))
      ? []
      : [`query parameter '${name}' must not be '${text}'`];
  });

const judgeBody = (operation: Operation, body: unknown): string[] => {
  if (body === undefined) return operation.bodyRequired ? ['the request body is missing'] : [];
  if (operation.body === null) return ['this operation takes no request body'];
  const known = Object.keys(operation.body.properties ?? {});
  const unknownFields =
    known.length === 0 || body === null || typeof body !== 'object' || Array.isArray(body)
      ? []
      : Object.keys(body).filter((field) => !known.includes(field));
  return [
    ...unknownFields.map((field) => `unknown request field '${field}'`),
    ...errorsOf(operation.body, body).map((error) => `request ${error}`),
  ];
};

const basicError = { $ref: 'github#/schemas/basic-error' };

const judgeResponse = (operation: Operation, exchange: Exchange): string[] => {
  const { status, responseBody } = exchange;
  const schema = operation.responses[String(status)];
  if (schema === undefined) {
    if (status === 304) return [];
    if (!commonStatuses.has(status)) return [`answer ${status} is not in the description`];
    return errorsOf(basicError, responseBody).map((error) => `answer ${error}`);
  }
  if (schema === null)
    return responseBody === undefined || status >= 400 ? [] : [`answer ${status} has a body`];
  // `Accept: application/vnd.github.raw` gives the file itself.
  if (typeof responseBody === 'string' && operation.id === 'repos/get-content') return [];
  return errorsOf(schema, responseBody).map((error) => `answer ${status} ${error}`);
};

const errorsOf = (schema: AnySchema, value: unknown): string[] => {
  const validate = compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
};

const compiled = new Map<AnySchema, ValidateFunction>();

const compile = (schema: AnySchema): ValidateFunction => {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
};

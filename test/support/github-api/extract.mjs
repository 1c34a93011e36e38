// Cuts the operations that cifix and its GitHub stand-in use out of GitHub's own OpenAPI description.
// usage: node extract.mjs <api.github.com.json of @octokit/openapi> (writes operations.json beside itself)
import { readFileSync, writeFileSync } from 'node:fs';

const wanted = [
  'users/get-authenticated',
  'rate-limit/get',
  'repos/get',
  'repos/list-branches',
  'repos/get-branch',
  'repos/get-branch-rules',
  'repos/list-commits',
  'repos/get-commit',
  'repos/compare-commits',
  'repos/compare-commits-with-basehead',
  'repos/get-content',
  'repos/list-pull-requests-associated-with-commit',
  'repos/create-commit-status',
  'repos/list-commit-statuses-for-ref',
  'repos/get-combined-status-for-ref',
  'git/get-ref',
  'git/list-matching-refs',
  'git/create-ref',
  'git/update-ref',
  'git/delete-ref',
  'actions/list-workflow-runs-for-repo',
  'actions/list-workflow-runs',
  'actions/get-workflow-run',
  'actions/get-workflow-run-attempt',
  'actions/list-jobs-for-workflow-run',
  'actions/list-jobs-for-workflow-run-attempt',
  'actions/get-job-for-workflow-run',
  'actions/download-job-logs-for-workflow-run',
  'actions/download-workflow-run-logs',
  'actions/download-workflow-run-attempt-logs',
  'actions/list-repo-workflows',
  'actions/get-workflow',
  'actions/create-workflow-dispatch',
  'actions/re-run-workflow',
  'actions/re-run-workflow-failed-jobs',
  'actions/re-run-job-for-workflow-run',
  'actions/cancel-workflow-run',
  'checks/get',
  'checks/list-annotations',
  'checks/list-for-ref',
  'pulls/list',
  'pulls/create',
  'pulls/get',
  'pulls/update',
  'pulls/list-files',
  'pulls/merge',
  'pulls/request-reviewers',
  'issues/list-for-repo',
  'issues/create',
  'issues/get',
  'issues/update',
  'issues/add-labels',
  'issues/list-comments',
  'issues/create-comment',
  'issues/update-comment',
  'issues/delete-comment',
];

// Values the service takes or sends although its description leaves them out.
const enumAdditions = { status: ['startup_failure'] };
// `created` is a search expression such as `>=2026-11-20` although its format says date-time.
const freeParameters = new Set(['created']);

const [, , source] = process.argv;
if (source === undefined) throw new Error('usage: node extract.mjs <api.github.com.json>');
const description = JSON.parse(readFileSync(source, 'utf8'));

const lookUp = (ref) =>
  ref
    .slice(2)
    .split('/')
    .reduce((node, key) => node[key], description);
const inline = (node) => (node?.$ref === undefined ? node : lookUp(node.$ref));

const schemas = {};
const pending = [];
const kept = (value) => {
  if (Array.isArray(value)) return value.map(kept);
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.$ref === 'string') {
    const name = value.$ref.replace('#/components/schemas/', '');
    pending.push(name);
    return { $ref: `github#/schemas/${name}` };
  }
  const node = {};
  for (const [key, child] of Object.entries(value)) {
    if (key === 'properties') {
      node.properties = Object.fromEntries(
        Object.entries(child).map(([name, property]) => [name, kept(property)]),
      );
    } else if (!droppedKeys.has(key) && !key.startsWith('x-')) node[key] = kept(child);
  }
  return value.nullable === true ? orNull(node) : node;
};
const droppedKeys = new Set([
  'description',
  'title',
  'example',
  'examples',
  'externalDocs',
  'nullable',
  'deprecated',
  'default',
  'readOnly',
  'discriminator',
]);
// OpenAPI 3.0 writes "or null" as a flag; JSON Schema has it in the type and in the enum.
const orNull = (node) => {
  if (typeof node.type === 'string' && node.enum === undefined) return { ...node, type: [node.type, 'null'] };
  return { anyOf: [node, { type: 'null' }] };
};

const jsonSchemaOf = (body) => {
  const schema = inline(body)?.content?.['application/json']?.schema;
  return schema === undefined ? null : kept(schema);
};

const withAdditions = (parameter) => {
  if (freeParameters.has(parameter.name)) parameter.schema = { type: 'string' };
  const extra = enumAdditions[parameter.name];
  if (extra !== undefined && parameter.schema.enum !== undefined)
    parameter.schema = { ...parameter.schema, enum: [...parameter.schema.enum, ...extra] };
  return parameter;
};

const operations = [];
const missing = new Set(wanted);
for (const [path, methods] of Object.entries(description.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    if (!missing.delete(operation.operationId)) continue;
    operations.push({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      parameters: (operation.parameters ?? [])
        .map(inline)
        .map(({ name, in: where, required = false, schema }) =>
          withAdditions({ name, in: where, required, schema: kept(schema) }),
        ),
      body: operation.requestBody === undefined ? null : jsonSchemaOf(operation.requestBody),
      bodyRequired: inline(operation.requestBody)?.required === true,
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, response]) => [status, jsonSchemaOf(response)]),
      ),
    });
  }
}
if (missing.size > 0) throw new Error(`not in the description: ${[...missing].join(', ')}`);

while (pending.length > 0) {
  const name = pending.pop();
  schemas[name] ??= kept(description.components.schemas[name]);
}
const target = new URL('operations.json', import.meta.url);
const subset = { source: '@octokit/openapi 23.0.2, api.github.com (MIT)', operations, schemas };
writeFileSync(target, `${JSON.stringify(subset)}\n`);

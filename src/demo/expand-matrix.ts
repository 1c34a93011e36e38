import { WorkflowFileError } from './workflow-file.js';

export type MatrixLeg = Record<string, unknown>;

/** The legs of a `strategy.matrix`: the product of its lists, minus `exclude`, plus `include`. */
export const expandMatrix = (matrix: unknown): MatrixLeg[] => {
  if (matrix === undefined || matrix === null) return [{}];
  if (typeof matrix !== 'object' || Array.isArray(matrix))
    throw new WorkflowFileError('A matrix made by an expression is beyond this runner.');
  const { include, exclude, ...axes } = matrix as Record<string, unknown>;
  const product = Object.entries(axes).reduce<MatrixLeg[]>(
    (legs, [axis, values]) =>
      legs.flatMap((leg) => axisValues(axis, values).map((value) => ({ ...leg, [axis]: value }))),
    Object.keys(axes).length === 0 ? [] : [{}],
  );
  const excluded = legList('exclude', exclude);
  const kept = product.filter(
    (leg) => !excluded.some((pattern) => agrees(pattern, leg, Object.keys(pattern))),
  );
  return addIncluded(kept, legList('include', include), Object.keys(axes));
};

/** `build (18, linux)`: the name that GitHub gives a leg of a job without a name of its own. */
export const legSuffix = (leg: MatrixLeg): string => {
  const values = Object.values(leg).filter((value) => value === null || typeof value !== 'object');
  return values.length === 0 ? '' : ` (${values.map(String).join(', ')})`;
};

const axisValues = (axis: string, values: unknown): unknown[] => {
  if (!Array.isArray(values))
    throw new WorkflowFileError(`The matrix axis '${axis}' is no list; this runner takes plain lists only.`);
  return values;
};

const legList = (key: string, value: unknown): MatrixLeg[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new WorkflowFileError(`The matrix '${key}' is no list.`);
  return value as MatrixLeg[];
};

const agrees = (pattern: MatrixLeg, leg: MatrixLeg, keys: string[]): boolean =>
  keys.every((key) => JSON.stringify(pattern[key]) === JSON.stringify(leg[key]));

/** An `include` extends each leg whose original values it does not change; one that fits none is a leg of its own. */
const addIncluded = (legs: MatrixLeg[], included: MatrixLeg[], axes: string[]): MatrixLeg[] => {
  const extended = legs.map((leg) => ({ ...leg }));
  const extra: MatrixLeg[] = [];
  for (const item of included) {
    const shared = axes.filter((axis) => axis in item);
    const fitting = extended.filter((leg) => agrees(item, leg, shared));
    if (fitting.length === 0) extra.push({ ...item });
    for (const leg of fitting) Object.assign(leg, item);
  }
  return [...extended, ...extra];
};

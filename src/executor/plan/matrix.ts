import { isLooselyEqual } from '../expressions/evaluate.js';
import { isMap, isScalar } from '../workflow/coerce.js';

/** One leg of a matrix: `values` is the `matrix` context, `shown` what GitHub puts into the job's name. */
export interface Leg {
  values: Record<string, unknown>;
  shown: string[];
}

/**
 * The legs of an evaluated `strategy.matrix`, in GitHub's order: the product of the vectors less `exclude`;
 * then each `include` extends every product row that it fits without touching the row's own keys, or
 * becomes a row of its own.
 */
export function buildMatrix(matrix: Record<string, unknown>): Leg[] {
  const { include, exclude, ...vectors } = matrix;
  const excludes = maps(exclude);
  const product = expand(vectors).filter((row) => !excludes.some((filter) => fits(filter, row)));
  const extras = product.map((): Record<string, unknown> => ({}));
  const rows: Leg[] = [];
  for (const item of maps(include)) {
    let used = false;
    product.forEach((row, index) => {
      if (!Object.entries(item).every(([key, value]) => !(key in row) || isDeepEqual(value, row[key])))
        return;
      used = true;
      for (const [key, value] of Object.entries(item)) {
        if (!(key in row)) Object.assign(extras[index] ?? {}, { [key]: value });
      }
    });
    if (!used) rows.push({ values: item, shown: leaves(item) });
  }
  const extended = product.map(
    (row, index): Leg => ({ values: { ...row, ...extras[index] }, shown: leaves(row) }),
  );
  return [...extended, ...rows];
}

function expand(vectors: Record<string, unknown>): Record<string, unknown>[] {
  const entries = Object.entries(vectors).map(([key, value]): [string, unknown[]] => [
    key,
    Array.isArray(value) ? value : [value],
  ]);
  if (entries.length === 0) return [];
  return entries.reduce<Record<string, unknown>[]>(
    (rows, [key, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [key]: value }))),
    [{}],
  );
}

const maps = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isMap) : []);

/** A filter of `exclude` names a part of a row; keys that the matrix lacks fit nothing. */
const fits = (filter: Record<string, unknown>, row: Record<string, unknown>): boolean =>
  Object.keys(filter).length > 0 &&
  Object.entries(filter).every(([key, value]) => key in row && isDeepEqual(value, row[key]));

function isDeepEqual(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isDeepEqual(item, right[index]));
  }
  if (isMap(left) && isMap(right)) {
    return Object.entries(left).every(([key, value]) => key in right && isDeepEqual(value, right[key]));
  }
  return isScalar(left) && isScalar(right) && isLooselyEqual(left, right);
}

function leaves(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (isMap(value)) return Object.values(value).flatMap(leaves);
  return value === null || value === undefined ? [] : [scalarText(value)];
}

const scalarText = (value: unknown): string => (typeof value === 'string' ? value : String(value));

const maxNameLength = 100;

/** The name that GitHub shows: the legs' values are added only when `name:` holds no expression of its own. */
export function displayName(base: string, leg: Leg | undefined, nameHasExpression: boolean): string {
  const values = leg?.shown.filter((text) => text !== '') ?? [];
  const name = nameHasExpression || values.length === 0 ? base : `${base} (${values.join(', ')})`;
  return name.length > maxNameLength ? `${name.slice(0, maxNameLength - 3)}...` : name;
}

export interface JobState {
  failed: boolean;
  cancelled: boolean;
  /** A needed job was skipped: neither success nor failure. */
  skipped?: boolean;
}

/** By lower-case name; a function that is not here cannot be evaluated. */
export const functions: Record<string, (values: unknown[], state: JobState) => unknown> = {
  always: () => true,
  success: (_, state) => isSuccessful(state),
  failure: (_, state) => state.failed && !state.cancelled,
  cancelled: (_, state) => state.cancelled,
  contains: ([where, what]) =>
    Array.isArray(where) ? where.some((item) => isEqual(item, what)) : lower(where).includes(lower(what)),
  startswith: ([text, start]) => lower(text).startsWith(lower(start)),
  endswith: ([text, end]) => lower(text).endsWith(lower(end)),
  format: ([pattern, ...values]) =>
    toText(pattern).replace(/\{(\d+)\}/g, (_, index: string) => toText(values[Number(index)])),
  join: ([list, separator]) =>
    (Array.isArray(list) ? list : [list]).map(toText).join(separator === undefined ? ',' : toText(separator)),
  tojson: ([value]) => JSON.stringify(value, null, 2),
  fromjson: ([text]) => JSON.parse(toText(text)) as unknown,
};

export const isSuccessful = ({ failed, cancelled, skipped }: JobState): boolean =>
  !failed && !cancelled && skipped !== true;

const lower = (value: unknown): string => toText(value).toLowerCase();

export const toText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? (Array.isArray(value) ? 'Array' : 'Object') : String(value);
};

export const toNumber = (value: unknown): number => {
  if (value === null || value === undefined || value === '') return 0;
  return typeof value === 'object' ? Number.NaN : Number(value);
};

export const isTruthy = (value: unknown): boolean => Boolean(value) && !Number.isNaN(value);

export const isEqual = (left: unknown, right: unknown): boolean => {
  if (typeof left === 'string' && typeof right === 'string')
    return left.toLowerCase() === right.toLowerCase();
  if (typeof left === typeof right && left !== null && typeof left === 'object') return left === right;
  return toNumber(left) === toNumber(right);
};

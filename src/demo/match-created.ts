/** Does a moment fit GitHub's date syntax: `>=D`, `<D`, `A..B`, `A..*`, `*..B` or a plain date? */
export const matchesCreated = (ms: number, query: string): boolean => {
  const range = query.split('..');
  if (range.length === 2) {
    const [from = '*', to = '*'] = range;
    return (from === '*' || ms >= startOf(from)) && (to === '*' || ms <= endOf(to));
  }
  const [, operator = '', date = ''] = /^(>=|<=|>|<)?(.*)$/.exec(query) ?? [];
  switch (operator) {
    case '>=':
      return ms >= startOf(date);
    case '>':
      return ms > endOf(date);
    case '<=':
      return ms <= endOf(date);
    case '<':
      return ms < startOf(date);
    default:
      return ms >= startOf(date) && ms <= endOf(date);
  }
};

const startOf = (date: string): number => Date.parse(date);

/** A day lasts to its last millisecond, a second to the end of that second. */
const endOf = (date: string): number => startOf(date) + (date.includes('T') ? 1000 : 86_400_000) - 1;

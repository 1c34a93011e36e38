import { isAbsolute, relative, resolve } from 'node:path';

/** The absolute path of a name below a folder; null when the name leads out of it. */
export const resolveInside = (folder: string, name: string): string | null => {
  const path = resolve(folder, name);
  const way = relative(folder, path);
  return way.startsWith('..') || isAbsolute(way) ? null : path;
};

import { languageOf } from './languages.js';
import type { Source } from './sources.js';

const mostOutlined = 120;

/** 1-based lines on which something of the file is declared. */
export function outlineOf({ file, lines }: Pick<Source, 'file' | 'lines'>): number[] {
  const declaration = languageOf(file)?.declaration;
  if (declaration === undefined) return [];
  const rows = lines.flatMap((line, i) => {
    const isCandidate = line.length < 200 && declaration.test(line);
    return isCandidate && !/^\s*(\/\/|#|\*|if|for|while|switch|return)\b/.test(line) ? [i + 1] : [];
  });
  return rows.slice(0, mostOutlined);
}

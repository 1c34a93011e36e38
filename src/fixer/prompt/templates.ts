import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The same depth below the package from `src/` and from `dist/`. */
const directory = fileURLToPath(new URL('../../../templates/prompts/', import.meta.url));

export type TemplateName = 'system' | 'answer-json' | 'answer-blocks' | 'task';

/** Advice for a kind of failure. */
export interface Hint {
  name: string;
  /** `tool=eslint`, `language=go`, `category=test`. */
  appliesTo: string[];
  text: string;
}

/** A template with its `{{names}}` filled in; values are taken literally. */
export async function loadTemplate(
  name: TemplateName,
  values: Readonly<Record<string, string>> = {},
): Promise<string> {
  const text = await readFile(`${directory}${name}.md`, 'utf8');
  return text.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => values[key] ?? whole).trim();
}

let hints: Promise<Hint[]> | undefined;

/** All hints, sorted by name, read once. The first line of each file says what it applies to. */
export function loadHints(): Promise<readonly Hint[]> {
  hints ??= readHints();
  return hints;
}

async function readHints(): Promise<Hint[]> {
  const names = (await readdir(`${directory}hints`)).filter((f) => f.endsWith('.md')).sort();
  return Promise.all(
    names.map(async (file) => {
      const [first = '', ...rest] = (await readFile(`${directory}hints/${file}`, 'utf8')).split('\n');
      const appliesTo = first
        .replace(/^applies-to:/, '')
        .split(',')
        .map((key) => key.trim());
      return { name: file.slice(0, -3), appliesTo, text: rest.join('\n').trim() };
    }),
  );
}

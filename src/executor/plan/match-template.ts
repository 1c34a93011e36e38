import { hasExpression, type Part, splitTemplate } from '../expressions/template.js';

/**
 * A log is written by the project's own code as well, so that it must not bring a command into the replay:
 * around the workflow's own text only values without any meaning to a shell are taken, and none that a
 * program would read as an option.
 */
const harmless = '(?!-)[\\w.,:@/+=-]*';
const harmlessValue = new RegExp(`^${harmless}$`);

export const isHarmless = (value: string): boolean => harmlessValue.test(value) && !value.includes('***');

export interface TemplateMatch {
  parts: Part[];
  /** By the part's index, the value of its expression. */
  values: Map<number, string>;
}

/** What the expressions of a text became, found by the text around them; undefined when it is another text. */
export function matchTemplate(template: string, text: string): TemplateMatch | undefined {
  const parts = splitTemplate(template);
  const pattern = splitTemplate(template.trimEnd())
    .map((part) => ('text' in part ? part.text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : `(${harmless})`))
    .join('');
  const found = new RegExp(`^${pattern}\\s*$`).exec(text);
  if (!found) return undefined;
  const indices = parts.flatMap((part, index) => ('expression' in part ? [index] : []));
  const values = indices.flatMap((index, group): [number, string][] => {
    // Of two expressions side by side nobody can tell where the first one ends.
    const beside = 'expression' in (parts[index - 1] ?? {}) || 'expression' in (parts[index + 1] ?? {});
    const value = found[group + 1] ?? '';
    return beside || value.includes('***') ? [] : [[index, value]];
  });
  return { parts, values: new Map(values) };
}

/** Would the value of this part be the name of a program? That the log must not choose. */
export function isCommandName(parts: readonly Part[], index: number): boolean {
  const before = parts.slice(0, index).map((part) => ('text' in part ? part.text : 'x'));
  return /(?:^|[\n;&|({`])[ \t]*$/.test(before.join(''));
}

/**
 * Finds which header of a log is that of a script. `make ${{ x }}` would fit the header of `make test`, too:
 * a script with expressions never gets what is another step's text to the letter.
 */
export function scriptMatcher(scripts: readonly string[]): (script: string, shown: string) => boolean {
  const literal = new Set(
    scripts.filter((script) => !hasExpression(script)).map((script) => script.trimEnd()),
  );
  return (script, shown) =>
    hasExpression(script)
      ? !literal.has(shown.trimEnd()) && matchTemplate(script, shown) !== undefined
      : script.trimEnd() === shown.trimEnd();
}

const separators = new Set(['&&', '||', ';', '|', '&']);
const substitution = /\$\(([^()]*)\)|`([^`]*)`/g;

/**
 * Splits shell text into commands of words; quotes hold words together and are taken off. What stands in
 * `$(…)` follows as commands of its own.
 */
export function commandsOf(text: string): string[][] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => [
      ...splitLine(line),
      ...[...line.matchAll(substitution)].flatMap(([, round, ticks]) => splitLine(round ?? ticks ?? '')),
    ]);
}

function splitLine(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"';&|])+|&&|\|\||[;&|]/g)) {
    if (separators.has(word)) commands.push([]);
    else commands.at(-1)?.push(word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
  }
  return commands.filter((words) => words.length > 0);
}

/** A `::name key=value::text` that a step printed. */
export interface WorkflowCommand {
  name: string;
  properties: Record<string, string>;
  value: string;
}

const known = new Set([
  ...['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group', 'notice'],
  ...['remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands', 'warning'],
]);

/** The old form `##[name k=v;]text` is understood anywhere in a line, the new one only at its start. */
export function parseCommand(line: string, extra?: string): WorkflowCommand | undefined {
  const modern = /^\s*::([\w-]+)(?: ([^\n]*?))?::(.*)$/s.exec(line);
  const [, name = '', properties = '', value = ''] = modern ?? [];
  if (modern === null || !(known.has(name.toLowerCase()) || name === extra)) return undefined;
  return {
    name: name === extra ? name : name.toLowerCase(),
    properties: parseProperties(properties),
    value: unescapeText(value, valueEscapes),
  };
}

function parseProperties(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap((item): [string, string][] => {
    const at = item.indexOf('=');
    return at < 1 ? [] : [[item.slice(0, at).trim(), unescapeText(item.slice(at + 1), propertyEscapes)]];
  });
  return Object.fromEntries(pairs);
}

/** `%25` comes last, so that `%250A` stays `%0A`. */
const valueEscapes: [string, string][] = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
];
const propertyEscapes: [string, string][] = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
];

const unescapeText = (text: string, escapes: [string, string][]): string =>
  escapes.reduce((result, [from, to]) => result.replaceAll(from, to), text);

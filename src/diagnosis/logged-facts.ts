import type { LogDifference, LogLine } from '../domain/index.js';

export interface LoggedFact {
  kind: LogDifference['kind'];
  name: string;
  value: string;
}

interface FactRule {
  kind: LogDifference['kind'];
  /** The named groups `name` and `value` are the fact, unless `read` says how to take it. */
  pattern: RegExp;
  name?: string;
  read?(match: RegExpExecArray, line: LogLine): [name: string, value: string][];
}

const shortSha = 12;

/** How the runner, set-up actions and installers print what they use. */
const rules: readonly FactRule[] = [
  {
    kind: 'runner-image',
    name: 'runner',
    pattern: /^Current runner version: '(?<value>[^']+)'/,
  },
  {
    kind: 'action',
    pattern: /^Download action repository '([^'@]+)@([^']+)'(?: \(SHA:([\da-f]+)\))?/,
    read: ([, name = '', ref = '', sha]) => [
      [name, sha === undefined ? ref : `${ref} (${sha.slice(0, shortSha)})`],
    ],
  },
  {
    kind: 'cache',
    pattern: /^Cache (?:restored from key|hit for(?: restore key)?): (\S+)/,
    read: ([, key = ''], line) => [[line.step ?? 'cache', key]],
  },
  {
    kind: 'cache',
    pattern: /^(?:Cache not found for input keys|\w+ cache is not found)/,
    read: (_match, line) => [[line.step ?? 'cache', 'not found']],
  },
  { kind: 'tool', pattern: /^(?<name>node|npm|yarn|pnpm|bun|deno): v?(?<value>\d[\w.+-]*)$/ },
  {
    kind: 'tool',
    pattern:
      /^(?:Successfully set up|Resolved|Installed) (?<name>[A-Z][\w.]*)(?: version)?:? \(?v?(?<value>\d+\.\d[\w.+-]*)/,
  },
  { kind: 'tool', name: 'go', pattern: /^go version go(?<value>\d[\w.]*)/ },
  {
    kind: 'tool',
    pattern:
      /^(?<name>rustc|cargo|rustfmt|clippy|ruby|deno|bun|uv|php|PHP|Python|pip|Poetry|cmake|git|Docker|GNU Make|Terraform|Apache Maven|Gradle|openjdk|java)(?: version| \(version)? "?v?(?<value>\d+\.\d[\w.+-]*)/,
  },
  { kind: 'tool', pattern: /^(?<name>gcc|g\+\+|clang|cc)\b[^\d]*(?:\([^)]*\) )?(?<value>\d+\.\d+\.\d+)\b/ },
  {
    kind: 'tool',
    pattern: /[\\/]hostedtoolcache[\\/](?:windows[\\/])?(?<name>[\w.-]+)[\\/](?<value>\d[\w.+-]*)[\\/]/,
  },
  { kind: 'tool', name: 'dotnet', pattern: /^dotnet-install: Installed version is (?<value>\S+)/ },
  { kind: 'tool', name: 'vitest', pattern: /^ ?RUN +v(?<value>\d\S*)/ },
  {
    kind: 'tool',
    pattern: /^platform \S+ -- (.+)$/,
    read: ([, list = '']) => pairs(list.split(', '), /^(\w+)[- ](\d[\w.]*)/),
  },
  {
    kind: 'dependency',
    pattern: /^Successfully installed (.+)$/,
    read: ([, list = '']) => pairs(list.split(' '), /^(.+)-(\d[^-]*)$/),
  },
  { kind: 'dependency', pattern: /^ *\+ (?<name>@?[\w./-]+)(?:==| )v?(?<value>\d+\.\d\S*)$/ },
  {
    kind: 'dependency',
    pattern: /^ *(?:- )?(?:Installing|Using) (?<name>@?[\w./-]+) \(?v?(?<value>\d+\.\d[\w.+-]*)\)?/,
  },
  {
    kind: 'dependency',
    pattern: /^ *(?:Compiling|Downloaded|Checking|Adding|Locking) (?<name>[\w-]+) v(?<value>\d\S*)/,
  },
  { kind: 'dependency', pattern: /^go: downloading (?<name>\S+) v(?<value>\S+)/ },
  { kind: 'dependency', pattern: /^npm warn deprecated (?<name>@?[^@\s]+)@(?<value>[^\s:]+)/i },
  { kind: 'dependency', pattern: /^[├└│─ +`|\\-]+(?<name>@?\w[\w./-]*)@(?<value>\d+\.\d[\w.+-]*)/ },
  { kind: 'dependency', pattern: /^Setting up (?<name>[\w.+-]+)(?::\w+)? \((?<value>[^)]+)\)/ },
  {
    kind: 'dependency',
    pattern: /Downloaded from \S+: \S*\/(?<name>[^/\s]+)\/(?<value>[^/\s]+)\/[^/\s]+\.jar\b/,
  },
];

const pairs = (words: readonly string[], shape: RegExp): [string, string][] =>
  words.flatMap((word) => {
    const [, name, value] = shape.exec(word) ?? [];
    return name !== undefined && value !== undefined ? [[name, value] as [string, string]] : [];
  });

/** Only lists of packages are longer and still of use. */
const maxLineChars = 2000;
const maxListChars = 50_000;

/** Reads the facts of a log line by line; the runner's groups make one fact of several lines. */
export class FactReader {
  private group: 'image' | 'system' | undefined;
  private system: string[] = [];

  read(line: LogLine): LoggedFact[] {
    const { text } = line;
    if (line.section === 'setup') {
      const told = this.readGroup(text);
      if (told) return told;
    }
    // Every rule asks for a digit or the word "cache".
    const room = text.startsWith('Successfully installed ') ? maxListChars : maxLineChars;
    if (text.length > room || !/\d|cache/.test(text)) return [];
    for (const rule of rules) {
      const match = rule.pattern.exec(text);
      if (!match) continue;
      const { name = rule.name, value = '' } = match.groups ?? {};
      const found = rule.read?.(match, line) ?? (name === undefined ? [] : [[name, value] as const]);
      return found.map(([name, value]) => ({ kind: rule.kind, name, value }));
    }
    return [];
  }

  /** `Image:` and `Version:` inside the group of the image; the lines of the group of the system. */
  private readGroup(text: string): LoggedFact[] | undefined {
    if (text === 'Runner Image' || text === 'Virtual Environment') this.group = 'image';
    else if (text === 'Operating System') {
      this.group = 'system';
      this.system = [];
    } else if (text === '') {
      const ended = this.group === 'system' ? this.system.join(' ') : '';
      this.group = undefined;
      return ended === '' ? [] : [{ kind: 'runner-image', name: 'system', value: ended }];
    } else if (this.group === 'system') this.system.push(text);
    else if (this.group === 'image') {
      const [, key, value] = /^(?:Image|(Version)): (\S+)/.exec(text) ?? [];
      if (value !== undefined)
        return [{ kind: 'runner-image', name: key === undefined ? 'image' : 'image version', value }];
    } else return undefined;
    return [];
  }
}

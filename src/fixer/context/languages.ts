import { posix } from 'node:path';

export interface Language {
  name: string;
  extensions: readonly string[];
  /** First line of a function, class or other block worth showing as one. */
  declaration: RegExp;
  importLine: RegExp;
  /** What an import line names, still to be resolved. */
  importedNames(line: string): string[];
  /** Where the named thing may lie, best first. Paths are relative to the repository. */
  candidates(name: string, from: string): string[];
}

const beside = (from: string, name: string): string => posix.normalize(posix.join(posix.dirname(from), name));

const ends = (path: string, suffixes: readonly string[]): string[] => suffixes.map((suffix) => path + suffix);

const captured =
  (pattern: RegExp) =>
  (line: string): string[] =>
    [...line.matchAll(pattern)].flatMap((m) => m.slice(1).filter((g) => g !== undefined));

const scriptEnds = ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.vue', '.svelte', '.json'];

const languages: readonly Language[] = [
  {
    name: 'javascript',
    extensions: ['js', 'jsx', 'mjs', 'cjs', 'ts', 'tsx', 'mts', 'cts', 'vue', 'svelte'],
    declaration:
      /^\s*(export\s+)?(default\s+)?(async\s+)?(function\b|class\b|interface\b|enum\b|(const|let|var)\s+[\w$]+\s*(:[^=]+)?=\s*(async\s*)?(\(|[\w$]+\s*=>|function)|(test|it|describe)\b|(public|private|protected|static|get|set)\s|[\w$#]+\s*\([^;]*\)\s*(:[^={]+)?\{$|[\w$.]+\s*[:=]\s*(async\s+)?function\b)/,
    importLine:
      /^\s*(import\b|export\s.*\bfrom\b|(const|let|var)\s.*\brequire\()|^\}\s*(from\b|=\s*require\()/,
    importedNames: captured(/(?:from|import|require)\s*\(?\s*['"](\.{1,2}\/[^'"]+|\.{1,2})['"]/g),
    candidates: (name, from) => {
      const path = beside(from, name);
      const bare = path.replace(/\.[cm]?jsx?$/, '');
      return [
        path,
        ...ends(bare, scriptEnds),
        ...ends(`${path}/index`, scriptEnds),
        ...ends(path, scriptEnds),
      ];
    },
  },
  {
    name: 'python',
    extensions: ['py', 'pyi'],
    declaration: /^\s*(async\s+def|def|class)\s/,
    importLine: /^\s*(import|from)\s/,
    importedNames: (line) => {
      const from = /^\s*from\s+([.\w]+)\s+import\s+(.+)/.exec(line);
      if (from !== null) {
        const base = from[1] ?? '';
        const parts = (from[2] ?? '').split(',').map((p) => p.trim().split(/\s/)[0] ?? '');
        const dotted = parts
          .filter((p) => /^\w+$/.test(p))
          .map((p) => (base.endsWith('.') ? base + p : `${base}.${p}`));
        return [base, ...dotted];
      }
      const plain = /^\s*import\s+(.+)/.exec(line)?.[1] ?? '';
      return plain.split(',').map((p) => p.trim().split(/\s/)[0] ?? '');
    },
    candidates: (name, from) => {
      const dots = /^\.*/.exec(name)?.[0].length ?? 0;
      const path = name.slice(dots).replaceAll('.', '/');
      const up = dots > 0 ? beside(from, `${'../'.repeat(dots - 1)}${path}`) : path;
      const roots = dots > 0 ? [up] : [path, `src/${path}`, beside(from, path), `lib/${path}`];
      return roots.flatMap((root) => [`${root}.py`, `${root}/__init__.py`]);
    },
  },
  {
    name: 'go',
    extensions: ['go'],
    declaration: /^(func|type|var|const)\s/,
    importLine: /^\s*(import\b|"[^"]+"$|package\b|[\w.]+\s+"[^"]+"$)/,
    importedNames: () => [],
    // A Go package is a directory: its files are found by name.
    candidates: (name, from) => [beside(from, `${name}.go`)],
  },
  {
    name: 'rust',
    extensions: ['rs'],
    declaration:
      /^\s*(pub(\([^)]*\))?\s+)?(async\s+|unsafe\s+|const\s+)*(fn|struct|enum|trait|impl|mod|macro_rules!)\b/,
    importLine: /^\s*(pub\s+)?(use|mod|extern crate)\s/,
    importedNames: captured(/^\s*(?:pub\s+)?(?:mod\s+(\w+)\s*;|use\s+(?:crate|self|super)::([\w:]+))/g),
    candidates: (name, from) => {
      const parts = name.split('::');
      const paths = parts.map((_, i) => parts.slice(0, parts.length - i).join('/')).filter((p) => p !== '');
      return paths.flatMap((p) => [
        `src/${p}.rs`,
        `src/${p}/mod.rs`,
        beside(from, `${p}.rs`),
        beside(from, `${p}/mod.rs`),
      ]);
    },
  },
  {
    name: 'ruby',
    extensions: ['rb', 'rake'],
    declaration: /^\s*(def|class|module|describe|context|it|test)\b/,
    importLine: /^\s*(require|require_relative|load)\b/,
    importedNames: captured(/require(?:_relative)?\s+['"]([^'"]+)['"]/g),
    candidates: (name, from) => [`${beside(from, name)}.rb`, `lib/${name}.rb`, `app/${name}.rb`],
  },
  {
    name: 'php',
    extensions: ['php'],
    declaration:
      /^\s*((abstract|final|public|private|protected|static)\s+)*(function|class|interface|trait|enum)\b/,
    importLine: /^\s*(use|require|include)(_once)?\b/,
    importedNames: captured(/^\s*use\s+(?:function\s+)?([\w\\]+)/g),
    candidates: (name) => {
      const parts = name.split('\\');
      const tail = parts.slice(1).join('/');
      return [`src/${tail}.php`, `app/${tail}.php`, `lib/${tail}.php`, `src/${parts.join('/')}.php`];
    },
  },
  {
    name: 'java',
    extensions: ['java', 'kt', 'kts', 'scala', 'groovy', 'cs', 'swift'],
    declaration:
      /^\s*(@\w+\s+)*((public|private|protected|internal|static|final|abstract|override|suspend|open|data|sealed|async)\s+)*(class|interface|enum|record|object|fun|func|void|[\w<>[\],.?]+\s+\w+\s*\([^;]*$)/,
    importLine: /^\s*(import|package|using|namespace)\s/,
    importedNames: captured(/^\s*import\s+(?:static\s+)?([\w.]+)/g),
    candidates: (name) => {
      const path = name.replaceAll('.', '/');
      return ['src/main/java', 'src/main/kotlin', 'src', 'app/src/main/java'].flatMap((root) => [
        `${root}/${path}.java`,
        `${root}/${path}.kt`,
      ]);
    },
  },
  {
    name: 'c',
    extensions: ['c', 'h', 'cc', 'cpp', 'hpp', 'cxx', 'm'],
    declaration: /^[A-Za-z_][\w\s*&:<>,~]*\([^;]*$|^\s*(class|struct|enum|namespace|template)\b/,
    importLine: /^\s*#\s*(include|import)\b/,
    importedNames: captured(/#\s*(?:include|import)\s+"([^"]+)"/g),
    candidates: (name, from) => [beside(from, name), `include/${name}`, `src/${name}`],
  },
  {
    name: 'shell',
    extensions: ['sh', 'bash', 'zsh', 'bats'],
    declaration: /^\s*(function\s+\w+|\w+\s*\(\)|@test\b)/,
    importLine: /^\s*(\.|source)\s/,
    importedNames: captured(/^\s*(?:\.|source)\s+["']?([^"'\s$]+)/g),
    candidates: (name, from) => [beside(from, name), posix.normalize(name)],
  },
];

const byExtension = new Map(languages.flatMap((l) => l.extensions.map((e) => [e, l] as const)));

export const languageOf = (file: string): Language | undefined =>
  byExtension.get(posix.extname(file).slice(1).toLowerCase());

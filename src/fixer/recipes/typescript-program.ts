/** What the program is told: files relative to where it runs, with the errors that were reported in each. */
export interface TypeScriptTask {
  /** The configuration that the failing call named. */
  config?: string;
  errors: { file: string; line: number; column: number; code: number }[];
  /** Error code → name of the fix that the language service gives for it. */
  fixes: Record<string, string>;
}

interface Configuration {
  fileNames: string[];
  options: object;
  projectReferences?: readonly { path: string }[];
}

/** The little of the compiler's interface that the program uses. */
interface Compiler {
  version: string;
  sys: {
    useCaseSensitiveFileNames: boolean;
    fileExists(path: string): boolean;
    readFile(path: string): string | undefined;
  };
  findConfigFile(from: string, exists: (path: string) => boolean, name?: string): string | undefined;
  readConfigFile(path: string, read: (path: string) => string | undefined): { config?: object };
  parseJsonConfigFileContent(config: object, host: object, base: string): Configuration;
  ScriptSnapshot: { fromString(text: string): object };
  getDefaultLibFilePath(options: object): string;
  createLanguageService?(host: object): {
    getSemanticDiagnostics(file: string): { code: number; start?: number; length?: number }[];
    getSuggestionDiagnostics(file: string): { code: number; start?: number; length?: number }[];
    getCodeFixesAtPosition(
      file: string,
      start: number,
      end: number,
      codes: number[],
      format: object,
      preferences: object,
    ): readonly {
      fixName: string;
      changes: readonly {
        fileName: string;
        textChanges: readonly { span: { start: number; length: number }; newText: string }[];
      }[];
    }[];
  };
}

/**
 * Runs in a process of its own, with the project's compiler; stands alone, since it is handed over as text.
 * An error is mended only when the compiler knows exactly one way, in that very file. Compilers without
 * this interface (TypeScript 7) leave everything as it is.
 */
export function mendTypes(task: TypeScriptTask, load: (name: string) => unknown): void {
  const fs = load('node:fs') as typeof import('node:fs');
  const path = load('node:path') as typeof import('node:path');
  let ts: Compiler;
  try {
    ts = load('typescript') as Compiler;
  } catch {
    return;
  }
  if (ts.createLanguageService === undefined) return;
  const config = task.config
    ? path.resolve(task.config)
    : ts.findConfigFile(path.dirname(path.resolve(task.errors[0]?.file ?? '.')), ts.sys.fileExists);
  if (config === undefined) return;
  const read = (file: string): Configuration =>
    ts.parseJsonConfigFileContent(
      ts.readConfigFile(file, ts.sys.readFile).config ?? {},
      ts.sys,
      path.dirname(file),
    );
  const top = read(config);
  // A configuration may hold nothing but the names of others.
  const others = (top.projectReferences ?? []).map((reference) =>
    reference.path.endsWith('.json') ? reference.path : path.join(reference.path, 'tsconfig.json'),
  );
  const first = path.resolve(task.errors[0]?.file ?? '.');
  const parsed = [top, ...others.map(read)].find(({ fileNames }) => fileNames.includes(first)) ?? top;
  const texts = new Map<string, { text: string; version: number }>();
  const textOf = (file: string): string | undefined => texts.get(file)?.text ?? ts.sys.readFile(file);
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => parsed.options,
    getScriptFileNames: () => parsed.fileNames,
    getScriptVersion: (file: string) => String(texts.get(file)?.version ?? 0),
    getScriptSnapshot: (file: string) => {
      const text = textOf(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => process.cwd(),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    readFile: textOf,
  });
  const lineOf = (text: string, start: number): number => text.slice(0, start).split('\n').length;
  // From the last error of a file to its first: what stands before stays where it was.
  for (const error of [...task.errors].sort((a, b) => b.line - a.line || b.column - a.column)) {
    const file = path.resolve(error.file);
    const fixName = task.fixes[error.code];
    const text = textOf(file);
    if (text === undefined || fixName === undefined || !parsed.fileNames.includes(file)) continue;
    const told = service
      .getSemanticDiagnostics(file)
      .concat(service.getSuggestionDiagnostics(file))
      .find(
        ({ code, start }) => code === error.code && start !== undefined && lineOf(text, start) >= error.line,
      );
    if (told?.start === undefined) continue;
    const fixes = service
      .getCodeFixesAtPosition(file, told.start, told.start + (told.length ?? 0), [error.code], {}, {})
      .filter((fix) => fix.fixName === fixName);
    const changes = fixes[0]?.changes ?? [];
    if (fixes.length !== 1 || changes.length !== 1 || path.resolve(changes[0]?.fileName ?? '') !== file)
      continue;
    let after = text;
    for (const { span, newText } of [...(changes[0]?.textChanges ?? [])].reverse())
      after = after.slice(0, span.start) + newText + after.slice(span.start + span.length);
    texts.set(file, { text: after, version: (texts.get(file)?.version ?? 0) + 1 });
  }
  for (const [file, { text }] of texts) fs.writeFileSync(file, text);
}

/** The program as an argument of node, which finds the compiler from where it runs. */
export const programText = (task: TypeScriptTask): string =>
  `(${mendTypes.toString()})(${JSON.stringify(task)}, require)`;

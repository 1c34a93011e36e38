import type { ContextRequest } from './build-context.js';
import { type Extent, extents, linesOf, type Range, type WindowReason } from './code-window.js';
import { isShowable } from './showable.js';

/** A file that is worth showing, and which part of it. */
export interface Source {
  file: string;
  lines: string[];
  /** 1-based lines that matter; empty for the whole file. */
  focus: number[];
  /** Further lines to show: definitions of what the first ones use. */
  also: number[];
  /** Stretches that were asked for by their lines. */
  spans: Range[];
  /** Most that should be shown. */
  extent: Extent;
  why: WindowReason;
}

export interface Wish {
  extent: Extent;
  why: WindowReason;
}

/** Collects files, each once: places add up, and the larger wish wins. */
export class Sources {
  readonly #byFile = new Map<string, Source>();
  readonly #request: ContextRequest;

  constructor(request: ContextRequest) {
    this.#request = request;
  }

  files = (): string[] => [...this.#byFile.keys()];
  list = (): Source[] => [...this.#byFile.values()];
  get = (file: string): Source | undefined => this.#byFile.get(file);

  /** Adds the longest tail of a path that is a file here: logs name files from the root of another machine. */
  async addSuffix(path: string, line: number | undefined, wish: Wish): Promise<boolean> {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
    for (let from = 0; from < Math.min(parts.length, 12); from++) {
      if (await this.add(parts.slice(from).join('/'), line, wish)) return true;
    }
    return false;
  }

  async add(file: string, line: number | undefined, { extent, why }: Wish): Promise<boolean> {
    const known = this.#byFile.get(file);
    if (known !== undefined) {
      const isNew = line !== undefined && line <= known.lines.length && !known.focus.includes(line);
      if (isNew) known.focus.push(line);
      if (extents.indexOf(extent) < extents.indexOf(known.extent)) known.extent = extent;
      return true;
    }
    const text = isShowable(file) ? await this.#request.readFile(file) : undefined;
    if (text === undefined || text.trim() === '') return false;
    const lines = linesOf(text);
    const focus = line === undefined || line > lines.length ? [] : [line];
    this.#byFile.set(file, { file, lines, focus, also: [], spans: [], extent, why });
    return true;
  }
}

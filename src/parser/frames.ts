import { type RawFrame, toNumber } from './finding.js';

/** One frame a line, by language. Named groups: file, line, column, fn. */
const shapes: readonly RegExp[] = [
  /^\s*at (?:async )?(?:(?<fn>[^()]+?) )?\(?(?<file>(?:file:\/\/)?[^\s()]+?\.[A-Za-z]{1,5}):(?<line>\d+):(?<column>\d+)\)?(?: \{)?$/,
  /^\s*[❯›] (?:(?<fn>\S+) )?(?<file>[^\s:]+\.[A-Za-z]{1,5}):(?<line>\d+):(?<column>\d+)$/,
  /^\s*File "(?<file>[^"]+)", line (?<line>\d+)(?:, in (?<fn>.+))?$/,
  /^(?<file>[^\s:]+\.pyx?):(?<line>\d+): in (?<fn>.+)$/,
  /^(?<file>[^\s:]+\.pyx?):(?<line>\d+):(?: [A-Za-z.]+)?\s*$/,
  /^\s*at (?<fn>[\w.$<>/]+)\((?<file>[\w$-]+\.(?:java|kt|scala|groovy)):(?<line>\d+)\)/,
  /^\s*at (?<fn>.+) in (?<file>.+):line (?<line>\d+)$/,
  /^\s*(?<file>\/?[^\s:]+\.go):(?<line>\d+)(?::\d+)?(?: \+0x[0-9a-f]+)?$/,
  /^\s*(?:from |# )?(?<file>[^\s:]+\.(?:rb|rake|ru)):(?<line>\d+):in [`'](?<fn>[^']+)'/,
  /^\s*(?:from |# )?(?<file>[^\s:]+\.(?:rb|rake)):(?<line>\d+)(?::|$)/,
  /^\s*at (?<file>\.?\/?[^\s:]+\.rs):(?<line>\d+)(?::(?<column>\d+))?$/,
  /^\s*#\d+ (?<file>[^\s(:]+\.php)[(:](?<line>\d+)\)?/,
  /^(?<file>\/?[^\s:]+\.php):(?<line>\d+)$/,
];
const foreign =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|hostedtoolcache|\.cargo|go\/pkg\/mod|pkg\/mod|\.rustup|vendor\/bundle|\.pub-cache|\.m2|\.gradle|\.nuget|\.venv|venv|\.nvm|\.pnpm|gems|\.pyenv|\.rbenv|lib\/python\d[\d.]*|lib\/ruby|lib\/go[-\d.]*\/src)\/|^(?:node|ext):|^internal\/|^<|^\/?rustc\/|^\/(?:usr|lib|opt|nix)\/|\bruntime\/(?:panic|asm|proc|debug)|\btesting\/testing\.go$|(?:^|\/)vendor\/(?:phpunit|symfony|laravel|composer)/;

/** Frames of a library, of the language's runtime or of a test runner. */
export const isForeign = (file: string): boolean => foreign.test(file.replaceAll('\\', '/'));

export function readFrame(text: string): RawFrame | undefined {
  if (text.length > 600) return undefined;
  for (const shape of shapes) {
    const groups = shape.exec(text)?.groups;
    if (!groups?.file) continue;
    const frame: RawFrame = { file: groups.file };
    const line = toNumber(groups.line);
    const column = toNumber(groups.column);
    if (line) frame.line = line;
    if (column) frame.column = column;
    if (groups.fn) frame.function = groups.fn.trim();
    return frame;
  }
  return undefined;
}

/** All frames of a block, in the order of the log, at most 30. */
export function readFrames(lines: readonly { text: string }[]): RawFrame[] {
  const frames: RawFrame[] = [];
  for (const line of lines) {
    const frame = readFrame(line.text);
    if (frame) frames.push(frame);
    if (frames.length === 30) break;
  }
  return frames;
}

/** Java names no path; whose code a frame is stands in the package. */
const foreignFunction =
  /^(?:app\/\/)?(?:java|javax|jdk|sun|kotlin|kotlinx|scala|groovy|junit|org\.(?:junit|testng|assertj|hamcrest|opentest4j|mockito|gradle|apache|springframework|codehaus|scalatest|hibernate))\b[.\w$/]*\./;

/** The frame a person would open: the first of the project's own (`last`: the last one, for Python). */
export function ownFrame(
  frames: readonly RawFrame[],
  order: 'first' | 'last' = 'first',
): RawFrame | undefined {
  const own = frames.filter((frame) => !isForeign(frame.file) && !foreignFunction.test(frame.function ?? ''));
  return order === 'first' ? own[0] : own[own.length - 1];
}

/** Fields of a draft that say where a frame is. */
export const placeOf = (frame: RawFrame | undefined): Pick<RawFrame, 'file' | 'line' | 'column'> | object =>
  frame
    ? {
        file: frame.file,
        ...(frame.line !== undefined && { line: frame.line }),
        ...(frame.column !== undefined && { column: frame.column }),
      }
    : {};

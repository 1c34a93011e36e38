import { type Draft, draftOf, lineRecogniser, type Recogniser, toNumber } from '../finding.js';

/** What a build script asks of the machine. */
const missingSystem =
  /pkg-config|could not find system library|Could not find directory of OpenSSL|is `?(?:cmake|nasm|protoc|clang)`? (?:not )?installed|unable to find libclang|Could not find `protoc`/i;
/** A program that the script called has spoken for itself. */
const scriptEcho = /did not execute successfully|must exit now/;

/** The reason that stands below `--- stderr`: what the panic says, else the last word. */
function saidByBuildScript(lines: readonly string[]): string | undefined {
  const below = lines.slice(lines.findLastIndex((text) => text.trim() === '--- stderr') + 1);
  const panic = below.findLastIndex((text) => text.includes(' panicked at '));
  const said = below
    .slice(panic + 1)
    .map((text) => text.trim())
    .find((text) => text !== '' && !scriptEcho.test(text));
  return panic < 0 ? undefined : said?.slice(0, 300);
}

export const rust: Recogniser[] = [
  {
    tool: 'cargo test',
    category: 'test',
    need: [' panicked at '],
    start:
      /^\s*thread '(?<test>[^']+)'(?: \(\d+\))? panicked at (?:'(?<old>.*)', )?(?<file>[^\s:']+):(?<line>\d+):(?<column>\d+):?$/,
    maxLines: 12,
    until: /^(?:note: |stack backtrace:|---- |failures:|thread ')/,
    weight: 0.93,
    read(block) {
      const groups = block.match.groups ?? {};
      const body = block.lines
        .slice(1)
        .map((line) => line.text.trim())
        .filter((text) => text !== '');
      const draft: Draft = {
        message: groups.old ?? (body.length > 0 ? body.slice(0, 3).join(' ') : block.match[0]),
        file: groups.file ?? '',
        ...(groups.line && { line: Number(groups.line) }),
        ...(groups.column && { column: Number(groups.column) }),
      };
      const left = body.map((text) => /^left: (.+)$/.exec(text)?.[1]).find((found) => found);
      const right = body.map((text) => /^right: (.+)$/.exec(text)?.[1]).find((found) => found);
      const name = groups.test ?? '';
      // The libtest harness heads each failure with the test's name; other panics are crashes.
      const inTest =
        [1, 2, 3, 4, 5].some((back) => /^---- .* stdout ----$/.test(block.before(back)?.text ?? '')) ||
        name.includes('::');
      if (!inTest && name === 'main')
        return {
          ...draft,
          tool: 'rust',
          category: /(?:^|\/)build\.rs$/.test(draft.file ?? '') ? 'compile' : 'runtime',
          weight: scriptEcho.test(draft.message) ? 0.6 : 0.85,
        };
      draft.test = { name, ...(left && { actual: left }), ...(right && { expected: right }) };
      const headed = [1, 2].find((back) => /^---- /.test(block.before(back)?.text ?? ''));
      return inTest ? { ...draft, ...(headed && { first: -headed }) } : { ...draft, weight: 0.7 };
    },
  },
  lineRecogniser({
    tool: 'cargo test',
    category: 'test',
    need: ' ... FAILED',
    pattern: /^test (?<test>\S.*?) \.\.\. FAILED$/,
    weight: 0.6,
    with: (draft) => ({ ...draft, message: `test ${draft.test?.name} failed` }),
  }),
  {
    tool: 'rustfmt',
    category: 'format',
    need: ['Diff in '],
    start: /^Diff in (?<file>.+?)(?:(?: at line |:)(?<line>\d+):?)$/,
    maxLines: 14,
    until: /^Diff in |^[^\s+-]/,
    weight: 0.93,
    read: (block) => ({ ...draftOf(block.match), message: block.match[0].replace(/:$/, '') }),
  },
  {
    tool: 'cargo',
    category: 'dependency',
    need: [
      'error: failed to',
      'error: no matching package',
      'error: the lock file',
      'error: package `',
      'error: cannot update the lock',
      'error: failed to parse',
      'error: unable to update',
      'error: rustc ',
    ],
    start:
      /^error: (?<message>(?:failed to (?:select a version|get|load|parse|resolve|download|fetch|run custom build command|verify)|no matching package|the lock file .* needs to be updated|cannot update the lock file|package `.*` cannot be built|unable to update|rustc \S+ is not supported).*)$/,
    maxLines: 120,
    until: /^(?:error|warning)\b|^\S.*\$ /,
    weight: 0.93,
    read(block) {
      const all = block.lines.map((line) => line.text).join('\n');
      const message = block.match.groups?.message ?? '';
      if (/failed to run custom build command/.test(message)) {
        const said = saidByBuildScript(block.lines.map((line) => line.text));
        const misses = missingSystem.test(`${said ?? ''}${all}`);
        return {
          message: said ? `${message}: ${said}` : message,
          category: misses ? 'dependency' : 'compile',
          // Where the script gave up says less than what it missed.
          weight: misses ? 0.9 : 0.8,
        };
      }
      if (
        /\b50\d\b|timed out|Could not resolve host|network failure|\[\d+\] (?:Timeout|SSL|Couldn't)/.test(all)
      )
        return { message, category: 'infra' };
      if (/requires rustc|is not supported|edition20/.test(all)) return { message, category: 'config' };
      if (/failed to parse manifest/.test(message))
        return { message, category: 'config', file: 'Cargo.toml' };
      return { message, file: /lock file/.test(message) ? 'Cargo.lock' : 'Cargo.toml' };
    },
  },
  {
    tool: 'rustc',
    category: 'compile',
    need: ['error: ', 'error['],
    start:
      /^error(?:\[(?<code>E\d+)\])?: (?<message>(?!could not compile|aborting due|process didn|test failed|build failed|failed to |linking with|toolchain|no matching|the lock file|package `|cannot update|unable to update|rustc |cannot format|[Cc]annot find|doctest failed).*)$/,
    maxLines: 3,
    weight: 0.55,
    // With a place below it the finding is read from there; without one it is only an error text.
    read: (block) =>
      block.lines.slice(1).some((line) => /^\s*(?:-->|╭▸|┌─)/.test(line.text))
        ? undefined
        : {
            ...draftOf(block.match),
            ...(toNumber(block.match.groups?.code?.slice(1)) && { weight: 0.9 }),
            tool: block.match.groups?.code ? 'rustc' : 'generic',
            category: block.match.groups?.code ? 'compile' : 'unknown',
            last: 0,
          },
  },
  {
    tool: 'rustc',
    category: 'compile',
    need: ['error: linking with'],
    start: /^error: (?<message>linking with .* failed:.*)$/,
    maxLines: 40,
    until: /^(?:error|warning)[:[]/,
    weight: 0.93,
    read(block) {
      for (const [index, { text }] of block.lines.entries()) {
        const said =
          /(?:unable to find library|cannot find|library not found for) -l\S+|(?:undefined (?:reference|symbol)|Undefined symbols).*/.exec(
            text,
          )?.[0];
        if (said)
          return {
            message: said,
            category:
              said.startsWith('u') && /undefined/.test(said)
                ? 'compile'
                : /library|cannot/.test(said)
                  ? 'dependency'
                  : 'compile',
            last: index,
          };
      }
      return { ...draftOf(block.match), weight: 0.9, last: 0 };
    },
  },
  lineRecogniser({
    tool: 'rustup',
    category: 'config',
    need: ["error: toolchain '", 'is not installed for the toolchain', 'error: no such command'],
    pattern:
      /^error: (?<message>(?:toolchain '.*' is not (?:installed|installable)|.* is not installed for the toolchain|no such command).*)$/,
    weight: 0.93,
  }),
];

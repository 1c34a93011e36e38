import { type Block, type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

const trimmed = (block: Block): string[] => block.lines.map((line) => line.text.trim());

/** Crystal's spec prints like RSpec: `# spec/a_spec.cr:5`. */
function commentedPlace(lines: readonly string[]): Pick<Draft, 'file' | 'line'> {
  const at = lines.map((line) => /^# (\S+\.\w+):(\d+)/.exec(line)).find((match) => match);
  return at?.[1] ? { file: at[1], line: Number(at[2]) } : {};
}

const rspec: Recogniser = {
  tool: 'rspec',
  category: 'test',
  need: [') '],
  start: /^\s{2,4}\d+\) (?<name>\S.*)$/,
  maxLines: 70,
  until: /^\s{2,4}\d+\) \S|^(?:Finished in|Failed examples|Top \d+|Failures:|Pending:)/,
  weight: 0.95,
  read(block) {
    const lines = trimmed(block);
    const at = lines.findIndex((line) => line.startsWith('Failure/Error:'));
    if (at < 0) return undefined;
    const frames = readFrames(block.lines);
    const body = lines.slice(at + 1).filter((line) => line !== '' && !line.startsWith('#'));
    const said =
      body.find((line) =>
        /^(?:expected|Expected|[A-Z][\w:]*(?:Error|Exception)|undefined |received|\()/.test(line),
      ) ?? body[0];
    const expected = body.map((line) => /^expected:? (.+)$/.exec(line)?.[1]).find((found) => found);
    const actual = body.map((line) => /^got: (.+)$/.exec(line)?.[1]).find((found) => found);
    return {
      message: `${block.match.groups?.name ?? ''}: ${said ?? lines[at]}`,
      frames,
      ...(frames.length > 0 ? placeOf(ownFrame(frames)) : commentedPlace(lines)),
      test: {
        name: block.match.groups?.name ?? '',
        ...(expected && { expected }),
        ...(actual && { actual }),
      },
      last: Math.min(block.lines.length - 1, 25),
    };
  },
};

const minitest: Recogniser = {
  tool: 'minitest',
  category: 'test',
  need: ['Failure:', 'Error:'],
  start: /^\s{0,4}(?:\d+\) )?(?<verdict>Failure|Error):$/,
  maxLines: 30,
  until: /^\s{1,4}\d+\) |^\d+ (?:runs|tests)/,
  weight: 0.95,
  read(block) {
    const lines = trimmed(block);
    const head = /^(?<test>\S+?)(?: \[(?<file>[^\]:]+):(?<line>\d+)\])?:?$/.exec(lines[1] ?? '');
    if (!head?.groups) return undefined;
    // Rails reports at the margin, where only the name of the test tells it from other headlines.
    if (!/^\s/.test(block.match[0]) && !/^[A-Z][\w:]*#test_/.test(head.groups.test ?? '')) return undefined;
    const frames = readFrames(block.lines.slice(2));
    const draft: Draft = {
      message: lines
        .slice(2, 4)
        .filter((line) => line !== '')
        .join(' '),
      frames,
      test: { name: head.groups.test ?? '' },
    };
    if (head.groups.file) return { ...draft, file: head.groups.file, line: Number(head.groups.line) };
    return { ...draft, ...placeOf(ownFrame(frames)) };
  },
};

export const ruby: Recogniser[] = [
  rspec,
  minitest,
  {
    tool: 'rspec',
    category: 'test',
    need: ['An error occurred while loading'],
    start: /^An error occurred while loading (?<file>\S+?)\.?$/,
    maxLines: 14,
    weight: 0.94,
    read(block) {
      const lines = trimmed(block);
      const frames = readFrames(block.lines);
      const said = lines.slice(2).find((line) => /Error|cannot load/.test(line)) ?? lines[1] ?? '';
      const load = /LoadError|cannot load such file/.test(said);
      return {
        ...draftOf(block.match),
        message: said,
        ...placeOf(ownFrame(frames)),
        category: load ? 'dependency' : 'runtime',
      };
    },
  },
  lineRecogniser({
    tool: 'rubocop',
    category: 'lint',
    need: '.rb:',
    pattern:
      /^(?<file>[^\s:]+\.(?:rb|rake|gemspec)):(?<line>\d+):(?<column>\d+): (?<severity>[CWEFRI]): (?:\[\w+\] )?(?:(?<code>[A-Z]\w+\/[\w/]+): )?(?<message>.*)$/,
    weight: 0.93,
    with: (draft, block) => ({
      ...draft,
      severity: block.match.groups?.severity === 'I' ? 'notice' : 'error',
    }),
  }),
  {
    tool: 'bundler',
    category: 'dependency',
    need: [
      'Could not find gem',
      'Bundler could not find',
      'Could not find compatible',
      'Your bundle is locked',
      'An error occurred while installing',
      'Could not find ',
      'Your Ruby version is',
      'You must use Bundler',
      'frozen mode',
      'Could not locate Gemfile',
    ],
    start:
      /^\s*(?<message>(?=\S)(?:Could not find gem|Bundler could not find|Could not find compatible|Could not find \S+ in (?:locally|any)|Could not find \S+-[\d.]+ in|Your bundle is locked|An error occurred while installing|Your Ruby version is|The gemspecs? .* changed|You are trying to install in deployment mode|Some gems seem to be missing|Could not locate Gemfile|.*frozen mode).*)$/,
    maxLines: 4,
    weight: 0.92,
    read(block) {
      const message = block.match.groups?.message ?? '';
      if (/Ruby version|Could not locate/.test(message)) return { message, category: 'config' };
      return { message, file: /locked|deployment|frozen/.test(message) ? 'Gemfile.lock' : 'Gemfile' };
    },
  },
  {
    tool: 'ruby',
    category: 'dependency',
    need: ['(LoadError)'],
    start: /^(?<message>.*\(LoadError\))$/,
    maxLines: 14,
    until: /^\S/,
    weight: 0.86,
    read(block) {
      const frames = readFrames(block.lines);
      return { ...draftOf(block.match), frames, ...placeOf(ownFrame(frames)) };
    },
  },
  lineRecogniser({
    tool: 'ruby',
    category: 'runtime',
    need: ['Error)', '(LoadError', 'Exception)', 'syntax error'],
    pattern:
      /^(?:\S*ruby: )?(?<file>\/?[^\s:]+\.(?:rb|rake|ru)):(?<line>\d+):(?:in [`'].*?': )?(?<message>.*(?:\([\w:]*(?:Error|Exception)\)|syntax error.*))$/,
    weight: 0.8,
    with: (draft) =>
      /LoadError/.test(draft.message)
        ? { ...draft, category: 'dependency' }
        : /syntax error|SyntaxError/.test(draft.message)
          ? { ...draft, category: 'compile', weight: 0.92 }
          : draft,
  }),
  {
    tool: 'rake',
    category: 'runtime',
    need: ['rake aborted!'],
    start: /^rake aborted!/,
    maxLines: 12,
    weight: 0.7,
    read(block) {
      const frames = readFrames(block.lines);
      return { message: trimmed(block)[1] ?? 'rake aborted', frames, ...placeOf(ownFrame(frames)) };
    },
  },
];

import { type Draft, draftOf, lineRecogniser, type Recogniser, severityOf } from '../finding.js';
import { lineAbove } from './look-back.js';

/** Terraform without its box, and tflint: the text, a blank line, `  on main.tf line 12`. */
const onLine: Recogniser = {
  tool: 'terraform',
  category: 'compile',
  need: ['  on '],
  start: /^\s+on (?<file>\S+\.(?:tf|tfvars|hcl|tofu|pkr\.hcl|json)) line (?<line>\d+)/,
  weight: 0.93,
  read(block) {
    for (let back = 1; back <= 3; back++) {
      const head = /^(?<severity>Error|Warning|Notice): (?<message>.*?)(?: \((?<code>[a-z]\w+_\w+)\))?$/.exec(
        block.before(back)?.text ?? '',
      );
      if (!head?.groups) continue;
      const { severity = '', message = '', code } = head.groups;
      const isLint = code !== undefined || block.script.some((line) => /\btflint\b/.test(line));
      return {
        ...draftOf(block.match),
        message,
        severity: severityOf(severity),
        ...(code && { code }),
        ...(message.startsWith('No value for required variable') && { category: 'config' as const }),
        ...(isLint && { tool: 'tflint', category: 'lint' as const }),
        first: -back,
      };
    }
    return undefined;
  },
};

/** `[FAILED] text` above, `In [It] at: a_test.go:19` below. */
const ginkgo: Recogniser = {
  tool: 'ginkgo',
  category: 'test',
  need: ['] at: '],
  start: /^\s*In \[\w+\] at: (?<file>\S+\.go):(?<line>\d+)/,
  weight: 0.95,
  read(block) {
    const said: string[] = [];
    for (let back = 1; back <= 20; back++) {
      const text = block.before(back)?.text.trim();
      if (text === undefined) break;
      const head = /^\[(?:FAILED|PANICKED)\] ?(.*)$/.exec(text);
      said.unshift(head?.[1] ?? text);
      if (head) break;
    }
    const test = lineAbove(block, /^(.*\[It\].*?)(?: \[[\w-]+\])?$/, 40)?.[1]?.trim();
    return { ...draftOf(block.match), message: said.join(' ').trim(), ...(test && { test: { name: test } }) };
  },
};

const withoutTail = (draft: Draft): Draft => ({
  ...draft,
  message: draft.message.replace(/ \(see https:\S+\)$/, ''),
});

/** Tools with one line of their own. */
export const moreTools: Recogniser[] = [
  onLine,
  ginkgo,
  lineRecogniser({
    tool: 'go',
    category: 'compile',
    need: 'import cycle not allowed',
    pattern: /^\s*(?<message>(?:imports \S+: )?import cycle not allowed.*)$/,
    weight: 0.92,
  }),
  lineRecogniser({
    tool: 'go generate',
    category: 'config',
    need: ': running "',
    pattern: /^(?<file>[^\s:]+\.go):(?<line>\d+): (?<message>running ".*)$/,
    weight: 0.92,
  }),
  lineRecogniser({
    tool: 'latex',
    category: 'compile',
    need: ['.tex:', '.sty:', '.cls:', '.bib:'],
    pattern: /^(?:\.\/)?(?<file>[^\s:]+\.(?:tex|sty|cls|bib)):(?<line>\d+): (?<message>\S.*)$/,
    weight: 0.9,
    with: (draft) => (/Emergency stop|Fatal error/.test(draft.message) ? { ...draft, weight: 0.5 } : draft),
  }),
  lineRecogniser({
    tool: 'protoc',
    category: 'compile',
    need: '.proto:',
    pattern: /^(?<file>[^\s:]+\.proto):(?<line>\d+):(?<column>\d+):\s?(?:error: )?(?<message>\S.*)$/,
    weight: 0.9,
    with: (draft, block) =>
      block.script.some((line) => /\bbuf (?:lint|breaking)\b/.test(line))
        ? { ...draft, tool: 'buf', category: 'lint' }
        : draft,
  }),
  lineRecogniser({
    tool: 'psalm',
    category: 'type',
    need: ['.php:'],
    pattern: /^ERROR: (?<code>\w+) - (?<file>[^\s:]+\.php):(?<line>\d+):(?<column>\d+) - (?<message>.*)$/,
    weight: 0.93,
    with: withoutTail,
  }),
  lineRecogniser({
    tool: 'php-cs-fixer',
    category: 'format',
    need: ['.php'],
    pattern: /^\s+\d+\) (?<file>[\w./-]+\.php)(?: \((?<message>[\w, ]+)\))?$/,
    weight: 0.92,
    with: (draft) => ({ ...draft, message: `${draft.file} is not formatted: ${draft.message}` }),
  }),
  lineRecogniser({
    tool: 'rake',
    category: 'config',
    need: "Don't know how to build task",
    pattern: /^(?<message>Don't know how to build task .*?)(?: \(See the list.*)?$/,
    weight: 0.9,
  }),
  lineRecogniser({
    tool: 'bundler',
    category: 'dependency',
    need: ['(Bundler::'],
    pattern: /(?<message>Could not find .*) \(Bundler::\w+\)$/,
    weight: 0.92,
    with: (draft) => ({ ...draft, file: 'Gemfile' }),
  }),
  lineRecogniser({
    tool: 'rails',
    category: 'runtime',
    need: ['Error: ', 'Error:', 'BadConfiguration'],
    pattern: /^(?<code>(?:[A-Z]\w+::)+[A-Z]\w*(?:Error|Bad|Invalid|NotFound|Exception)): ?(?<message>.*)$/,
    weight: 0.8,
    with(draft, block) {
      if (!/aborted!$/.test(block.before(1)?.text ?? '')) return undefined;
      const message = `${draft.code}: ${draft.message}`;
      return /PendingMigration|NoDatabase|ConnectionNotEstablished|DatabaseConnection/.test(draft.code ?? '')
        ? { ...draft, message, category: 'config', weight: 0.9 }
        : { ...draft, message };
    },
  }),
  lineRecogniser({
    tool: 'cucumber',
    category: 'test',
    need: ['.feature:'],
    pattern: /^\s+(?<file>[^\s:]+\.feature):(?<line>\d+):in [`'](?<message>.*)'$/,
    weight: 0.9,
    with(draft, block) {
      const said: string[] = [];
      for (let back = 1; back <= 12; back++) {
        const text = block.before(back)?.text.trim();
        if (text === undefined || / # \S+:\d+$/.test(text)) break;
        if (!/^\S+\.rb:\d+:in /.test(text)) said.unshift(text);
      }
      return { ...draft, message: `${draft.message}: ${said.join(' ')}`, test: { name: draft.message } };
    },
  }),
];

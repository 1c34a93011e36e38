import type { Category } from '../../domain/index.js';
import { type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { lineAbove } from './look-back.js';

const item = /^(?:\* \S+(?:: \S+)?|\S+(?: {2,}\S+(?: \S+)?)*)$/;

/** `Unused files (2)`, `Missing dependencies`: a headline, then one name a line. */
const listed: Recogniser = {
  tool: 'knip',
  category: 'lint',
  need: ['Unused ', 'Unlisted ', 'Missing dependencies', 'Unresolved imports', 'Duplicate exports'],
  start:
    /^(?<what>Unused (?:files|(?:dev|optional|peer)?[dD]ependencies|exports|exported (?:types|enum members|class members)|catalog entries)|Unlisted (?:dependencies|binaries)|Missing dependencies|Unresolved imports|Duplicate exports)(?: \(\d+\))?$/,
  maxLines: 40,
  until: /^(?:\s*$|Unused |Unlisted |Missing |Unresolved |Duplicate |Configuration )/,
  weight: 0.9,
  read(block) {
    const what = block.match.groups?.what ?? '';
    const bullets = block.lines[1]?.text.startsWith('* ') ?? false;
    const aboutPackages = /ependencies/.test(what);
    const end = block.lines.findIndex(
      ({ text, level }, index) => index > 0 && (level !== undefined || !item.test(text)),
    );
    return block.lines.slice(1, end < 0 ? undefined : end).map(({ text }, index): Draft => {
      const found =
        /^(?:\* )?(?<name>\S+)(?:(?::| {2,})\s*(?:\S+ +)?(?<file>[\w@./-]+\.\w+)(?::(?<line>\d+)(?::\d+)?)?)?/.exec(
          text,
        );
      const { name = text.trim(), file, line } = found?.groups ?? {};
      const place = file ?? (what === 'Unused files' ? name : aboutPackages ? 'package.json' : undefined);
      return {
        tool: bullets ? 'depcheck' : 'knip',
        category: bullets ? 'dependency' : 'lint',
        message: `${what}: ${name}`,
        ...(place && { file: place }),
        ...(line && { line: Number(line) }),
        first: index + 1,
        last: index + 1,
      };
    });
  },
};

/** What semantic-release's codes mean for the person who has to act. */
const releaseCategory = (code: string): Category =>
  /TOKEN|PERMISSION|AUTH/.test(code) ? 'permission' : 'config';

/** Tools that judge a package as a whole before it is published. */
export const javascriptPackages: Recogniser[] = [
  listed,
  lineRecogniser({
    tool: 'attw',
    category: 'config',
    need: 'github.com/arethetypeswrong',
    pattern: /^\S{1,4} (?<message>\S.*) https:\/\/github\.com\/arethetypeswrong\S+$/,
    weight: 0.92,
    with: (draft) => ({ ...draft, file: 'package.json' }),
  }),
  {
    tool: 'publint',
    category: 'config',
    need: ['pkg.'],
    start: /^\d+\. (?<message>.*\bpkg\..*)$/,
    weight: 0.92,
    read(block) {
      const group = lineAbove(block, /^(Errors|Warnings|Suggestions):$/, 40)?.[1];
      if (!group) return undefined;
      return {
        message: block.match.groups?.message ?? '',
        file: 'package.json',
        severity: group === 'Errors' ? 'error' : group === 'Warnings' ? 'warning' : 'notice',
      };
    },
  },
  lineRecogniser({
    tool: 'size-limit',
    category: 'test',
    need: ['size limit has exceeded', 'has exceeded by'],
    pattern: /^\s*(?<message>(?:Package )?[sS]ize limit has exceeded by .*)$/,
    weight: 0.92,
  }),
  lineRecogniser({
    tool: 'size-limit',
    category: 'test',
    need: ['maxSize', 'max size'],
    pattern: /^\s*(?:FAIL|✖|❌)\s+(?<file>\S+\.\w+):? (?<message>.*[>].*(?:maxSize|max size).*)$/,
    weight: 0.9,
  }),
  lineRecogniser({
    tool: 'changesets',
    category: 'config',
    need: '🦋',
    pattern: /^🦋\s+error (?<message>(?!If this )\S.*)$/u,
    weight: 0.9,
    with: (draft) =>
      /^(?:Error: )?(?:E40[13]|ENEEDAUTH)|\b40[13]\b/.test(draft.message)
        ? { ...draft, category: 'permission' }
        : draft,
  }),
  lineRecogniser({
    tool: 'semantic-release',
    category: 'config',
    need: 'semantic-release]',
    pattern: /\[semantic-release\].* ✘ +(?<code>E[A-Z]+) (?<message>\S.*)$/,
    weight: 0.93,
    with: (draft) => ({ ...draft, category: releaseCategory(draft.code ?? '') }),
  }),
  lineRecogniser({
    tool: 'syncpack',
    category: 'dependency',
    need: ['package.json at .'],
    pattern: /^\s+[✘✗] (?<message>\S.* in (?<file>\S*package\.json) at \..*)$/,
    weight: 0.92,
  }),
  {
    tool: 'npm-package-json-lint',
    category: 'lint',
    need: [' - node: '],
    start: /^[✖⚠] (?<code>[\w-]+) - node: (?<message>\S.*)$/,
    weight: 0.92,
    read(block) {
      const file = lineAbove(block, /^(\S*package\.json)$/)?.[1];
      const { code = '', message = '' } = block.match.groups ?? {};
      return {
        code,
        message,
        ...(file && { file }),
        severity: block.match[0].startsWith('⚠') ? 'warning' : 'error',
      };
    },
  },
  lineRecogniser({
    tool: 'gulp',
    category: 'config',
    need: ['Task never defined: ', 'Task "'],
    pattern: /^(?:\[\S+\] |Warning: )(?<message>Task never defined: \S+|Task "[^"]+" not found\.)/,
    weight: 0.92,
  }),
];

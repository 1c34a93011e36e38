import type { Category } from '../../domain/index.js';
import { type Block, type Draft, lineRecogniser, type Recogniser, toNumber } from '../finding.js';
import { lineAbove } from './look-back.js';

const network =
  /Could not transfer|Connection (?:reset|refused|timed out)|Read timed out|Unknown host|status code: 5\d\d|status: 5\d\d|503 |502 |504 |Temporary failure|unreachable|offline mode/i;
const unresolved =
  /Could not (?:resolve|find)|could not be resolved|Cannot resolve|was not found in|depends on|Dependency |AAR metadata/;

function whatWentWrong(text: string): Category {
  if (/40[13] |Unauthorized|Forbidden/.test(text) && unresolved.test(text)) return 'permission';
  if (network.test(text)) return 'infra';
  if (/Could not (?:find method|get unknown property|set unknown property)/.test(text)) return 'config';
  if (unresolved.test(text)) return 'dependency';
  if (/OutOfMemory|heap space|No space left|Gradle build daemon disappeared/.test(text)) return 'resource';
  if (/Compilation (?:failed|error)|compiler error|syntax error|compileJava/i.test(text)) return 'compile';
  if (/not in the allowed range|Require\w+Version|enforcer/.test(text)) return 'config';
  if (/Coverage checks have not been met|Rule violated for/.test(text)) return 'test';
  if (/There were failing tests|test failures/i.test(text)) return 'test';
  if (/checkstyle|Checkstyle|spotbugs|pmd|PMD|detekt|ktlint|Lint found/.test(text)) return 'lint';
  if (/spotless|format violations|formatting/i.test(text)) return 'format';
  if (
    /SDK location not found|Unsupported class file|requires (?:Java|JVM|at least)|invalid source release|release version|Task .* not found|toolchain/.test(
      text,
    )
  )
    return 'config';
  return 'unknown';
}

/** Gradle's `* What went wrong:` down to `* Try:`; the innermost `>` says what it was. */
function readGradle(block: Block): Draft | undefined {
  const body = block.lines.slice(1).filter((line) => line.text.trim() !== '');
  const all = body.map((line) => line.text).join('\n');
  const reasons = body.map((line) => line.text).filter((text) => /^\s*>/.test(text));
  const category = whatWentWrong(all);
  const detail = body.map((line) => line.text.trim()).find((text) => /^\d+\.\s/.test(text));
  const inner = detail ?? reasons[reasons.length - 1] ?? body[0]?.text ?? '';
  const above = lineAbove(block, /^(?:Build file|Settings file|Script) '[^']+' line: \d+/, 4)?.[0] ?? '';
  const place =
    /(?:Build file|Settings file|Script) '([^']+)' line: (\d+)/.exec(`${all}\n${above}`) ??
    /^\s*(\/?[^\s:]+\.\w+):(\d+)(?::\d+)?: (?:Error|error|Warning)\b/m.exec(all) ??
    /format violations:\n\s+(\S+\.\w+)()/.exec(all);
  const echo =
    /See the report|see the compiler error output|See log for more details|failing tests|finished with non-zero/.test(
      all,
    );
  return {
    message: `${body[0]?.text.trim() ?? ''} ${inner.replace(/^\s*>\s*/, '').trim()}`.trim(),
    category,
    weight: echo ? 0.5 : category === 'unknown' ? 0.8 : 0.93,
    ...(place?.[1] && { file: place[1], ...(place[2] && { line: Number(place[2]) }) }),
  };
}

/** Maven's last `[ERROR]` block: `Failed to execute goal …: reason`. */
function readMaven(block: Block): Draft | undefined {
  const lines = block.lines.map((line) => line.text.replace(/^\[ERROR\] ?/, ''));
  const text = lines[0] ?? '';
  const all = lines.join('\n');
  if (/There are test failures|There was a .*failure|Compilation failure/.test(all))
    return { message: text, category: /Compilation/.test(all) ? 'compile' : 'test', weight: 0.5 };
  // The violations themselves stand above.
  if (/You have \d+ .*violation|(?:found|failed with) \d+ (?:bugs?|violations?)/i.test(all))
    return { message: text, category: 'lint', weight: 0.5 };
  const category = whatWentWrong(text);
  const place = /\b([\w./-]+\.(?:html|xml|java|kt|properties|ya?ml|json))\b:(\d+)/.exec(all);
  const template = /template \[([^\]\s:]+):?(\d+)?/.exec(all) ?? /\bin ([\w/.-]+\.\w{2,5}):(\d+)/.exec(all);
  const file = template?.[1] ?? place?.[1];
  const line = toNumber(template?.[2] ?? place?.[2]);
  const pom = category === 'dependency' || category === 'infra';
  return {
    message: lines
      .slice(0, 2)
      .map((line) => line.trim())
      .join(' '),
    category: category === 'unknown' && /BuildException|Build step/.test(all) ? 'compile' : category,
    weight: category === 'unknown' ? 0.82 : 0.93,
    ...(file && !pom ? { file, ...(line && { line }) } : pom ? { file: 'pom.xml' } : {}),
    last: Math.min(block.lines.length - 1, 12),
  };
}

export const jvm: Recogniser[] = [
  lineRecogniser({
    tool: 'javac',
    category: 'compile',
    need: ['.java:[', '.kt:[', '.scala:[', '.groovy:['],
    pattern:
      /^\[ERROR\] (?<file>\/?\S.*?\.(?:java|kt|scala|groovy)):\[(?<line>\d+)(?:,(?<column>\d+))?\] (?<message>.*)$/,
    weight: 0.95,
    with: (draft) =>
      /\.kt$/.test(draft.file ?? '')
        ? { ...draft, tool: 'kotlinc' }
        : /\(\w+\) \w+:/.test(draft.message)
          ? { ...draft, tool: 'checkstyle', category: 'lint' }
          : draft,
  }),
  lineRecogniser({
    tool: 'kotlinc',
    category: 'compile',
    need: '.kt: (',
    pattern: /^\[ERROR\] (?<file>\/\S+\.kt): \((?<line>\d+), (?<column>\d+)\) (?<message>.*)$/,
    weight: 0.95,
  }),
  {
    tool: 'gradle',
    category: 'unknown',
    need: ['* What went wrong:'],
    start: /^\* What went wrong:/,
    maxLines: 40,
    until: /^\* (?:Try|Exception|Get more help)/,
    read: readGradle,
  },
  {
    tool: 'maven',
    category: 'unknown',
    need: ['[ERROR] '],
    start:
      /^\[ERROR\] (?<message>(?:Failed to execute goal|Plugin .* could not be resolved|The build could not read|Some problems were encountered while processing the POMs|Non-resolvable|Could not find the selected project|Unknown lifecycle phase|No goals have been specified|Error resolving|Error executing Maven).*)$/,
    maxLines: 30,
    until: /^(?!\[ERROR\])|^\[ERROR\] ?$|To see the full stack trace|-> \[Help/,
    read: readMaven,
  },
  lineRecogniser({
    tool: 'checkstyle',
    category: 'lint',
    need: ['.java:', '.kt:'],
    pattern:
      /^(?:\[ant:checkstyle\] )?\[(?<severity>ERROR|WARN)\] (?<file>\/?[^\s:]+\.(?:java|kt)):(?<line>\d+)(?::(?<column>\d+))?: (?<message>.*?)(?: \[(?<code>\w+)\])?$/,
    weight: 0.93,
  }),
  lineRecogniser({
    tool: 'ktlint',
    category: 'lint',
    need: ['.kt:', '.kts:'],
    pattern:
      /^(?<file>[^\s:]+\.kts?):(?<line>\d+):(?<column>\d+):? (?<message>\S.*?)(?: (?:\((?<code>[\w:-]+)\)|\[(?<code2>\w+)\]))$/,
    weight: 0.9,
  }),
  lineRecogniser({
    tool: 'gradle',
    category: 'unknown',
    need: ['> Task :', 'BUILD FAILED', 'BUILD FAILURE', 'FAILURE: Build failed'],
    pattern: /^(?:> Task \S+ FAILED|BUILD FAILED in .*|\[INFO\] BUILD FAILURE|FAILURE: Build failed .*)$/,
    weight: 0.35,
  }),
];

import { type Category, kindOfCommand } from '../domain/index.js';
import { compiledSource } from './compiled-source.js';
import { failingCommand } from './failing-command.js';
import type { Finding } from './finding.js';
import type { ReadStep } from './job-reader.js';
import { programOf, speakerOf } from './name-program.js';

const testFile = /(?:^|[/_.-])(?:tests?|specs?|__tests__|e2e)(?:[/_.-]|$)/i;
const prose = /\.(?:md|rst|txt|adoc|ya?ml|json|toml|css|html?)$/i;
const grammar = /syntax|\bpars(?:e|ing)\b|unterminated|unexpected (?:token|end)/i;
/** The codes of TypeScript, whatever runs it; those from 1000 on are about the grammar. */
const typeCode = /\bts\((?!1\d{3}\))\d{4,5}\)|\(ts\)$|\bTS(?!1\d{3}\b)\d{4,5}:/;
/** `text [NoEmptyBlock]`, `text [docs/no-tabs]`: checkers close with the name of the rule, compilers with a flag. */
const ruleName = /\[(?!-W)(?:[A-Za-z]+-[\w-]+|[\w-]+\/[\w/-]+|[A-Z][a-z]+[A-Z]\w+)\]$/;

/** Of a finding that no recogniser knew the tool of: what the tool is called, and what its kind is. */
export function judgeByCommand(finding: Finding, step: ReadStep): Finding {
  if (finding.tool !== 'generic') return finding;
  const command = failingCommand(step, undefined);
  const kind = (command && kindOfCommand(command)) ?? (step.name && kindOfCommand(step.name)) ?? undefined;
  return {
    ...finding,
    tool: speakerOf(finding.excerpt[0] ?? '', step.script) ?? programOf(step.script) ?? finding.tool,
    category: finding.file && finding.line ? categoryAt(finding, kind || undefined) : finding.category,
  };
}

/** Words alone say little of a complaint about a line of a file; what was run there says more. */
function categoryAt({ category, file = '', message }: Finding, kind: Category | undefined): Category {
  const isGuess = category === 'lint' || category === 'compile' || category === 'type' || category === 'test';
  if (typeCode.test(message)) return 'type';
  switch (kind) {
    case 'lint':
    case 'format':
    case 'type':
      return grammar.test(message) || category === 'format' ? category : kind;
    case 'test':
      return category === 'lint' && (testFile.test(file) || !(ruleName.test(message) || prose.test(file)))
        ? 'test'
        : category;
    case 'compile':
      return compiledSource.test(file) && (isGuess || category === 'dependency') ? 'compile' : category;
    case 'runtime':
      return category === 'lint' ? 'runtime' : category;
    default:
      return isGuess && ruleName.test(message) ? 'lint' : category;
  }
}

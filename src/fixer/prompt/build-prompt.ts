import type { BugReport } from '../../domain/index.js';
import { promptHoldsKey } from '../../errors/index.js';
import { type CodeWindow, isWhole, languageOf } from '../context/index.js';
import { chooseHints } from './choose-hints.js';
import { describeAttempts, type PreviousAttempt } from './describe-attempts.js';
import { describeReports } from './describe-reports.js';
import { cleanText, type Fencing, fence } from './fence.js';
import { loadHints, loadTemplate } from './templates.js';

/** Kinds of files that the user lets a fix touch beside the source. */
type Allowance = 'tests' | 'dependencies' | 'config' | 'ci';

export interface PromptRequest extends Fencing {
  level: 1 | 2 | 3;
  /** Ranked, root causes first. */
  reports: readonly BugReport[];
  /** Script of the failing step, as it was run. */
  command?: string;
  exitCode?: number;
  windows: readonly CodeWindow[];
  /** Files that did not fit; the model may ask for them. */
  left?: readonly string[];
  previousAttempts?: readonly PreviousAttempt[];
  /** Short facts about the repository, such as its package manager. */
  facts?: Readonly<Record<string, string>>;
  /** Hunks of the commit that broke the job. */
  culpritDiff?: string;
  /** End of the failing step's output. */
  logTail?: string;
  /** Fixes of similar failures and what became of them. */
  pastFixes?: readonly { summary: string; diff: string; fate: string }[];
  /** What a person answered to a question of the model. */
  answer?: string;
  allow?: readonly Allowance[];
  /** `blocks` for models that write code better than JSON. */
  format?: 'json' | 'blocks';
}

export interface Prompt {
  system: string;
  user: string;
}

/**
 * Writes the question to a model. What comes from logs, repository and people is masked, cleaned and fenced;
 * nothing else of it reaches the prompt. Throws a `CifixError` when a private key is left in it.
 */
export async function buildPrompt(request: PromptRequest): Promise<Prompt> {
  const { marker, format = 'json' } = request;
  const system = [
    await loadTemplate('system', { marker, policy: policyOf(request.allow ?? []) }),
    await loadTemplate(format === 'json' ? 'answer-json' : 'answer-blocks'),
  ].join('\n\n');
  const hints = chooseHints(await loadHints(), request.reports, languagesOf(request.windows));
  const sections: [title: string, text: string | undefined][] = [
    ['Repository', factsOf(request)],
    ['Errors', describeReports(request.reports, request)],
    ['End of the output', fenced('log', request.logTail, { limit: 4_000, request })],
    ['Code', codeOf(request)],
    ['The change that broke it', fenced('diff', request.culpritDiff, { limit: 6_000, request })],
    ['Advice for this kind of failure', hints.map((h) => h.text).join('\n')],
    ['Similar failures before', pastFixesOf(request)],
    ['Earlier attempts', describeAttempts(request.previousAttempts ?? [], request)],
    ['Answer of a person to your question', fenced('answer', request.answer, { limit: 2_000, request })],
  ];
  const body = sections.flatMap(([title, text]) => (text ? [`# ${title}\n\n${text}`] : []));
  const user = [...body, await loadTemplate('task')].join('\n\n');
  // A key that a redactor missed must not leave: better no fix than this.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]{64}/.test(user)) throw promptHoldsKey();
  return { system, user };
}

const kinds: Readonly<Record<Allowance, string>> = {
  tests: 'tests',
  dependencies: 'dependency manifests',
  config: 'configuration of tools',
  ci: 'workflow files',
};

function policyOf(allow: readonly Allowance[]): string {
  const forbidden = (Object.keys(kinds) as Allowance[]).filter((k) => !allow.includes(k));
  const allowed = allow.map((k) => kinds[k]);
  const no = forbidden.length > 0 ? `You may not edit: ${forbidden.map((k) => kinds[k]).join(', ')}.` : '';
  const yes =
    allowed.length > 0 ? `The user allows edits of: ${allowed.join(', ')}, if they are truly wrong.` : '';
  return [no, yes].filter((s) => s !== '').join(' ');
}

const languagesOf = (windows: readonly CodeWindow[]): string[] => [
  ...new Set(windows.flatMap((w) => languageOf(w.file)?.name ?? [])),
];

function factsOf(request: PromptRequest): string | undefined {
  const facts = Object.entries(request.facts ?? {}).map(([name, value]) => `${name}: ${value}`);
  const exit = request.exitCode === undefined ? [] : [`exit code: ${request.exitCode}`];
  const lines = [...facts, ...exit];
  const command = fenced('failing command', request.command, { limit: 3_000, request });
  const parts = [
    ...(lines.length > 0 ? [fence('facts', lines.join('\n'), request)] : []),
    ...(command ? [command] : []),
  ];
  return parts.length > 0 ? parts.join('\n\n') : undefined;
}

function codeOf(request: PromptRequest): string | undefined {
  const windows = request.windows.map((window) => fence(labelOf(window), numbered(window, request), request));
  const left = [...new Set(request.left ?? [])];
  if (left.length > 0)
    windows.push(`Not shown for want of room: ${fence('files', left.join('\n'), request)}`);
  return windows.length > 0 ? windows.join('\n\n') : undefined;
}

const reasons: Readonly<Record<CodeWindow['why'], string>> = {
  error: 'place of an error',
  frame: 'on the stack',
  imports: 'its imports',
  signature: 'head of the function around',
  subject: 'used by the failing test',
  import: 'imported',
  definition: 'defines a name of the error',
  manifest: 'manifest',
  workflow: 'workflow, not to be edited',
  requested: 'you asked for it',
};

function labelOf(window: CodeWindow): string {
  const last = window.startLine + window.lines.length - 1;
  const extent = isWhole(window)
    ? 'whole file'
    : `lines ${window.startLine} to ${last} of ${window.totalLines}`;
  return `${window.file}, ${extent}, ${reasons[window.why]}`;
}

/** Lines with their numbers. Masked first: a secret of several lines is not seen once numbers stand between. */
function numbered(window: CodeWindow, fencing: Fencing): string {
  const lines = cleanText(window.lines.join('\n'), fencing).split('\n');
  const width = String(window.startLine + lines.length - 1).length;
  const marked = new Set(window.marked);
  return lines
    .map((line, i) => {
      const number = window.startLine + i;
      return `${String(number).padStart(width)}${marked.has(number) ? '>' : '|'} ${line}`;
    })
    .join('\n');
}

function pastFixesOf(request: PromptRequest): string | undefined {
  const fixes = (request.pastFixes ?? []).slice(0, 2);
  return fixes
    .map(({ summary, diff, fate }) =>
      fence('past fix', `${summary}\nwhat became of it: ${fate}\n${diff}`, request, 3_000),
    )
    .join('\n\n');
}

function fenced(
  label: string,
  text: string | undefined,
  { limit, request }: { limit: number; request: Fencing },
): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : fence(label, text.trim(), request, limit);
}

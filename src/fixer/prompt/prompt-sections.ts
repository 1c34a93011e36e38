import { languageOf } from '../context/index.js';
import { type Block, ranks, type Section } from './block.js';
import { chooseHints } from './choose-hints.js';
import { describeAttempts } from './describe-attempts.js';
import { describeCode } from './describe-code.js';
import { plainDiff, tellingDiff } from './describe-diff.js';
import { describeReports } from './describe-reports.js';
import { cleanCut, cleanLine, cleanText, enclose, type Fencing } from './fence.js';
import type { PromptRequest } from './prompt-request.js';
import { loadHints } from './templates.js';

const logTailChars = 4_000;
const culpritChars = 6_000;
const pastFixChars = 3_000;
const commandChars = 3_000;
const answerChars = 2_000;
const mostPastFixes = 2;
const mostLeft = 12;
const longestName = 300;

/** Everything that may stand in a question, in its order; sections without a block fall away. */
export async function sectionsOf(request: PromptRequest): Promise<Section[]> {
  const { reports, windows } = request;
  const hints = chooseHints(await loadHints(), reports, [
    ...new Set(windows.flatMap((w) => languageOf(w.file)?.name ?? [])),
  ]);
  const advice = hints.map((h) => h.text).join('\n');
  const data = (
    label: string,
    text: string | undefined,
    rest: Pick<Block, 'rank' | 'floor'>,
    limit: number,
  ) =>
    text === undefined || text.trim() === ''
      ? []
      : [{ label, text: cleanCut(text.trim(), limit, request), ...rest }];
  const shownFiles = [...windows.map((w) => w.file), ...reports.flatMap((r) => r.file ?? [])];
  const culprit =
    request.level === 1 || request.culpritDiff === undefined
      ? undefined
      : tellingDiff(request.culpritDiff, shownFiles);
  const sections: Section[] = [
    {
      title: 'Repository',
      blocks: [
        ...data('facts', factsOf(request), { rank: ranks.facts }, commandChars),
        ...data('failing command', request.command, { rank: ranks.command, floor: 150 }, commandChars),
      ],
    },
    { title: 'Errors', blocks: describeReports(reports, request) },
    {
      title: 'End of the output',
      blocks: data('log', request.logTail, { rank: ranks.logTail, floor: 150 }, logTailChars),
    },
    { title: 'Code', blocks: describeCode(windows, request) },
    {
      title: 'The change that broke it',
      blocks: data('diff', culprit, { rank: ranks.culprit, floor: 300 }, culpritChars),
    },
    {
      title: 'Advice for this kind of failure',
      blocks: advice === '' ? [] : [{ text: advice, rank: ranks.hints }],
    },
    { title: 'Similar failures before', blocks: pastFixesOf(request) },
    { title: 'Earlier attempts', blocks: describeAttempts(request.previousAttempts ?? [], request) },
    {
      title: 'What a person answered to your questions',
      blocks: (request.answers ?? []).flatMap(({ question, answer }) =>
        data('answer', `${question}\n→ ${answer}`, { rank: ranks.facts, floor: 100 }, answerChars),
      ),
    },
  ];
  return sections;
}

/** The text of sections; code that was left out for want of room is named. */
export function renderSections(
  sections: readonly Section[],
  { windows, left = [], ...fencing }: Pick<PromptRequest, 'windows' | 'left'> & Fencing,
): string {
  const shown = new Set(sections.flatMap(({ blocks }) => blocks.flatMap(({ file }) => file ?? [])));
  const hidden = [...new Set([...left, ...windows.map((w) => w.file)])].filter((file) => !shown.has(file));
  const names = cleanText(hidden.slice(0, mostLeft).join('\n'), fencing)
    .split('\n')
    .slice(0, mostLeft)
    .map((name) => name.slice(0, longestName))
    .join('\n');
  return sections
    .flatMap(({ title, blocks }) => {
      const parts = blocks.map((block) => renderBlock(block, fencing));
      if (title === 'Code' && names !== '')
        parts.push(`Not shown for want of room: ${enclose('files', names, fencing)}`);
      return parts.length > 0 ? [`# ${title}\n\n${parts.join('\n\n')}`] : [];
    })
    .join('\n\n');
}

const renderBlock = ({ intro, label, text }: Block, fencing: Fencing): string =>
  [intro, label === undefined ? text : enclose(label, text, fencing)].filter(Boolean).join('\n');

function factsOf(request: PromptRequest): string {
  const { facts = {}, exitCode } = request;
  const lines = Object.entries(facts).flatMap(([name, value]) =>
    value === '' ? [] : [`${name}: ${cleanLine(value, request)}`],
  );
  return [...lines, ...(exitCode === undefined ? [] : [`exit code: ${exitCode}`])].join('\n');
}

const pastFixesOf = (request: PromptRequest): Block[] =>
  (request.pastFixes ?? []).slice(0, mostPastFixes).map(({ summary, diff, fate }) => ({
    label: 'past fix',
    text: cleanCut(`${summary}\nwhat became of it: ${fate}\n${plainDiff(diff)}`, pastFixChars, request),
    rank: ranks.pastFix,
    floor: 150,
  }));

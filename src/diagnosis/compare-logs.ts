import type { Failure, LogDifference, LogLine, LogPortrait } from '../domain/index.js';
import { saysSomething, templateOf } from './line-template.js';
import { FactReader, type LoggedFact } from './logged-facts.js';

/** What a portrait holds at most: some 10 MB, whatever the log's size. */
const limits = { lines: 300_000, templates: 30_000, facts: 5000, textChars: 240, values: 4 };

interface PortraitPainter {
  push(lines: readonly LogLine[]): void;
  finish(): LogPortrait;
}

/** Takes in a log batch by batch, in bounded memory. */
export function createPortrait(): PortraitPainter {
  const reader = new FactReader();
  const facts = new Map<string, LoggedFact & { values: string[] }>();
  const templates = new Map<string, { number: number; text: string }>();
  let lines = 0;
  let whole = true;

  const keepFact = (fact: LoggedFact): void => {
    const key = `${fact.kind} ${fact.name}`;
    const known = facts.get(key);
    if (known === undefined) {
      if (facts.size < limits.facts) facts.set(key, { ...fact, values: [fact.value] });
    } else if (!known.values.includes(fact.value) && known.values.length < limits.values) {
      known.values.push(fact.value);
    }
  };
  const keepTemplate = (line: LogLine): void => {
    const template = templateOf(line.text);
    if (templates.has(template) || !saysSomething(template)) return;
    if (templates.size >= limits.templates) whole = false;
    else templates.set(template, { number: line.number, text: line.text.slice(0, limits.textChars) });
  };

  return {
    push: (batch) => {
      for (const line of batch) {
        lines++;
        if (lines > limits.lines) {
          whole = false;
          return;
        }
        if (line.section === 'script') continue;
        for (const fact of reader.read(line)) keepFact(fact);
        if (line.section === 'output') keepTemplate(line);
      }
    },
    finish: () => ({
      facts: [...facts.values()].map(({ kind, name, values }) => ({ kind, name, value: values.join(', ') })),
      templates,
      whole,
    }),
  };
}

/** Of each kind at most this many, in this order: what moves under a job's feet first. */
const told: Readonly<Record<LogDifference['kind'], number>> = {
  'runner-image': 5,
  tool: 10,
  action: 10,
  dependency: 20,
  cache: 5,
  line: 5,
};
const kinds = Object.keys(told) as LogDifference['kind'][];

/**
 * What the red log says otherwise than the green one. What only the green log has is left out: a job
 * that failed never came to say it.
 */
export function compareLogs(red: LogPortrait, green: LogPortrait, failure: Failure): LogDifference[] {
  const before = new Map(green.facts.map(({ kind, name, value }) => [`${kind} ${name}`, value]));
  const knows = new Set(green.facts.map(({ kind }) => kind));
  const facts = red.facts.flatMap(({ kind, name, value }): LogDifference[] => {
    const was = before.get(`${kind} ${name}`);
    if (was === value) return [];
    if (was !== undefined) return [{ kind, name, green: was, red: value }];
    return knows.has(kind) ? [{ kind, name, red: value }] : [];
  });
  const all = [...facts, ...newLines(red, green, failure)];
  // What changed says more than what is new.
  const ordered = all.toSorted(
    (a, b) =>
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      Number(a.green === undefined) - Number(b.green === undefined),
  );
  return kinds.flatMap((kind) => ordered.filter((one) => one.kind === kind).slice(0, told[kind]));
}

const notable = /warn|deprecat|fail|error|not found|missing|changed|upgrad|unable|cannot|retry|skip/i;

/** New lines before the failure, those that complain first: what follows the failure is its echo. */
function newLines(red: LogPortrait, green: LogPortrait, failure: Failure): LogDifference[] {
  if (!green.whole) return [];
  const roots = failure.reports.filter(({ rootCause }) => rootCause);
  const end = Math.min(...roots.map(({ evidence }) => evidence.startLine));
  const isShown = (number: number): boolean =>
    failure.keyLines.some(([from, to]) => number >= from && number <= to);
  return [...red.templates]
    .filter(([template, { number }]) => number < end && !isShown(number) && !green.templates.has(template))
    .sort(
      ([, a], [, b]) => Number(notable.test(b.text)) - Number(notable.test(a.text)) || a.number - b.number,
    )
    .slice(0, told.line)
    .map(([template, { text }]) => ({ kind: 'line', name: template, red: text.trim() }));
}

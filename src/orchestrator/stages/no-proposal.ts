import type { Attempt, HealRecord } from '../../domain/index.js';
import type { HealSettings, Ports } from '../ports.js';
import type { Outcome } from '../transitions.js';
import type { BenchJob, Workbench } from '../workbench.js';
import { describeQuestion } from './ask-models.js';
import { failedAttempts, keepTalk, type NotEdited } from './record-attempt.js';

/** No answer gave anything to apply: the first one is the try, and says how it goes on. */
export async function notEdited(
  record: HealRecord,
  answers: readonly NotEdited[],
  settings: HealSettings,
  ports: Ports,
): Promise<Outcome> {
  const made = failedAttempts(record, answers, ports.clock.now(), ports);
  for (const [index, answer] of answers.entries())
    await keepTalk(record, record.attempts.length + 1 + index, answer, ports);
  const attempts = [
    ...record.attempts,
    ...made.map((attempt, index) => (index === 0 ? { ...attempt, rival: undefined } : attempt)),
  ];
  const facts = { attempts };
  const [answer] = answers;
  if (!answer) throw new Error('no answer');
  switch (answer.kind) {
    case 'declined':
      return { ...nothingLeft(record, 'model-declined', answer.reason), facts };
    case 'failed':
      return { ...nothingLeft(record, 'provider-failed', answer.reason), facts };
    case 'asks':
      return asksPerson({ ...record, attempts }, answer.reason, ports);
    case 'refused': {
      const after = { ...record, attempts };
      if (modelAttempts(after).length >= settings.maxAttempts)
        return { ...exhausted(after, settings), facts };
      return { kind: 'refuted', detail: answer.reason, facts };
    }
  }
}

/** The model's question is kept until a person answers it; the heal goes on with the answer. */
function asksPerson(record: HealRecord, question: string, { clock }: Pick<Ports, 'clock'>): Outcome {
  const at = new Date(clock.now()).toISOString();
  return {
    kind: 'rests',
    reason: 'question',
    detail: `The model asks: ${question}`,
    next: `Answer with: cifix answer ${record.id} "…"`,
    facts: { attempts: record.attempts, questions: [...(record.questions ?? []), { question, at }] },
  };
}

/** A dry run shows the question and asks nobody. */
export async function wouldAsk(
  record: HealRecord,
  job: BenchJob,
  bench: Workbench,
  ports: Ports,
): Promise<Outcome> {
  const question = await describeQuestion(record, { job, bench }, ports);
  ports.tell({ kind: 'would-ask', question });
  await ports.history.keepText(record.id, 'would-ask.md', `${question.system}\n\n${question.user}`);
  const file = await ports.history.fileOf(record.id, 'would-ask.md');
  const asked = question.calls.find(({ refusal }) => refusal === undefined);
  return {
    kind: 'rests',
    reason: 'dry-run',
    detail: asked
      ? `No recipe fits; ${asked.model} of ${asked.provider} would be asked (${asked.inputTokens} tokens).`
      : `No recipe fits, and the budget allows no question: ${question.calls[0]?.refusal ?? 'no model'}.`,
    next: 'Run it without --dry-run to have the model asked.',
    facts: { wouldAsk: { question: file, calls: question.calls } },
  };
}

export function nothingLeft(record: HealRecord, reason: string, detail: string): Outcome {
  return {
    kind: record.attempts.length > 0 ? 'exhausted' : 'nothing-to-propose',
    reason,
    next:
      reason === 'no-recipe'
        ? 'Configure a model ("cifix doctor" shows how), or fix it by hand from the diagnosis.'
        : 'Fix it by hand from the diagnosis.',
    detail,
  };
}

export const exhausted = (record: HealRecord, settings: HealSettings): Outcome => ({
  kind: 'exhausted',
  reason: 'attempts-used-up',
  next: 'Fix it by hand; "cifix history show" has every attempt and why it failed.',
  detail: `${modelAttempts(record).length} of ${settings.maxAttempts} attempts did not turn it green.`,
});

/** The questions that were put to models; several answers to one of them are one try. */
export const modelAttempts = (record: HealRecord): Attempt[] =>
  record.attempts.filter(({ byRecipe, rival }) => !byRecipe && !rival);

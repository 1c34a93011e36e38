import type { FixQuestion, HealRecord, ModelAnswer, PlannedQuestion, Workspace } from '../../domain/index.js';
import type { Ports } from '../ports.js';
import { type BenchJob, type Rival, taskOf, type Workbench } from '../workbench.js';

interface Asked {
  /** Answers whose edits were applied, the smallest change first. */
  edited: Rival[];
  others: Exclude<ModelAnswer, { kind: 'edited' }>[];
}

/** Asks for several answers at once, each applied in a workspace of its own. */
export async function askModels(
  record: HealRecord,
  { job, bench, count }: { job: BenchJob; bench: Workbench; count: number },
  ports: Ports,
): Promise<Asked> {
  const workspaces = [job.workspace];
  while (workspaces.length < count)
    workspaces.push(await openWorkspace(record, workspaces.length, bench, ports));
  const culpritDiff = await culpritDiffOf(record, bench, ports);
  const logTail = await tailOf(job.latest.logFile, ports);
  const answers = await Promise.all(
    workspaces.map((workspace, sample) =>
      ports.fixer.askModel(
        { ...taskOf(job, workspace), logTail },
        { ...questionOf(record, bench, sample), culpritDiff },
      ),
    ),
  );
  const edited: (Rival & { size: number; files: string[] })[] = [];
  const others: Asked['others'] = [];
  for (const [index, answer] of answers.entries()) {
    const workspace = workspaces[index];
    if (answer.kind !== 'edited' || !workspace) {
      if (answer.kind !== 'edited') others.push(answer);
      continue;
    }
    const tree = await ports.workspaces.writeTree(workspace);
    const same = edited.find((other) => other.tree === tree);
    if (same) {
      same.agreement = 'same-hunks';
      continue;
    }
    const { changes } = await ports.workspaces.diff(bench.gitDir, bench.kept, tree);
    const size = changes.reduce((sum, { added, removed }) => sum + added + removed, 0);
    const files = changes.map(({ file }) => file).sort();
    edited.push({ tree, answer, size, files });
  }
  for (const one of edited) {
    const other = edited.find((rival) => rival !== one);
    if (other) one.agreement ??= String(one.files) === String(other.files) ? 'same-files' : 'different-files';
  }
  return { edited: edited.sort((a, b) => a.size - b.size), others };
}

/** What the first of them would be asked. */
export const describeQuestion = async (
  record: HealRecord,
  { job, bench }: { job: BenchJob; bench: Workbench },
  ports: Ports,
): Promise<PlannedQuestion> =>
  ports.fixer.describeQuestion(
    { ...taskOf(job), logTail: await tailOf(job.latest.logFile, ports) },
    {
      ...questionOf(record, bench, 0),
      culpritDiff: await culpritDiffOf(record, bench, ports),
    },
  );

const tailLines = 40;
const tailChars = 6000;

/** The end of a replay's log, without the times that stand before its lines. */
async function tailOf(logFile: string, { openFile }: Pick<Ports, 'openFile'>): Promise<string> {
  const decoder = new TextDecoder();
  let tail = '';
  for await (const chunk of openFile(logFile))
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-2 * tailChars);
  return tail
    .slice(-tailChars)
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, ''))
    .slice(-tailLines)
    .join('\n');
}

/** What the commit changed that CI ran; a fork's is not shown, and without a parent in reach there is none. */
async function culpritDiffOf(
  { localDir, headSha }: HealRecord,
  { gitDir, facts }: Workbench,
  { workspaces }: Ports,
): Promise<string | undefined> {
  if (localDir !== undefined || facts.fork) return undefined;
  return workspaces.diff(gitDir, `${headSha}^`, headSha).then(
    ({ patch }) => patch,
    () => undefined,
  );
}

const questionOf = (record: HealRecord, bench: Workbench, sample: number): FixQuestion => ({
  heal: record.id,
  previous: record.attempts,
  pastFixes: bench.memory?.similar ?? [],
  answers: [
    ...(bench.memory?.answers ?? []),
    ...(record.questions ?? []).flatMap(({ question, answer }) =>
      answer === undefined ? [] : [{ question, answer }],
    ),
  ],
  sample,
});

async function openWorkspace(
  { id, branch }: HealRecord,
  index: number,
  bench: Workbench,
  { workspaces }: Ports,
): Promise<Workspace> {
  const { gitDir, base, kept } = bench;
  const workspace = await workspaces.create({ id: `${id}/sample-${index}`, gitDir, commit: base, branch });
  await workspaces.reset(workspace, kept, 'build-outputs');
  return workspace;
}

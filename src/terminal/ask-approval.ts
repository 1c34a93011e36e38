import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from './create-terminal.js';

export type ApprovalAnswer =
  | { kind: 'accept' }
  | { kind: 'reject'; reason: string }
  | { kind: 'retry' }
  | { kind: 'edit'; patch: string };

interface ApprovalQuestion {
  /** What is shown before the question: the change and its proof. */
  text: string;
  patch: string;
  /** Can another version still be proved? */
  canChange: boolean;
  editor: string;
  /** What a person must type for an accept to count. */
  confirmWith?: string;
  signal: AbortSignal;
}

const choices = [
  { value: 'accept', name: 'Accept: deliver this change', needsReplay: false },
  { value: 'reject', name: 'Reject: leave everything as it is', needsReplay: false },
  { value: 'edit', name: 'Edit the change in $EDITOR, then prove it again', needsReplay: true },
  { value: 'retry', name: 'Try again: another fix', needsReplay: true },
] as const;

/** Shows a proved change and asks a person what to do with it. */
export async function askApproval(terminal: Terminal, question: ApprovalQuestion): Promise<ApprovalAnswer> {
  terminal.err(question.text);
  const offered = choices.filter(({ needsReplay }) => question.canChange || !needsReplay);
  for (;;) {
    const answer = await terminal.select('What now?', offered, question.signal);
    if (answer === 'accept' && question.confirmWith !== undefined) {
      const typed = await terminal.askText(`Type ${question.confirmWith} to accept`, question.signal);
      if (typed.trim() === question.confirmWith) return { kind: 'accept' };
      terminal.err('That is something else; nothing was accepted.');
      continue;
    }
    if (answer === 'accept' || answer === 'retry') return { kind: answer };
    if (answer === 'reject')
      return { kind: 'reject', reason: await terminal.askText('Why? (may be empty)', question.signal) };
    const patch = await editPatch(question);
    if (patch === undefined) terminal.err('The editor failed or left nothing; the change stays as it is.');
    else if (patch === question.patch) terminal.err('Nothing was edited.');
    else return { kind: 'edit', patch };
  }
}

async function editPatch({ patch, editor }: ApprovalQuestion): Promise<string | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'cifix-edit-'));
  const file = join(directory, 'change.patch');
  try {
    await writeFile(file, patch, { mode: 0o600 });
    const ended = await new Promise<number | null>((resolve) => {
      // $EDITOR may hold arguments ("code --wait"), so a shell reads it, as git does.
      const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
      child.on('error', () => resolve(1));
      child.on('close', resolve);
    });
    const edited = await readFile(file, 'utf8');
    return ended === 0 && edited.trim() !== '' ? edited : undefined;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

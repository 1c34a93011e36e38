import type { Context } from '../context.js';
import type { Notice } from '../orchestrator/index.js';
import { renderQuestion } from '../render/index.js';
import type { Progress } from '../terminal/index.js';

/** Shows what is going on: stages and steps with their time, the last line of output, all of it with --verbose. */
export async function followNotices({
  terminal,
  flags,
}: Context): Promise<{ tell(notice: Notice): void; progress: Progress }> {
  const progress = await terminal.progress();
  let begun = false;
  const tell = (notice: Notice): void => {
    switch (notice.kind) {
      case 'stage':
      case 'step':
        begun = true;
        progress.begin(notice.title);
        break;
      case 'progress':
        if (flags.verbose) terminal.err(notice.text);
        else if (begun) progress.update(notice.text);
        break;
      case 'note':
        terminal.err(notice.text);
        break;
      case 'would-ask':
        // With --json the record says it, and where the question is kept.
        if (!flags.json) terminal.out(renderQuestion(notice.question));
        break;
      case 'state':
        break;
    }
  };
  return { tell, progress };
}

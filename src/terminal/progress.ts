import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import { safeText } from '../domain/safe-text.js';

/** One stage at a time: `begin` ends the stage before. */
export interface Progress {
  begin(title: string): void;
  /** The last line of what is going on. */
  update(text: string): void;
  /** Ends the stage and takes the live line off the screen, so that something else can be written. */
  stop(): Promise<void>;
  /** The same for a stage that did not come to its end. */
  fail(): Promise<void>;
}

interface Stage {
  title: string;
  /** Set while listr2 shows the stage. */
  task?: { output: string };
  end(failure?: Error): void;
  ended: Promise<void>;
}

/** Shows stages on `stderr`: a redrawn line in a terminal, one plain line each anywhere else. */
export function createProgress(stderr: NodeJS.WriteStream, { animated }: { animated: boolean }): Progress {
  return animated ? animatedProgress(stderr) : plainProgress(stderr);
}

const plainProgress = (stderr: NodeJS.WriteStream): Progress => ({
  begin: (title) => void stderr.write(`${safeText(title)}\n`),
  update: () => {},
  stop: async () => {},
  fail: async () => {},
});

function animatedProgress(stderr: NodeJS.WriteStream): Progress {
  let stage: Stage | undefined;
  // Two lists must never draw at the same time, so each waits for the one before.
  let drawn: Promise<void> = Promise.resolve();
  const finish = async (failure?: Error): Promise<void> => {
    stage?.end(failure);
    stage = undefined;
    await drawn;
  };
  return {
    begin: (title) => {
      stage?.end();
      const begun = openStage(safeText(title));
      stage = begun;
      drawn = drawn.then(() => showStage(begun, stderr));
    },
    update: (text) => {
      if (stage?.task) stage.task.output = safeText(text).trim();
    },
    stop: () => finish(),
    fail: () => finish(new Error('not finished')),
  };
}

function openStage(title: string): Stage {
  const stage: Stage = { title, end: () => {}, ended: Promise.resolve() };
  stage.ended = new Promise((resolve, reject) => {
    stage.end = (failure) => (failure ? reject(failure) : resolve());
  });
  // It may break off before listr2 listens.
  stage.ended.catch(() => {});
  return stage;
}

async function showStage(stage: Stage, stderr: NodeJS.WriteStream): Promise<void> {
  // listr2 writes to stdout unless both renderers are handed a logger of our own.
  const logger = new ListrLogger({ processOutput: new ProcessOutput(stderr, stderr) });
  const list = new Listr<void, 'default' | 'simple'>(
    [
      {
        title: stage.title,
        task: (_context, task) => {
          stage.task = task;
          return stage.ended;
        },
        rendererOptions: { outputBar: 1, timer: elapsed },
      },
    ],
    {
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: { logger, showErrorMessage: false },
      fallbackRenderer: 'simple',
      fallbackRendererOptions: { logger },
    },
  );
  await list.run();
}

const elapsed = {
  condition: (durationMs: number): boolean => durationMs > 1000,
  field: (durationMs: number): string => `${(durationMs / 1000).toFixed(1)} s`,
  format: () => (text: string | undefined) => text ?? '',
};

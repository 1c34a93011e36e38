import { execa } from 'execa';
import { z } from 'zod';

import type { ContainerEngine } from './sandbox-choice.js';
import { fullImageName } from './service-options.js';

/** An image that is on this machine. */
export interface FoundImage {
  id: string;
  /** As its maker set them. */
  env: Record<string, string>;
  user: string;
}

export interface ImageSearch {
  /** Why images are not fetched; absent: they are. */
  noPull?: string;
  signal: AbortSignal;
  tell(line: string): void;
}

const Inspected = z.array(
  z.object({
    Id: z.string(),
    Config: z.object({ Env: z.array(z.string()).nullish(), User: z.string().nullish() }).nullish(),
  }),
);

/** Images have gigabytes. */
const pullLimitMs = 15 * 60_000;
const inspectLimitMs = 30_000;

/** Looks for an image here, then in its registry; a text says why it is not to be had. */
export async function findImage(
  engine: ContainerEngine,
  image: string,
  { noPull, signal, tell }: ImageSearch,
): Promise<FoundImage | string> {
  const name = fullImageName(image.replace(/^docker:\/\//, ''));
  const known = await inspect(engine, name);
  if (known) return known;
  if (noPull !== undefined) return `the image is not on this machine, and ${noPull}`;
  tell(`${engine.kind} fetches the image ${name}`);
  const pulled = await execa(engine.program, ['pull', '--quiet', '--', name], {
    ...quiet(engine),
    timeout: pullLimitMs,
    cancelSignal: signal,
  });
  if (pulled.exitCode !== 0) return `the image cannot be fetched: ${faultOf(String(pulled.stderr ?? ''))}`;
  return (await inspect(engine, name)) ?? 'the image cannot be read';
}

async function inspect(engine: ContainerEngine, name: string): Promise<FoundImage | undefined> {
  const { exitCode, stdout } = await execa(engine.program, ['image', 'inspect', '--', name], {
    ...quiet(engine),
    timeout: inspectLimitMs,
  });
  const [first] = exitCode === 0 ? Inspected.parse(JSON.parse(String(stdout))) : [];
  if (!first) return undefined;
  const { Id, Config } = first;
  const pairs = (Config?.Env ?? []).map((pair) => /^([^=]+)=(.*)$/s.exec(pair)?.slice(1) ?? []);
  const env = Object.fromEntries(
    pairs.flatMap(([key, value]) => (key === undefined ? [] : [[key, value ?? '']])),
  );
  return { id: Id, env, user: Config?.User ?? '' };
}

/** An engine tells its progress on the same stream; what went wrong comes last. */
export const faultOf = (stderr: string): string => {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no message')
    .replace(/^Error(?: response from daemon)?:\s*/i, '')
    .trim()
    .slice(0, 200);
};

export const quiet = ({ env }: ContainerEngine) =>
  ({ env, extendEnv: false, reject: false, stdin: 'ignore' }) as const;

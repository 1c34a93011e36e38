import { z } from 'zod';
import { CallFailure } from './call-failure.js';
import type { WatchedCall } from './watched-call.js';

const ModelList = z.object({
  data: z.array(z.object({ id: z.string() })).optional(),
  models: z.array(z.object({ name: z.string() })).optional(),
});

/** Asks a server for its list of models: the cheapest question that needs address, credential and model. */
export async function probeModels(
  call: WatchedCall,
  { url, headers, model }: { url: string; headers: Record<string, string>; model: string },
): Promise<void> {
  const list = ModelList.safeParse(await fetchList(call, url, headers)).data;
  const names = [
    ...(list?.data ?? []).map((m) => m.id),
    ...(list?.models ?? []).map((m) => m.name.replace(/^models\//, '')),
  ];
  if (names.length > 0 && !names.includes(model)) {
    throw new CallFailure('model', `the server does not list the model ${model}`);
  }
}

async function fetchList(call: WatchedCall, url: string, headers: Record<string, string>): Promise<unknown> {
  try {
    return await (await call.fetch(url, { headers })).json();
  } catch (error) {
    // Not the model is missing here but the list, which every server of these protocols has.
    const isMissing = error instanceof CallFailure && error.failure === 'model';
    throw isMissing
      ? new CallFailure('protocol', 'the server has no list of models; is its address right?')
      : error;
  }
}

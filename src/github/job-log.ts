import { CifixError } from '../errors/index.js';
import type { Client, ClientOptions } from './create-client.js';

/**
 * Streams a job's log. GitHub redirects to a blob host by a link that lives one minute; that host must
 * never see the token, so the link is followed here without one. 404 and 410 mean: there is no log.
 */
export async function openJobLog(
  request: Client['request'],
  parameters: Record<string, unknown>,
  options: Pick<ClientOptions, 'signal' | 'userAgent'>,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const response = await request('GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs', parameters, {
    accept: [404, 410],
    stream: true,
    manualRedirect: true,
  });
  if (response.status === 404 || response.status === 410) return undefined;
  const location = response.headers.location;
  if (typeof location !== 'string')
    return bytesOf(response.data as ReadableStream<Uint8Array>, options.signal);
  const blob = await fetch(location, {
    headers: { 'user-agent': options.userAgent },
    signal: options.signal,
    redirect: 'follow',
  }).catch((cause: unknown) => {
    options.signal.throwIfAborted();
    throw brokenLog(cause);
  });
  if (blob.status === 404 || blob.status === 410) return undefined;
  if (!blob.ok || !blob.body) throw brokenLog(new Error(`status ${blob.status}`));
  return bytesOf(blob.body, options.signal);
}

async function* bytesOf(stream: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (cause) {
    signal.throwIfAborted();
    throw brokenLog(cause);
  }
}

const brokenLog = (cause: unknown): CifixError =>
  new CifixError({
    kind: 'remote',
    code: 'log-broken',
    message: 'The job log did not arrive whole.',
    hint: 'Try again; what was done is saved.',
    cause,
  });

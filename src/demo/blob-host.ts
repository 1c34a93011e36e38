import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Fault, faultAnswer, takeFault } from './faults.js';
import { type Answer, sendAnswer } from './send-answer.js';
import type { World } from './state.js';

/** How long a link to a log works (GitHub's description of the log operations). */
const lifetimeMs = 60_000;

interface Blob {
  body: Buffer;
  contentType: string;
  expiresAt: number;
}

/** The second origin, where logs lie: signed links, and no credential is welcome there. */
export class BlobHost {
  readonly #world: World;
  readonly #blobs = new Map<string, Blob>();

  constructor(world: World) {
    this.#world = world;
  }

  /** A link that works for a minute. */
  publish(body: Buffer, contentType: string): string {
    const id = randomUUID();
    const expiresAt = this.#world.clock.now() + lifetimeMs;
    this.#blobs.set(id, { body, contentType, expiresAt });
    return `${this.#world.blobUrl}/logs/${id}?se=${encodeURIComponent(new Date(expiresAt).toISOString())}&sig=${randomUUID()}`;
  }

  /** Answers the status that went out. */
  serve(request: IncomingMessage, response: ServerResponse, faults: Fault[]): number {
    const path = request.url ?? '/';
    const fault = takeFault(faults, request.method ?? 'GET', path);
    const spoiled = fault === null ? null : faultAnswer(fault, this.#world.clock.now());
    const answer: Answer =
      spoiled === null ? this.#answer(request, path) : { ...spoiled, body: Buffer.from(spoiled.body) };
    sendAnswer(response, answer, fault);
    return answer.status;
  }

  #answer(request: IncomingMessage, path: string): Answer {
    if (request.headers.authorization !== undefined)
      return refused(
        400,
        'InvalidAuthenticationInfo',
        'Authentication information is not given in the correct format.',
      );
    const blob = this.#blobs.get(/^\/logs\/([\w-]+)\?/.exec(path)?.[1] ?? '');
    if (blob === undefined) return refused(404, 'BlobNotFound', 'The specified blob does not exist.');
    if (this.#world.clock.now() > blob.expiresAt)
      return refused(403, 'AuthenticationFailed', 'Signature not valid in the specified time frame.');
    return { status: 200, headers: { 'content-type': blob.contentType }, body: blob.body };
  }
}

const refused = (status: number, code: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  ),
});

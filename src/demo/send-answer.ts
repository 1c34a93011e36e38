import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.js';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Sends an answer whole, or spoils its way as the fault says. */
export const sendAnswer = (response: ServerResponse, answer: Answer, fault: Fault | null): void => {
  const { status, headers, body } = answer;
  switch (fault?.kind) {
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'drop-body':
      response.writeHead(status, { ...headers, 'content-length': String(body.length) });
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
      return;
    case 'truncated-body': {
      const half = body.subarray(0, Math.floor(body.length / 2));
      response.writeHead(status, { ...headers, 'content-length': String(half.length) });
      response.end(half);
      return;
    }
    case 'slow':
      setTimeout(() => sendAnswer(response, answer, null), fault.delayMs);
      return;
    default:
      response.writeHead(
        status,
        hasNoBody(status) ? headers : { ...headers, 'content-length': String(body.length) },
      );
      response.end(hasNoBody(status) ? undefined : body);
      return;
  }
};

const hasNoBody = (status: number): boolean => status === 204 || status === 304;

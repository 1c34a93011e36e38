import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Mode =
  | 'ok'
  | 'slow'
  | 'hang'
  | 'stall'
  | 'garbage'
  | 'truncated'
  | 'length'
  | 'refused'
  | 'unauthorised'
  | 'rate-limited'
  | 'failing'
  | 'redirect'
  | 'reset'
  | 'schema-refused';

export interface SeenRequest {
  url: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

export interface ModelServer {
  url: string;
  requests: SeenRequest[];
  /** Modes of the coming requests; the last one stays. */
  play(modes: Mode[], text?: string): void;
  close(): Promise<void>;
}

type Protocol = 'ollama' | 'gemini' | 'openai' | 'anthropic';
interface Wire {
  type: string;
  /** Pieces of the stream for an answer. */
  pieces(text: string, stop: 'end' | 'length' | 'refused'): string[];
  asksForSchema(body: Record<string, unknown>): boolean;
}

const sse = (value: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
const halves = (text: string): [string, string] => {
  const middle = Math.floor(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
};

const wires: Record<Protocol, Wire> = {
  ollama: {
    type: 'application/x-ndjson',
    pieces: (text, stop) => [
      ...halves(text).map((content) => `${JSON.stringify({ message: { content }, done: false })}\n`),
      `${JSON.stringify({
        message: { content: '' },
        done: true,
        done_reason: stop === 'length' ? 'length' : 'stop',
        prompt_eval_count: 11,
        eval_count: 7,
      })}\n`,
    ],
    asksForSchema: (body) => typeof body.format === 'object',
  },
  gemini: {
    type: 'text/event-stream',
    pieces: (text, stop) => {
      const reason = { end: 'STOP', length: 'MAX_TOKENS', refused: 'SAFETY' }[stop];
      const [a, b] = halves(text);
      return [
        sse({ candidates: [{ content: { parts: [{ text: 'a thought', thought: true }, { text: a }] } }] }),
        sse({ candidates: [{ content: { parts: [{ text: b }] } }] }),
        sse({
          candidates: [{ content: { parts: [] }, finishReason: reason }],
          usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 4, thoughtsTokenCount: 3 },
        }),
      ];
    },
    asksForSchema: (body) => 'responseSchema' in ((body.generationConfig ?? {}) as object),
  },
  openai: {
    type: 'text/event-stream',
    pieces: (text, stop) => [
      ': keep alive\n\n',
      ...halves(text).map((content) => sse({ choices: [{ delta: { content }, finish_reason: null }] })),
      sse({
        choices: [
          { delta: {}, finish_reason: { end: 'stop', length: 'length', refused: 'content_filter' }[stop] },
        ],
      }),
      sse({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 7 } }) + sse('[DONE]'),
    ],
    asksForSchema: (body) => (body.response_format as { type?: string })?.type === 'json_schema',
  },
  anthropic: {
    type: 'text/event-stream',
    pieces: (text, stop) => [
      sse(
        { type: 'message_start', message: { usage: { input_tokens: 10, cache_read_input_tokens: 1 } } },
        'message_start',
      ),
      ...halves(text).map((t) =>
        sse({ type: 'content_block_delta', delta: { type: 'text_delta', text: t } }, 'content_block_delta'),
      ),
      sse(
        {
          type: 'message_delta',
          delta: { stop_reason: { end: 'end_turn', length: 'max_tokens', refused: 'refusal' }[stop] },
          usage: { output_tokens: 7 },
        },
        'message_delta',
      ),
      sse({ type: 'message_stop' }, 'message_stop'),
    ],
    asksForSchema: (body) => 'output_config' in body,
  },
};

/** A model behind a real loopback server, for one protocol, with faults on demand. */
export async function startModelServer(protocol: Protocol): Promise<ModelServer> {
  const wire = wires[protocol];
  const requests: SeenRequest[] = [];
  let modes: Mode[] = ['ok'];
  let text = '';
  const server = createServer((req, res) => {
    void answer(req, res).catch(() => res.destroy());
  });

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    let raw = '';
    for await (const chunk of req) raw += chunk;
    const body = raw === '' ? {} : (JSON.parse(raw) as Record<string, unknown>);
    requests.push({ url: req.url ?? '', headers: req.headers, body });
    const mode = (modes.length > 1 ? modes.shift() : modes[0]) ?? 'ok';
    const fail = (status: number, message: string, headers = {}): void => {
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      res.end(JSON.stringify({ error: protocol === 'ollama' ? message : { message } }));
    };
    const stream = (): string[] => {
      res.writeHead(200, { 'content-type': wire.type });
      return wire.pieces(text, mode === 'length' || mode === 'refused' ? mode : 'end');
    };
    switch (mode) {
      case 'hang':
        return;
      case 'unauthorised':
        return fail(401, `bad key ${req.headers.authorization ?? ''}\u001b[31m`);
      case 'rate-limited':
        return fail(429, 'slow down', { 'retry-after': '7' });
      case 'failing':
        return fail(503, 'overloaded');
      case 'redirect':
        res.writeHead(307, {
          location: `http://localhost:${(server.address() as AddressInfo).port}/elsewhere`,
        });
        return void res.end();
      case 'garbage':
        res.writeHead(200, { 'content-type': wire.type });
        return void res.end('data: <<<\n\n<html>not\u001b[2J json</html>\n\n');
      case 'schema-refused':
        if (wire.asksForSchema(body)) return fail(400, 'schema is not supported');
        break;
      case 'stall':
        res.write(stream()[0]);
        return;
      case 'truncated':
        return void res.end(stream().slice(0, 2).join(''));
      case 'reset':
        res.write(stream()[0]);
        return void setImmediate(() => res.destroy());
      case 'slow':
        for (const piece of stream()) {
          for (const part of halves(piece)) {
            res.write(part);
            await new Promise((resolve) => setTimeout(resolve, 40));
          }
        }
        return void res.end();
      default:
    }
    res.end(stream().join(''));
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    play: (next, answerText = text) => {
      modes = [...next];
      text = answerText;
      requests.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface AnswerEdit {
  action: 'replace' | 'rewrite' | 'create' | 'delete' | 'rename';
  file: string;
  find?: string;
  replace?: string;
}

interface ModelAnswer {
  outcome: 'fix' | 'cannot_fix' | 'needs_human';
  question?: string;
  summary?: string;
  analysis?: string;
  edits?: readonly AnswerEdit[];
}

export interface ScriptedModel {
  /** Variables with which cifix finds this model. */
  env: Record<string, string>;
  /** Text of every question, oldest first. */
  questions: string[];
  /** What the coming questions are answered with; a question too many is refused. */
  answer(...answers: ModelAnswer[]): void;
  close(): Promise<void>;
}

/** An OpenAI-compatible server that answers by a script. */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const questions: string[] = [];
  const waiting: ModelAnswer[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      const { messages = [] } = JSON.parse(text || '{}') as { messages?: { content: string }[] };
      questions.push(messages.map(({ content }) => content).join('\n\n'));
      const answer = waiting.shift();
      if (answer === undefined) {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: 'the script has no further answer' } }));
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(
        [
          { choices: [{ delta: { content: JSON.stringify(answer) }, finish_reason: null }] },
          { choices: [{ delta: {}, finish_reason: 'stop' }] },
          { choices: [], usage: { prompt_tokens: 120, completion_tokens: 30 } },
        ]
          .map((piece) => `data: ${JSON.stringify(piece)}\n\n`)
          .join('')
          .concat('data: [DONE]\n\n'),
      );
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    env: {
      OPENAI_API_KEY: 'e2e-model-key-0815',
      OPENAI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    },
    questions,
    answer: (...answers) => {
      waiting.splice(0, waiting.length, ...answers);
      questions.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

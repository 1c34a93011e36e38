import type { ResponseSchema } from '@google/generative-ai';
import { z } from 'zod';
import type { Adapter, AdapterOptions, Question, Reply } from '../adapter.js';
import { openApiSchema } from '../answer-schema.js';
import { probeModels } from '../probe-models.js';
import { withFetch } from './scoped-fetch.js';

// The SDK's types end where Gemini 2 ended: thoughts are read from the raw chunk.
const Chunk = z.object({
  candidates: z
    .array(
      z.object({
        content: z
          .object({
            parts: z
              .array(z.object({ text: z.string().optional(), thought: z.boolean().optional() }))
              .optional(),
          })
          .optional(),
        finishReason: z.string().optional(),
      }),
    )
    .optional(),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  usageMetadata: z
    .object({
      promptTokenCount: z.number().optional(),
      candidatesTokenCount: z.number().optional(),
      thoughtsTokenCount: z.number().optional(),
    })
    .optional(),
});

const stopOfReason: Readonly<Record<string, Reply['stop']>> = { STOP: 'end', MAX_TOKENS: 'length' };

export function createGeminiAdapter({ model, baseUrl, key = '' }: AdapterOptions): Adapter {
  return {
    forms: ['schema', 'object', 'text'],
    modelSeesSchema: true,
    ask: async (question, call) => {
      const { GoogleGenerativeAI } = await import('@google/generative-ai');
      const generativeModel = new GoogleGenerativeAI(key).getGenerativeModel(
        { model, systemInstruction: question.system, generationConfig: configOf(question) },
        { baseUrl },
      );
      return withFetch(call.fetch, async () => {
        const { stream, response } = await generativeModel.generateContentStream(question.user, {
          signal: call.signal,
        });
        // The same stream feeds this promise; its failure is seen below.
        response.catch(() => undefined);
        const reply: Reply = { text: '', usage: undefined, stop: 'cut' };
        for await (const chunk of stream) take(reply, Chunk.parse(chunk));
        return reply;
      });
    },
    probe: (call) => {
      const url = `${baseUrl}/v1beta/models?pageSize=1000`;
      return probeModels(call, { url, headers: { 'x-goog-api-key': key }, model });
    },
  };
}

const configOf = (question: Question) => ({
  maxOutputTokens: question.maxTokens,
  ...(question.temperature === undefined ? {} : { temperature: question.temperature }),
  ...(question.form === 'text' ? {} : { responseMimeType: 'application/json' }),
  ...(question.form === 'schema'
    ? { responseSchema: openApiSchema(question.schema) as unknown as ResponseSchema }
    : {}),
});

function take(reply: Reply, chunk: z.infer<typeof Chunk>): void {
  const candidate = chunk.candidates?.[0];
  for (const part of candidate?.content?.parts ?? []) if (!part.thought) reply.text += part.text ?? '';
  if (candidate?.finishReason !== undefined) reply.stop = stopOfReason[candidate.finishReason] ?? 'refused';
  if (chunk.promptFeedback?.blockReason !== undefined) reply.stop = 'refused';
  const usage = chunk.usageMetadata;
  if (usage !== undefined) {
    reply.usage = {
      input: usage.promptTokenCount ?? 0,
      // Thoughts are billed as output.
      output: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
    };
  }
}

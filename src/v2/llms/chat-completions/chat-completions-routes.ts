import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { Account } from '../../../accounts/account.ts';
import { ApiError, internal, invalidFields } from '../../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema } from '../../../http/errors/error-schema.ts';
import { ClientGone, signalOf, TimeoutHeaders } from '../../../http/request-deadline.ts';
import { escapeNonAscii, sendFrames } from '../../../http/streams/event-stream.ts';
import {
  promptCharacters,
  toChatCompletion,
  toChatCompletionChunks,
} from '../../../upstream/chat-completion-answer.ts';
import { chatCompletionErrors, parseChatCompletionRequest } from '../../../upstream/chat-completions.ts';
import type { LanguageModel, ModelRequest } from '../../../upstream/language-model.ts';
import type { RelayedChatCompletion } from '../../../upstream/relay-chat-completion.ts';
import { describeGenerationFailure, UpstreamError } from '../../../upstream/upstream-error.ts';
import type { LlmRecord } from '../llm-record.ts';
import * as schema from './chat-completions-schema.ts';
import { checkChatCompletion } from './check-chat-completion.ts';

export interface ChatCompletionsDependencies {
  /** The enabled LLM a name or id means; throws a 400 on `field` otherwise. */
  requireLlm(account: Account, name: string, field: string): LlmRecord;
  openModel(account: Account, llm: LlmRecord): LanguageModel;
  /** The model to ask instead of the upstream of an LLM that is relayed; undefined when there is none. */
  openScripted(account: Account, llm: LlmRecord, request: () => ModelRequest): LanguageModel | undefined;
  relay(account: Account, llm: LlmRecord, body: object, signal: AbortSignal): Promise<RelayedChatCompletion>;
  now(): number;
}

const EVENT_STREAM = 'text/event-stream; charset=utf-8';

export const chatCompletionsRoutes: FastifyPluginAsyncTypebox<ChatCompletionsDependencies> = async (
  app,
  { requireLlm, openModel, openScripted, relay, now },
) => {
  app.post(
    '/v2/llms/chat/completions',
    {
      schema: {
        operationId: 'createChatCompletion',
        summary: 'A chat completion by a registered LLM, in the form of OpenAI’s API.',
        tags: ['LLM Chat Completions'],
        headers: TimeoutHeaders,
        body: schema.CreateChatCompletionRequest,
        response: {
          200: {
            description: 'One body, or with stream a stream of chunks that ends with [DONE].',
            content: {
              'application/json': { schema: schema.CreateChatCompletionResponse },
              'text/event-stream': { schema: schema.CreateChatCompletionStreamResponse },
            },
          },
          400: BadRequestErrorSchema,
          403: ErrorSchema,
        },
      },
    },
    async (request, reply) => {
      const { account, body } = request;
      const llm = requireLlm(account, body.model, 'body.model');
      checkChatCompletion(body, llm.capabilities);
      const signal = signalOf(request, reply);

      const isRelayed = llm.ownership === 'customer' && llm.type === 'openai-compatible';
      const scripted = isRelayed ? openScripted(account, llm, () => parseChatCompletionRequest(body)) : undefined;
      if (isRelayed && !scripted) {
        const answer = await relay(account, llm, body, signal).catch((error) => {
          throw completionFailed(error, llm.name);
        });
        if (answer.kind === 'stream') return stream(reply, answer.data, llm.name);
        return reply.type('application/json').serializer(asItIs).send(answer.body);
      }

      const errors = chatCompletionErrors(body, llm.ownership === 'platform' ? 'built-in' : llm.type);
      if (!isRelayed && Object.keys(errors).length > 0) throw invalidFields(errors);
      const modelRequest = parseChatCompletionRequest(body);
      const chunks = (scripted ?? openModel(account, llm)).generate(modelRequest, signal);
      const envelope = {
        id: `chatcmpl-${request.id}`,
        created: Math.floor(now() / 1000),
        model: body.model,
        promptCharacters: promptCharacters(modelRequest.messages),
      };
      if (body.stream) {
        const data = toData(toChatCompletionChunks(chunks, envelope, body.stream_options?.include_usage === true));
        return stream(reply, data, llm.name);
      }
      return toChatCompletion(chunks, envelope).catch((error) => {
        throw completionFailed(error, llm.name);
      });
    },
  );
};

/** Until something is there to send, a failure has the status of a plain answer, by which SDKs know whether to try again. */
async function stream(
  reply: FastifyReply,
  data: AsyncGenerator<string, void, undefined>,
  llmName: string,
): Promise<void> {
  const first = await data.next().catch((error) => {
    throw completionFailed(error, llmName);
  });
  await sendFrames(reply, EVENT_STREAM, frameData(whole(first, data), llmName));
}

async function* whole(
  first: IteratorResult<string>,
  rest: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

/** The upstream's own bytes; serialising them again would only cost time. */
const asItIs = (body: unknown) => body as string;

async function* toData(chunks: AsyncIterable<object>): AsyncGenerator<string, void, undefined> {
  for await (const chunk of chunks) yield JSON.stringify(chunk);
  yield '[DONE]';
}

/** OpenAI's framing: data lines only. A failure on the way is one last object before `[DONE]` (reference §7.4). */
async function* frameData(data: AsyncIterable<string>, llmName: string): AsyncGenerator<string, void, undefined> {
  try {
    for await (const item of data) yield `data: ${escapeNonAscii(item)}\n\n`;
  } catch (error) {
    if (error instanceof ClientGone) return;
    const failure = completionFailed(error, llmName);
    const message = failure instanceof ApiError ? failure.message : 'INTERNAL: Failed to generate completion.';
    yield `data: ${escapeNonAscii(JSON.stringify({ error: { message } }))}\n\ndata: [DONE]\n\n`;
  }
}

const completionFailed = (error: unknown, llmName: string): unknown =>
  error instanceof UpstreamError
    ? internal(`Failed to generate completion: ${describeGenerationFailure(llmName, error.failure)}`, error)
    : error;

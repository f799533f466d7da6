/**
 * Chat completions by a registered LLM, in the form of OpenAI's API (docs/behaviour/chat-completions.md, What it is).
 */
import { ApiError, internal, invalidFields } from '../../../errors.ts';
import { Frames, JsonText, operation } from '../../../http/operation.ts';
import { ClientGone } from '../../../http/request-deadline.ts';
import { escapeNonAscii } from '../../../http/streams.ts';
import {
  promptCharacters,
  toChatCompletion,
  toChatCompletionChunks,
} from '../../../upstream/chat-completion-answer.ts';
import { chatCompletionErrors, parseChatCompletionRequest } from '../../../upstream/chat-completions.ts';
import { describeGenerationFailure, UpstreamError } from '../../../upstream/upstream-error.ts';
import { requireEnabledLlm } from '../find-llm.ts';
import { models } from '../models.ts';
import * as schema from './chat-completions-schema.ts';
import { checkChatCompletion } from './check-chat-completion.ts';

const EVENT_STREAM = 'text/event-stream; charset=utf-8';

export const chatCompletions = [
  operation(
    'createChatCompletion',
    {
      summary: 'A chat completion by a registered LLM, in the form of OpenAI’s API.',
      body: schema.CreateChatCompletionRequest,
      answer: schema.CreateChatCompletionResponse,
      stream: schema.CreateChatCompletionStreamResponse,
    },
    async ({ account, body, signal, requestId }) => {
      const llm = requireEnabledLlm(account, body.model, 'body.model');
      checkChatCompletion(body, llm.capabilities);
      const failed = (error: unknown): never => {
        throw completionFailed(error, llm.name);
      };

      const isRelayed = llm.ownership === 'customer' && llm.type === 'openai-compatible';
      const scripted = isRelayed
        ? models(account).openScripted(account, llm, () => parseChatCompletionRequest(body))
        : undefined;
      if (isRelayed && !scripted) {
        const answer = await models(account).relay(account, llm, body, signal).catch(failed);
        // The upstream's own bytes: serialising them again would only cost time.
        if (answer.kind !== 'stream') return new JsonText(answer.body);
        return stream(answer.data, llm.name);
      }

      const errors = chatCompletionErrors(body, llm.ownership === 'platform' ? 'built-in' : llm.type);
      if (!isRelayed && Object.keys(errors).length > 0) throw invalidFields(errors);
      const modelRequest = parseChatCompletionRequest(body);
      const chunks = (scripted ?? models(account).open(account, llm)).generate(modelRequest, signal);
      const envelope = {
        id: `chatcmpl-${requestId}`,
        created: Math.floor(account.now() / 1000),
        model: body.model,
        promptCharacters: promptCharacters(modelRequest.messages),
      };
      if (!body.stream) return toChatCompletion(chunks, envelope).catch(failed);
      const data = toData(toChatCompletionChunks(chunks, envelope, body.stream_options?.include_usage === true));
      return stream(data, llm.name);
    },
  ),
];

/** Until something is there to send, a failure has the status of a plain answer, by which SDKs know whether to try again. */
async function stream(data: AsyncGenerator<string, void, undefined>, llmName: string): Promise<Frames> {
  const first = await data.next().catch((error) => {
    throw completionFailed(error, llmName);
  });
  return new Frames(EVENT_STREAM, frameData(whole(first, data), llmName));
}

async function* whole(
  first: IteratorResult<string>,
  rest: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

async function* toData(chunks: AsyncIterable<object>): AsyncGenerator<string, void, undefined> {
  for await (const chunk of chunks) yield JSON.stringify(chunk);
  yield '[DONE]';
}

/**
 * OpenAI's framing: data lines only. A failure on the way is one last object before `[DONE]`
 * (docs/behaviour/chat-completions.md, Errors).
 */
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

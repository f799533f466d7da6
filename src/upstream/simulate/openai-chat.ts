import type { Static } from 'typebox';
import { parseChatCompletionRequest } from '../chat-completions.ts';
import { collectChunks } from '../collect-chunks.ts';
import type { ModelChunk, Usage } from '../language-model.ts';
import type { UpstreamRequest, UpstreamResponse } from '../network/upstream-fetch.ts';
import { unpaired } from '../tool-turns.ts';
import {
  emptyArray,
  invalidType,
  missing,
  OpenAiChatBody,
  type OpenAiRefusal,
  openAiBody,
  openAiError,
  refuseCount,
  refuseForReasoning,
  refuseShape,
} from './openai-request.ts';
import { refuseLength, refuseName, refuseSchema, refuseTools } from './openai-tools.ts';
import type { Simulation } from './simulated-fetch.ts';
import { jsonResponse, requestId, streamResponse } from './wire-response.ts';

type Body = Record<string, unknown>;

const MOST_CHOICES = 128;
const LONGEST_CALL_ID = 40;
/** What an assistant's message may have in the place of a content. */
const SPEAKS_WITHOUT_CONTENT = ['tool_calls', 'function_call', 'refusal', 'audio'];
const ROLES = ['system', 'assistant', 'user', 'function', 'tool', 'developer'];

/** OpenAI's chat completions: https://platform.openai.com/docs/api-reference/chat */
export async function answerOpenAiChat(
  request: UpstreamRequest,
  { model, now }: Simulation,
): Promise<UpstreamResponse> {
  const parsed = openAiBody(request.body);
  if ('refusal' in parsed) return openAiError(parsed.refusal);
  const { body } = parsed;
  const refusal = refuse(body);
  if (refusal !== undefined) return openAiError(refusal);
  const asked = parseChatCompletionRequest(body);
  const common = {
    id: requestId(request, 'chatcmpl-', 29),
    created: Math.floor(now() / 1000),
    model: body.model,
    system_fingerprint: 'fp_simulated',
  };
  const headers = { 'x-request-id': requestId(request, 'req_', 32) };
  const chunks = model.generate(asked, request.signal);
  if (!asked.stream) return jsonResponse(200, await completion(chunks, common, body), headers);
  const includeUsage = (body.stream_options as { include_usage?: unknown } | null)?.include_usage === true;
  return streamResponse(() => frames(chunks, common, includeUsage), headers);
}

function refuse(body: Body): OpenAiRefusal | undefined {
  const { messages } = body;
  if (messages === undefined) return missing('messages');
  if (!Array.isArray(messages)) return invalidType('messages', 'an array of objects');
  if (messages.length === 0) return emptyArray('messages');
  for (const [index, message] of messages.entries()) {
    const at = `messages[${index}]`;
    if (typeof message !== 'object' || message === null) return invalidType(at, 'an object');
    if (message.role === undefined) return missing(`${at}.role`);
    if (!ROLES.includes(message.role)) {
      const supported = ROLES.map((role) => `'${role}'`).join(', ');
      const words = `Invalid value: '${message.role}'. Supported values are: ${supported}.`;
      return { message: words, param: `${at}.role`, code: 'invalid_value' };
    }
    if (message.content == null && message.role !== 'assistant') return missing(`${at}.content`);
    if (message.content == null && !SPEAKS_WITHOUT_CONTENT.some((name) => message[name] != null)) {
      return {
        message: "Invalid value for 'content': expected a string, got null.",
        param: `messages.[${index}].content`,
      };
    }
    if (message.content != null && typeof message.content !== 'string' && !Array.isArray(message.content)) {
      return invalidType(`${at}.content`, 'one of a string or array of objects');
    }
  }
  return (
    refuseShape(OpenAiChatBody, body) ??
    refuseFormat(body.response_format as Static<typeof OpenAiChatBody>['response_format']) ??
    refuseToolsOf(body as Static<typeof OpenAiChatBody>) ??
    refuseCalls(messages as ChatMessage[]) ??
    refuseUnpaired(messages) ??
    refuseForReasoning(body) ??
    refuseCount(body, 'max_tokens', 1) ??
    refuseCount(body, 'max_completion_tokens', 1) ??
    refuseCount(body, 'n', 1, MOST_CHOICES)
  );
}

function refuseFormat(format: Static<typeof OpenAiChatBody>['response_format']): OpenAiRefusal | undefined {
  if (format?.type !== 'json_schema') return undefined;
  const at = 'response_format.json_schema';
  const { name, schema, strict } = format.json_schema ?? {};
  if (!format.json_schema) return missing(at);
  if (name === undefined) return missing(`${at}.name`);
  if (!schema) return missing(`${at}.schema`);
  const whose = { whose: `response_format '${name}'`, param: 'response_format' };
  return refuseName(name, `${at}.name`) ?? refuseSchema(schema, strict === true, whose);
}

function refuseToolsOf({ tools, tool_choice: choice }: Static<typeof OpenAiChatBody>): OpenAiRefusal | undefined {
  if (tools?.length === 0) return emptyArray('tools');
  const declared = tools?.map((tool, index) =>
    'function' in tool
      ? { at: `tools[${index}].function`, ...tool.function }
      : { at: `tools[${index}].custom`, ...tool.custom },
  );
  const chosen = typeof choice !== 'object' || choice === null || 'allowed_tools' in choice ? undefined : choice;
  const { name } = chosen === undefined ? {} : 'function' in chosen ? chosen.function : chosen.custom;
  return refuseTools(declared ?? [], choice, name);
}

type ChatMessage = Static<typeof OpenAiChatBody>['messages'][number];

/** Calls of the conversation so far. */
function refuseCalls(messages: readonly ChatMessage[]): OpenAiRefusal | undefined {
  for (const [index, { tool_calls: calls }] of messages.entries()) {
    const at = `messages[${index}].tool_calls`;
    if (calls?.length === 0) return emptyArray(at);
    for (const [place, call] of (calls ?? []).entries()) {
      const refusal =
        refuseLength(call.id, LONGEST_CALL_ID, `${at}[${place}].id`) ??
        ('function' in call ? refuseName(call.function.name, `${at}[${place}].function.name`) : undefined);
      if (refusal) return refusal;
    }
  }
  return undefined;
}

/** Calls without their results, and results without their calls. */
function refuseUnpaired(messages: Body[]): OpenAiRefusal | undefined {
  const { results, calls } = unpaired(messages);
  const [result] = results;
  if (result !== undefined) {
    const id = messages[result]!.tool_call_id;
    if (id == null) {
      const message = "Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.";
      return { message, param: `messages.[${result}].tool_call_id` };
    }
    const calling = messages.slice(0, result).findLast(({ role }) => role !== 'tool');
    if (calling?.tool_calls) {
      const message = `Invalid parameter: 'tool_call_id' of '${id}' not found in 'tool_calls' of previous message.`;
      return { message, param: `messages.[${result}].tool_call_id` };
    }
    const message =
      "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
    return { message, param: `messages.[${result}].role` };
  }
  if (calls.length === 0) return undefined;
  const message = `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${calls.map(({ id }) => id).join(', ')}`;
  return { message, param: `messages.[${calls[0]!.message + 1}].role` };
}

async function completion(chunks: AsyncIterable<ModelChunk>, common: object, body: Body): Promise<object> {
  const { thinking, text, toolCalls, reason, usage } = await collectChunks(chunks);
  const message = {
    role: 'assistant',
    content: toolCalls.length > 0 ? null : text,
    ...(thinking ? { reasoning_content: thinking } : {}),
    ...(toolCalls.length > 0
      ? { tool_calls: toolCalls.map(({ id, ...call }) => ({ id, type: 'function', function: call })) }
      : {}),
    refusal: null,
    annotations: [],
  };
  const wanted = (body.n as number | null | undefined) ?? 1;
  return {
    ...common,
    object: 'chat.completion',
    choices: Array.from({ length: wanted }, (_, index) => ({ index, message, logprobs: null, finish_reason: reason })),
    usage: usageOf(usage),
    service_tier: 'default',
  };
}

async function* frames(
  chunks: AsyncIterable<ModelChunk>,
  common: object,
  includeUsage: boolean,
): AsyncGenerator<string> {
  const frame = (choices: object[], usage: object | null = null): string =>
    `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', service_tier: 'default', choices, ...(includeUsage ? { usage } : {}) })}\n\n`;
  const piece = (delta: object, reason: string | null = null): string =>
    frame([{ index: 0, delta, logprobs: null, finish_reason: reason }]);
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst) {
      const content = chunk.type === 'tool_call' ? null : '';
      yield piece({ role: 'assistant', content, refusal: null });
      isFirst = false;
    }
    if (chunk.type === 'finish') {
      yield piece({}, chunk.reason);
      if (includeUsage) yield frame([], usageOf(chunk.usage));
    } else if (chunk.type === 'text') yield piece({ content: chunk.text });
    else if (chunk.type === 'thinking') yield piece({ reasoning_content: chunk.text });
    else if (chunk.type === 'tool_call') {
      const { index, id, name, arguments: written } = chunk;
      const opening = id === undefined ? { index } : { index, id, type: 'function' };
      yield piece({
        tool_calls: [{ ...opening, function: { ...(name === undefined ? {} : { name }), arguments: written } }],
      });
    }
  }
  yield 'data: [DONE]\n\n';
}

function usageOf(
  { promptTokens, completionTokens, reasoningTokens = 0 }: Usage = { promptTokens: 0, completionTokens: 0 },
): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

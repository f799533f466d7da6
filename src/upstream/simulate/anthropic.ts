import { createHash } from 'node:crypto';
import { estimatePromptTokens } from '../built-in/tokens.ts';
import { collectChunks } from '../collect-chunks.ts';
import type { FinishReason, ModelChunk } from '../language-model.ts';
import { jsonObject } from '../messages.ts';
import type { UpstreamRequest, UpstreamResponse } from '../network/upstream-fetch.ts';
import { anthropicBody, readAnthropicRequest } from './anthropic-request.ts';
import type { Simulation } from './simulated-fetch.ts';
import { jsonResponse, requestId, streamResponse } from './wire-response.ts';

/** Anthropic's messages, direct or as `rawPredict` and `streamRawPredict` of Vertex AI: https://docs.anthropic.com/en/api/messages */
export async function answerAnthropic(request: UpstreamRequest, { model }: Simulation): Promise<UpstreamResponse> {
  const onVertex = /:(?:streamR|r)awPredict$/.test(new URL(request.url).pathname);
  const headers = { 'request-id': requestId(request, onVertex ? 'req_vrtx_' : 'req_', 24) };
  const refusal = (message: string): UpstreamResponse => {
    const error = { type: 'invalid_request_error', message };
    return jsonResponse(400, { type: 'error', error, request_id: headers['request-id'] }, headers);
  };
  if (!onVertex && !request.headers['anthropic-version']) return refusal('anthropic-version: header is required');
  const parsed = anthropicBody(request.body, onVertex ? 'vertex' : 'direct');
  if ('objection' in parsed) return refusal(parsed.objection);

  const { body } = parsed;
  const asked = readAnthropicRequest(body, body.stream === true);
  const opening = {
    id: requestId(request, onVertex ? 'msg_vrtx_' : 'msg_', 24),
    model: onVertex ? request.model : String(body.model),
    promptTokens: estimatePromptTokens(asked.messages),
  };
  const chunks = model.generate(asked, request.signal);
  if (!asked.stream) return jsonResponse(200, await anthropicMessage(chunks, opening), headers);
  return streamResponse(async function* () {
    for await (const event of anthropicEvents(chunks, opening)) {
      yield `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    }
  }, headers);
}

/**
 * Claude on AWS Bedrock, `invoke` and `invoke-with-response-stream`:
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html
 */
export async function answerAnthropicOnBedrock(
  request: UpstreamRequest,
  { model }: Simulation,
): Promise<UpstreamResponse> {
  const { pathname } = new URL(request.url);
  const [, modelId, operation] = /\/model\/([^/]+)\/(invoke|invoke-with-response-stream)$/.exec(pathname) ?? [];
  const headers = { 'x-amzn-requestid': requestId(request, '', 32) };
  const refusal = (status: number, name: string, message: string): UpstreamResponse =>
    jsonResponse(status, { message }, { ...headers, 'x-amzn-errortype': name });
  if (modelId === undefined) return refusal(404, 'UnknownOperationException', 'Unknown operation');
  const parsed = anthropicBody(request.body, 'bedrock');
  if ('objection' in parsed) return refusal(400, 'ValidationException', parsed.objection);

  const asked = readAnthropicRequest(parsed.body, operation === 'invoke-with-response-stream');
  const promptTokens = estimatePromptTokens(asked.messages);
  const opening = { id: requestId(request, 'msg_bdrk_', 24), model: decodeURIComponent(modelId), promptTokens };
  const chunks = model.generate(asked, request.signal);
  if (!asked.stream) {
    const message = await anthropicMessage(chunks, opening);
    return jsonResponse(200, message, {
      ...headers,
      'x-amzn-bedrock-input-token-count': String(promptTokens),
      'x-amzn-bedrock-output-token-count': String(message.usage.output_tokens),
      'x-amzn-bedrock-invocation-latency': '0',
    });
  }
  return streamResponse(() => frames(anthropicEvents(chunks, opening), promptTokens), {
    ...headers,
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-bedrock-content-type': 'application/json',
  });
}

/** Each event as a `chunk` of the AWS event stream; the last also carries Bedrock's own counts. */
async function* frames(events: AsyncIterable<{ type: string }>, promptTokens: number): AsyncGenerator<Uint8Array> {
  const { EventStreamCodec } = await import('@smithy/eventstream-codec');
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
    (text) => Buffer.from(text, 'utf8'),
  );
  let outputTokenCount = 0;
  for await (const event of events) {
    if ('usage' in event) outputTokenCount = (event.usage as { output_tokens: number }).output_tokens;
    const counts = { inputTokenCount: promptTokens, outputTokenCount, invocationLatency: 0, firstByteLatency: 0 };
    const whole = event.type === 'message_stop' ? { ...event, 'amazon-bedrock-invocationMetrics': counts } : event;
    yield codec.encode({
      headers: {
        ':event-type': { type: 'string', value: 'chunk' },
        ':content-type': { type: 'string', value: 'application/json' },
        ':message-type': { type: 'string', value: 'event' },
      },
      body: Buffer.from(
        JSON.stringify({ bytes: Buffer.from(JSON.stringify(whole)).toString('base64'), p: 'abcdefgh' }),
      ),
    });
  }
}

const STOP_REASONS: Record<FinishReason, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

/** What is known of an answer before it begins. */
export interface AnthropicOpening {
  id: string;
  model: string;
  promptTokens: number;
}

export interface AnthropicMessage {
  content: object[];
  stop_reason: string;
  usage: { output_tokens: number };
}

/** A message in one piece: https://docs.anthropic.com/en/api/messages */
export async function anthropicMessage(
  chunks: AsyncIterable<ModelChunk>,
  opening: AnthropicOpening,
): Promise<AnthropicMessage> {
  const { thinking, text, toolCalls, reason, usage } = await collectChunks(chunks);
  const calls = toolCalls.map(({ id, name, arguments: written }) => ({
    type: 'tool_use',
    id: toolUseId(id),
    name,
    input: jsonObject(written) ?? {},
  }));
  return {
    ...message(opening),
    content: [
      ...(thinking ? [{ type: 'thinking', thinking, signature: signatureOf(thinking) }] : []),
      ...(text === '' ? [] : [{ type: 'text', text }]),
      ...calls,
    ],
    stop_reason: STOP_REASONS[reason],
    usage: usageOf(opening, usage?.completionTokens ?? 0),
  };
}

/** The same as the events of a stream: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export async function* anthropicEvents(
  chunks: AsyncIterable<ModelChunk>,
  opening: AnthropicOpening,
): AsyncGenerator<{ type: string }, void, undefined> {
  yield { type: 'message_start', message: { ...message(opening), usage: usageOf(opening, 1) } } as { type: string };
  let index = -1;
  let open: string | undefined;
  let thought = '';
  function* close(): Generator<{ type: string }> {
    if (open === undefined) return;
    if (open === 'thinking')
      yield event('content_block_delta', {
        index,
        delta: { type: 'signature_delta', signature: signatureOf(thought) },
      });
    yield event('content_block_stop', { index });
  }
  for await (const chunk of chunks) {
    if (chunk.type === 'finish') {
      yield* close();
      yield event('message_delta', {
        delta: { stop_reason: STOP_REASONS[chunk.reason], stop_sequence: null },
        usage: { output_tokens: chunk.usage?.completionTokens ?? 0 },
      });
      continue;
    }
    if (chunk.type === 'state') continue;
    const block = chunk.type === 'tool_call' ? `tool ${chunk.index}` : chunk.type;
    if (chunk.type === 'thinking') thought += chunk.text;
    if (block !== open) {
      yield* close();
      index += 1;
      yield event('content_block_start', { index, content_block: startOf(chunk) });
      if (open === undefined) yield event('ping');
      open = block;
    }
    yield event('content_block_delta', { index, delta: deltaOf(chunk) });
  }
  yield event('message_stop');
}

const event = (type: string, members: object = {}): { type: string } => ({ type, ...members });

function message({ id, model }: AnthropicOpening): object {
  return { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null };
}

function usageOf({ promptTokens }: AnthropicOpening, completionTokens: number) {
  return {
    input_tokens: promptTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: completionTokens,
  };
}

/** As much a text as Anthropic's own: nobody but the provider can read it. */
const signatureOf = (thought: string): string => createHash('sha256').update(thought).digest('base64');

type BlockChunk = Exclude<ModelChunk, { type: 'finish' | 'state' }>;

function deltaOf(chunk: BlockChunk): object {
  if (chunk.type === 'text') return { type: 'text_delta', text: chunk.text };
  if (chunk.type === 'thinking') return { type: 'thinking_delta', thinking: chunk.text };
  return { type: 'input_json_delta', partial_json: chunk.arguments };
}

function startOf(chunk: BlockChunk): object {
  if (chunk.type === 'text') return { type: 'text', text: '' };
  if (chunk.type === 'thinking') return { type: 'thinking', thinking: '', signature: '' };
  return { type: 'tool_use', id: toolUseId(chunk.id ?? `call_${chunk.index}`), name: chunk.name ?? '', input: {} };
}

const toolUseId = (id: string): string => `toolu_${id.replace(/^call_/, '')}`;

import { estimatePromptTokens } from '../../built-in/tokens.ts';
import type { UpstreamRequest, UpstreamResponse } from '../../network/upstream-fetch.ts';
import type { Simulation } from '../simulated-fetch.ts';
import { jsonResponse, requestId, streamResponse } from '../wire-response.ts';
import { anthropicEvents, anthropicMessage } from './anthropic-answer.ts';
import { readAnthropicRequest } from './read-anthropic-request.ts';
import { anthropicBody } from './refuse-anthropic-request.ts';

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

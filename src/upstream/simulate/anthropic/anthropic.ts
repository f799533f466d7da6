import { estimatePromptTokens } from '../../built-in/tokens.ts';
import type { UpstreamRequest, UpstreamResponse } from '../../network/upstream-fetch.ts';
import type { Simulation } from '../simulated-fetch.ts';
import { jsonResponse, requestId, streamResponse } from '../wire-response.ts';
import { anthropicEvents, anthropicMessage } from './anthropic-answer.ts';
import { readAnthropicRequest } from './read-anthropic-request.ts';
import { anthropicBody } from './refuse-anthropic-request.ts';

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

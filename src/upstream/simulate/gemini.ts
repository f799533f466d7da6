import { estimatePromptTokens } from '../built-in/tokens.ts';
import { collectChunks } from '../collect-chunks.ts';
import type { FinishReason, ModelChunk, ToolCall, Usage } from '../language-model.ts';
import { jsonObject } from '../messages.ts';
import type { UpstreamRequest, UpstreamResponse } from '../network/upstream-fetch.ts';
import { readGeminiRequest, refuseGeminiRequest, signsCalls } from './gemini-request.ts';
import type { Simulation } from './simulated-fetch.ts';
import { jsonResponse, requestId, streamResponse } from './wire-response.ts';

const FINISH_REASONS: Record<FinishReason, string> = {
  stop: 'STOP',
  tool_calls: 'STOP',
  length: 'MAX_TOKENS',
  content_filter: 'SAFETY',
};

/** Google's generateContent, on AI Studio or Vertex AI: https://ai.google.dev/api/generate-content */
export async function answerGemini(request: UpstreamRequest, { model }: Simulation): Promise<UpstreamResponse> {
  const { pathname, searchParams } = new URL(request.url);
  const [, modelId = '', method] = /\/models\/([^/]+):(\w+)$/.exec(pathname) ?? [];
  if (method !== 'generateContent' && method !== 'streamGenerateContent') {
    return refusal(404, 'NOT_FOUND', `The requested URL ${pathname} was not found on this server.`);
  }
  const body = jsonObject(request.body);
  if (body === undefined) {
    return refusal(400, 'INVALID_ARGUMENT', 'Invalid JSON payload received. Expected an object.');
  }
  const objection = refuseGeminiRequest(body, modelId);
  if (objection !== undefined) return refusal(400, 'INVALID_ARGUMENT', objection);

  const stream = method === 'streamGenerateContent';
  const asked = readGeminiRequest(body, stream);
  const promptTokens = estimatePromptTokens(asked.messages);
  const answer: Answering = {
    modelVersion: decodeURIComponent(modelId),
    responseId: requestId(request, '', 22),
    promptTokens,
  };
  const chunks = model.generate(asked, request.signal);
  if (!stream) return jsonResponse(200, await inOnePiece(chunks, answer), { 'x-content-type-options': 'nosniff' });
  return searchParams.get('alt') === 'sse'
    ? streamResponse(() => asEvents(inPieces(chunks, answer)), { 'content-type': 'text/event-stream' })
    : streamResponse(() => asJsonList(inPieces(chunks, answer)), { 'content-type': 'application/json; charset=UTF-8' });
}

interface Answering {
  modelVersion: string;
  responseId: string;
  promptTokens: number;
}

const refusal = (code: number, status: string, message: string): UpstreamResponse =>
  jsonResponse(code, { error: { code, message, status } });

async function inOnePiece(chunks: AsyncIterable<ModelChunk>, answer: Answering): Promise<object> {
  const { thinking, text, toolCalls, reason, usage } = await collectChunks(chunks);
  const parts = [
    ...(thinking ? [{ text: thinking, thought: true }] : []),
    ...(text === '' ? [] : [{ text }]),
    ...toolCalls.map((call, index) => toPart(call, index, answer)),
  ];
  return piece(parts, answer, usage ?? NOTHING, reason);
}

/** Text as it comes; function calls whole. */
async function* inPieces(chunks: AsyncIterable<ModelChunk>, answer: Answering): AsyncGenerator<object> {
  const calls: ToolCall[] = [];
  for await (const chunk of chunks) {
    if (chunk.type === 'text') yield piece([{ text: chunk.text }], answer);
    else if (chunk.type === 'thinking') yield piece([{ text: chunk.text, thought: true }], answer);
    else if (chunk.type === 'tool_call') {
      calls[chunk.index] ??= { id: '', name: chunk.name ?? '', arguments: '' };
      calls[chunk.index]!.arguments += chunk.arguments;
    } else if (chunk.type === 'finish') {
      const last = calls.length > 0 ? calls.map((call, index) => toPart(call, index, answer)) : [{ text: '' }];
      yield piece(last, answer, chunk.usage ?? NOTHING, chunk.reason);
    }
  }
}

const NOTHING: Usage = { promptTokens: 0, completionTokens: 0 };

function piece(parts: object[], answer: Answering, usage?: Usage, reason?: FinishReason): object {
  const { promptTokens, modelVersion, responseId } = answer;
  const finishReason = reason === undefined ? {} : { finishReason: FINISH_REASONS[reason] };
  return {
    candidates: [{ content: { parts, role: 'model' }, ...finishReason, index: 0 }],
    usageMetadata: {
      promptTokenCount: promptTokens,
      ...(usage === undefined ? {} : { candidatesTokenCount: usage.completionTokens - (usage.reasoningTokens ?? 0) }),
      ...(usage?.reasoningTokens ? { thoughtsTokenCount: usage.reasoningTokens } : {}),
      totalTokenCount: promptTokens + (usage?.completionTokens ?? 0),
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: promptTokens }],
    },
    modelVersion,
    responseId,
  };
}

const toPart = (
  { name, arguments: written }: ToolCall,
  index: number,
  { modelVersion, responseId }: Answering,
): object => ({
  functionCall: { name, args: jsonObject(written) ?? {} },
  // Of calls at once the first has it.
  ...(index === 0 && signsCalls(modelVersion) && { thoughtSignature: Buffer.from(responseId).toString('base64') }),
});

async function* asEvents(pieces: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const one of pieces) yield `data: ${JSON.stringify(one)}\r\n\r\n`;
}

async function* asJsonList(pieces: AsyncIterable<object>): AsyncGenerator<string> {
  let separator = '[';
  for await (const one of pieces) {
    yield separator + JSON.stringify(one);
    separator = ',\r\n';
  }
  yield ']';
}

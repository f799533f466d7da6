/**
 * Type `vertex-ai`: Google's generateContent, https://ai.google.dev/api/generate-content, on AI Studio or Vertex AI
 * (docs/behaviour/llms.md, Gemini).
 */
import { geminiRequest, geminiUrl, ownName, takesSchemaBesideTools } from './gemini-request.ts';
import type { FinishReason, LanguageModel, ModelChunk, ModelRequest, ToolDefinition, Usage } from './language-model.ts';
import { callIds, objectsOf, recordIn, textIn, wordIn } from './messages.ts';
import { mergedUsage } from './openai-chat.ts';
import { callUpstream } from './transport/call-upstream.ts';
import {
  endedEarly,
  errorIn,
  isGiven,
  noEnd,
  parseJson,
  readEventStream,
  readJson,
  reportedError,
  unexpectedShape,
} from './transport/read-answer.ts';
import type { UpstreamAnswer } from './transport/upstream-answer.ts';
import { UpstreamError } from './upstream-error.ts';
import type { UpstreamDependencies, UpstreamSettings } from './upstream-settings.ts';

export function createGeminiModel(settings: UpstreamSettings, dependencies: UpstreamDependencies): LanguageModel {
  const model: LanguageModel = {
    async *generate(request, signal) {
      const call = {
        url: geminiUrl(settings.uri!, settings.model, request.stream),
        dialect: 'gemini' as const,
        accept: request.stream ? ('text/event-stream' as const) : ('application/json' as const),
        body: JSON.stringify(geminiRequest(request)),
      };
      const answer = await callUpstream(settings, call, dependencies, signal);
      const reader = createReader(answer, callIds(request.messages), request.tools);
      yield* answer.isWhole ? readWhole(answer, reader) : readStream(answer, reader);
    },
  };
  return takesSchemaBesideTools(settings.model) ? model : { generate: (...asked) => schemaAfterTools(model, ...asked) };
}

/** An agent's model has its tools first; when it calls none, it is asked once more, with the schema and without tools. */
async function* schemaAfterTools(
  model: LanguageModel,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelChunk, void, undefined> {
  const { responseFormat, tools, toolChoice, ...rest } = request;
  if (!request.agent || !tools?.length || responseFormat?.type !== 'json_schema')
    return yield* model.generate(request, signal);
  const chunks = await Array.fromAsync(model.generate({ ...rest, tools, ...(toolChoice && { toolChoice }) }, signal));
  if (chunks.some(({ type }) => type === 'tool_call')) yield* chunks;
  else yield* model.generate({ ...rest, responseFormat }, signal);
}

/** One answer, or one piece of a streamed one. Nothing about it is certain. */
interface GeminiResponse {
  candidates?: {
    index?: number;
    content?: { parts?: Record<string, unknown>[] | null } | null;
    finishReason?: unknown;
    finishMessage?: unknown;
  }[];
  promptFeedback?: {
    blockReason?: unknown;
    blockReasonMessage?: unknown;
    safetyRatings?: { category?: unknown; blocked?: unknown }[] | null;
  } | null;
  usageMetadata?: {
    promptTokenCount?: number;
    candidatesTokenCount?: number;
    thoughtsTokenCount?: number;
    cachedContentTokenCount?: number;
  } | null;
}

type Reader = ReturnType<typeof createReader>;

/** Reads an answer, whole or in pieces: both come to the same text, calls, end and tokens. */
function createReader(answer: UpstreamAnswer, idOf: (index: number) => string, tools: ToolDefinition[] = []) {
  let calls = 0;
  let usage: Usage | undefined;
  let reason: string | undefined;
  let words: unknown;
  return {
    /** Function calls come whole, and mostly without an id. */
    *read(value: unknown): Generator<ModelChunk, void> {
      const error = errorIn(value, isGiven(recordIn(value)?.candidates));
      if (error) throw reportedError(error, answer);
      const { candidates, promptFeedback, usageMetadata } = (value ?? {}) as GeminiResponse;
      if (!candidates?.length) refuseBlocked(promptFeedback, answer);
      usage = mergedUsage(usage, usageOf(usageMetadata));
      const candidate = objectsOf(candidates).find(({ index }) => !index);
      reason = wordIn(candidate?.finishReason) ?? reason;
      words = candidate?.finishMessage ?? words;
      for (const { text, thought, functionCall, thoughtSignature } of objectsOf(candidate?.content?.parts)) {
        if (textIn(text)) yield { type: thought ? 'thinking' : 'text', text: textIn(text) };
        const call = recordIn(functionCall);
        if (!call) continue;
        yield {
          type: 'tool_call',
          index: calls,
          id: wordIn(call.id) ?? idOf(calls),
          name: ownName(textIn(call.name), tools),
          arguments: JSON.stringify(call.args ?? {}),
          extraContent: wordIn(thoughtSignature) && { google: { thought_signature: thoughtSignature } },
        } as ModelChunk;
        calls += 1;
      }
    },
    get hasReason(): boolean {
      return reason !== undefined;
    },
    finish(): ModelChunk {
      return { type: 'finish', reason: finishReason(reason ?? 'STOP', calls > 0, answer, words), usage };
    },
  };
}

/** Without `alt=sse` a stream is one list of answers. */
async function* readWhole(answer: UpstreamAnswer, reader: Reader): AsyncGenerator<ModelChunk, void, undefined> {
  const { value } = await readJson(answer);
  const pieces = [value].flat() as (GeminiResponse | null)[];
  const chunks = pieces.flatMap((piece) => [...reader.read(piece)]);
  if (!pieces.some((piece) => objectsOf(piece?.candidates).length > 0))
    throw unexpectedShape('a candidate', { value, answer });
  const end = reader.finish();
  for (const type of ['thinking', 'text'] as const) {
    const text = chunks.map((chunk) => (chunk.type === type ? chunk.text : '')).join('');
    if (text) yield { type, text };
  }
  yield* chunks.filter(({ type }) => type === 'tool_call');
  yield end;
}

/** No end mark, so it is complete when the connection closes after a finish reason. */
async function* readStream(answer: UpstreamAnswer, reader: Reader): AsyncGenerator<ModelChunk, void, undefined> {
  for await (const data of readEventStream(answer)) {
    if (data.trim() !== '[DONE]') yield* reader.read(parseJson(data, answer));
  }
  if (!reader.hasReason) throw endedEarly();
  yield reader.finish();
}

function refuseBlocked(feedback: GeminiResponse['promptFeedback'], answer: UpstreamAnswer): void {
  const { blockReason, blockReasonMessage, safetyRatings } = feedback ?? {};
  if (!blockReason) return;
  const categories = objectsOf(safetyRatings).flatMap(({ category, blocked }) => (blocked === true ? [category] : []));
  const words = answer.quote([blockReason, categories.join(', '), blockReasonMessage].filter(Boolean).join(': '));
  throw new UpstreamError({ kind: 'invalid', reason: `the prompt was blocked: ${words}` });
}

const FILTERED = /SAFETY|RECITATION|BLOCKLIST|PROHIBITED_CONTENT|SPII|LANGUAGE/;

function finishReason(reason: string, hasCalls: boolean, answer: UpstreamAnswer, words: unknown): FinishReason {
  if (reason === 'MAX_TOKENS') return 'length';
  if (FILTERED.test(reason)) return 'content_filter';
  if (reason === 'STOP' || reason === 'FUNCTION_CALL') return hasCalls ? 'tool_calls' : 'stop';
  throw noEnd(reason, answer, words);
}

function usageOf(usage: GeminiResponse['usageMetadata']): Usage | undefined {
  if (!usage) return undefined;
  const completion = (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0);
  return {
    promptTokens: usage.promptTokenCount ?? 0,
    completionTokens: completion,
    cachedTokens: usage.cachedContentTokenCount,
    reasoningTokens: usage.thoughtsTokenCount,
  };
}

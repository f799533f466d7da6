/**
 * Type `openai-compatible`: OpenAI's chat completions, https://platform.openai.com/docs/api-reference/chat
 * (docs/behaviour/llms.md, OpenAI-compatible).
 */
import type { FinishReason, LanguageModel, ModelChunk, Usage } from './language-model.ts';
import {
  argumentsIn,
  callIds,
  objectsOf,
  recordIn,
  refusalInContent,
  textIn,
  textInContent,
  thoughtsInContent,
  wordIn,
} from './messages.ts';
import { openAiChatRequest } from './openai-chat-request.ts';
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
import type { UpstreamDependencies, UpstreamSettings } from './upstream-settings.ts';

/** The URI verbatim. */
export function createOpenAiChatModel(settings: UpstreamSettings, dependencies: UpstreamDependencies): LanguageModel {
  return {
    async *generate(request, signal) {
      const call = {
        url: settings.uri!,
        dialect: 'openai-chat' as const,
        accept: request.stream ? ('text/event-stream' as const) : ('application/json' as const),
        body: JSON.stringify(openAiChatRequest(settings.model, request)),
      };
      const answer = await callUpstream(settings, call, dependencies, signal);
      const reader = createReader(answer, callIds(request.messages));
      yield* answer.isWhole ? readCompletion(answer, reader) : readStream(answer, reader);
    },
  };
}

/** One choice of a completion, or what a chunk adds to it. Nothing about it is certain. */
interface Choice {
  index?: number;
  finish_reason?: unknown;
  error?: unknown;
  message?: Said | null;
  delta?: Said | null;
}

interface Said {
  content?: unknown;
  reasoning_content?: unknown;
  reasoning?: unknown;
  refusal?: unknown;
  tool_calls?: ReceivedCall[] | null;
  function_call?: { name?: unknown; arguments?: unknown } | null;
}

interface ReceivedCall {
  index?: number;
  id?: unknown;
  function?: { name?: unknown; arguments?: unknown } | null;
  custom?: { name?: unknown; input?: unknown } | null;
  extra_content?: unknown;
}

/** Reads a completion, whole or in chunks: both come to the same text, calls, end and tokens. */
function createReader(answer: UpstreamAnswer, idOf: (index: number) => string) {
  /** By the index and id they came with. */
  const calls = new Map<string, number>();
  let latest = 0;
  let reason: string | undefined;
  let usage: Usage | undefined;
  /** What the model thought, by the name that its server has for it. */
  const thoughts: Record<string, string> = {};

  /** Servers name them in either way, and some say them twice. */
  function* think({ content, reasoning_content, reasoning }: Said): Generator<ModelChunk, void> {
    const [name, text] = textIn(reasoning_content)
      ? (['reasoning_content', textIn(reasoning_content)] as const)
      : (['reasoning', textIn(reasoning)] as const);
    if (text) thoughts[name] = (thoughts[name] ?? '') + text;
    const told = text || thoughtsInContent(content);
    if (told) yield { type: 'thinking', text: told };
  }

  /**
   * The call that a piece belongs to. Some servers give every call the index 0, and others none: then a new id is a new
   * call, or, without ids, a name.
   */
  function place(given: unknown, id: string | undefined, isNamed: boolean): { index: number; isNew: boolean } {
    const index = Number.isInteger(given) ? String(given) : 'none';
    const isNext = given === undefined && id === undefined && isNamed;
    const known = isNext ? undefined : calls.get(id === undefined ? index : `${index} ${id}`);
    const isNew = known === undefined;
    latest = known ?? new Set(calls.values()).size;
    calls.set(index, latest);
    if (id !== undefined) calls.set(`${index} ${id}`, latest);
    return { index: latest, isNew };
  }

  return {
    /** Throws where the upstream reports an error. */
    *read(value: unknown): Generator<ModelChunk, void> {
      const error = errorIn(value, isGiven(recordIn(value)?.choices));
      if (error) throw reportedError(error, answer);
      const { choices, usage: counted } = (value ?? {}) as { choices?: Choice[]; usage?: unknown };
      usage = mergedUsage(usage, usageIn(counted));
      const choice = objectsOf(choices).find(({ index }) => !index);
      if (!choice) return;
      const said = choice.delta ?? choice.message ?? {};
      const { content, refusal, tool_calls: toolCalls, function_call: legacy } = said;
      yield* think(said);
      const text = textInContent(content) || refusalInContent(content) || textIn(refusal);
      if (text) yield { type: 'text', text };
      for (const [position, one] of objectsOf(toolCalls).entries()) {
        const { index: given, id, function: called, custom, extra_content } = one;
        const name = wordIn(called?.name) ?? wordIn(custom?.name);
        // In a message each is a call of its own, whatever its id.
        const { index, isNew } = choice.delta
          ? place(given, wordIn(id), name !== undefined)
          : place(position, undefined, name !== undefined);
        yield {
          type: 'tool_call',
          index,
          id: wordIn(id) ?? (isNew ? idOf(index) : undefined),
          name,
          arguments: argumentsIn(called?.arguments) || argumentsIn(custom?.input),
          extraContent: recordIn(extra_content),
        };
      }
      if (legacy) {
        const name = wordIn(legacy.name);
        yield {
          type: 'tool_call',
          index: 0,
          id: name && `call_${name}`,
          name,
          arguments: argumentsIn(legacy.arguments),
        };
        calls.set('legacy', 0);
      }
      reason = wordIn(choice.finish_reason) ?? reason;
      if (isGiven(choice.error) || reason === 'error')
        throw reportedError(isGiven(choice.error) ? choice.error : value, answer);
    },
    get hasReason(): boolean {
      return reason !== undefined;
    },
    /** Throws for what is no end. */
    *finish(): Generator<ModelChunk, void> {
      const known = finishReason(reason ?? (calls.size > 0 ? 'tool_calls' : 'stop'), answer);
      // DeepSeek and others refuse a call that comes back without what was thought before it.
      if (calls.size > 0 && Object.keys(thoughts).length > 0) yield { type: 'state', members: thoughts };
      yield { type: 'finish', reason: known, usage };
    },
  };
}

type Reader = ReturnType<typeof createReader>;

async function* readCompletion(answer: UpstreamAnswer, reader: Reader): AsyncGenerator<ModelChunk, void, undefined> {
  const { value } = await readJson(answer);
  const chunks = [...reader.read(value)];
  if (objectsOf((value as { choices?: Choice[] } | null)?.choices).length === 0)
    throw unexpectedShape('a chat completion', { value, answer });
  chunks.push(...reader.finish());
  yield* chunks;
}

/** Ends at `[DONE]`, or with the connection once there was a finish reason. */
async function* readStream(answer: UpstreamAnswer, reader: Reader): AsyncGenerator<ModelChunk, void, undefined> {
  let done = false;
  for await (const data of readEventStream(answer)) {
    if (done) continue;
    if (data.trim() === '[DONE]') {
      done = true;
      answer.end();
      yield* reader.finish();
    } else yield* reader.read(parseJson(data, answer));
  }
  if (done) return;
  if (!reader.hasReason) throw endedEarly();
  yield* reader.finish();
}

/** OpenAI's own, and what servers that speak its protocol write instead. */
const FINISH_REASONS: Record<string, FinishReason> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  complete: 'stop',
  completed: 'stop',
  length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  max_length: 'length',
  model_length: 'length',
  tool_calls: 'tool_calls',
  tool_call: 'tool_calls',
  tool_use: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
  content_filtered: 'content_filter',
  safety: 'content_filter',
  refusal: 'content_filter',
  recitation: 'content_filter',
  sensitive: 'content_filter',
};

function finishReason(reason: string, answer: UpstreamAnswer): FinishReason {
  const known = FINISH_REASONS[reason.toLowerCase()];
  if (known === undefined) throw noEnd(reason, answer);
  return known;
}

/** Undefined where nothing is counted. */
export function usageIn(value: unknown): Usage | undefined {
  const counted = recordIn(value) ?? {};
  const { prompt_tokens, input_tokens, completion_tokens, output_tokens } = counted;
  const read = recordIn(counted.prompt_tokens_details ?? counted.input_tokens_details);
  const written = recordIn(counted.completion_tokens_details ?? counted.output_tokens_details);
  const [prompt, completion] = [prompt_tokens ?? input_tokens, completion_tokens ?? output_tokens];
  if (typeof prompt !== 'number' && typeof completion !== 'number') return undefined;
  return {
    promptTokens: Number(prompt ?? 0),
    completionTokens: Number(completion ?? 0),
    cachedTokens: countIn(read?.cached_tokens ?? counted.prompt_cache_hit_tokens),
    reasoningTokens: countIn(written?.reasoning_tokens),
  };
}

export const countIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** A later count stands for an earlier one, but none is taken back: some servers report zeros at the end. */
export function mergedUsage(earlier: Usage | undefined, later: Usage | undefined): Usage | undefined {
  if (!earlier || !later) return later ?? earlier;
  return {
    promptTokens: later.promptTokens || earlier.promptTokens,
    completionTokens: later.completionTokens || earlier.completionTokens,
    cachedTokens: later.cachedTokens || earlier.cachedTokens,
    reasoningTokens: later.reasoningTokens || earlier.reasoningTokens,
  };
}

/**
 * Type `anthropic`: Claude's Messages, https://docs.anthropic.com/en/api/messages, at Anthropic, AWS or Google
 * (docs/behaviour/llms.md, Anthropic).
 */

import { readAwsEventStream } from './anthropic-on-bedrock.ts';
import {
  anthropicEndpoint,
  anthropicRequest,
  firstSchemaBy,
  type SchemaBy,
  schemaToolName,
} from './anthropic-request.ts';
import type { FinishReason, LanguageModel, ModelChunk, Usage } from './language-model.ts';
import { callIds, objectsOf, recordIn, textIn, wordIn } from './messages.ts';
import { countIn, mergedUsage } from './openai-chat.ts';
import { callUpstream } from './transport/call-upstream.ts';
import {
  endedEarly,
  errorIn,
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

export function createAnthropicModel(settings: UpstreamSettings, dependencies: UpstreamDependencies): LanguageModel {
  return {
    async *generate(request, signal) {
      const endpoint = anthropicEndpoint(settings, request.stream);
      const onBedrock = endpoint.host === 'bedrock';
      const streamed = onBedrock ? ('application/vnd.amazon.eventstream' as const) : ('text/event-stream' as const);
      const call = (by: SchemaBy) => ({
        url: endpoint.url,
        dialect: onBedrock ? ('anthropic-bedrock' as const) : ('anthropic' as const),
        accept: request.stream ? streamed : ('application/json' as const),
        headers: endpoint.headers,
        body: JSON.stringify(anthropicRequest(endpoint, request, by)),
      });
      let by = firstSchemaBy(request);
      const answer = await callUpstream(settings, call(by), dependencies, signal).catch((error) => {
        if (by !== 'output_config' || !refusesSchemas(error)) throw error;
        by = 'tool beside';
        return callUpstream(settings, call(by), dependencies, signal);
      });
      const reader = createReader(answer, schemaToolName(request, by), callIds(request.messages));
      if (answer.isWhole) return yield* readMessage(answer, reader);
      // Stand-ins for Bedrock may well speak as Anthropic itself does.
      const isFramed = onBedrock && !answer.contentType.startsWith('text/event-stream');
      yield* readStream(isFramed ? readAwsEventStream(answer) : readEventStream(answer), answer, reader);
    },
  };
}

/** Older models and other places than Anthropic's own know no schemas, or not the one that is asked for. */
const refusesSchemas = (error: unknown): boolean =>
  error instanceof UpstreamError &&
  error.failure.kind === 'http' &&
  error.failure.status === 400 &&
  /output_config|output_format|structured output/i.test(error.failure.message);

interface ReceivedUsage {
  input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  output_tokens?: number | null;
}

/** Nothing about it is certain. */
interface AnthropicEvent {
  type?: unknown;
  index?: number;
  message?: { usage?: ReceivedUsage | null } | null;
  content_block?: Record<string, unknown> | null;
  delta?: Record<string, unknown> | null;
  usage?: ReceivedUsage | null;
}

/** The kinds of events that a message comes in. */
const EVENT = /^(?:message|content_block)_|^ping$/;

/** A content block while it comes. */
interface OpenBlock {
  /** Where a tool's input goes: into the call of that index, or into the text where the tool stands for a schema. */
  call?: number | 'text';
  /** The input as it was given at the start, and what came of it since. */
  given?: unknown;
  written: string;
  /** A thought, which the provider wants back as it was. */
  thought?: Record<string, unknown>;
}

/**
 * Reads the events of a message, or a whole message as the events it would have come in. What `schemaTool` is called
 * with is text (docs/behaviour/chat-completions.md, Upstream).
 */
function createReader(answer: UpstreamAnswer, schemaTool: string | undefined, idOf: (index: number) => string) {
  const blocks = new Map<number, OpenBlock>();
  const thoughts: Record<string, unknown>[] = [];
  let calls = 0;
  let usage: Usage | undefined;
  let reason: string | undefined;

  const inputChunk = (call: number | 'text', json: string): ModelChunk =>
    call === 'text' ? { type: 'text', text: json } : { type: 'tool_call', index: call, arguments: json };

  function* begin(index: number, block: Record<string, unknown>): Generator<ModelChunk, void> {
    const { type, text, id, name, input } = block;
    if (type === 'text') {
      if (textIn(text)) yield { type: 'text', text: textIn(text) };
    } else if (type === 'thinking' || type === 'redacted_thinking') {
      blocks.set(index, { written: '', thought: { ...block } });
      if (textIn(block.thinking)) yield { type: 'thinking', text: textIn(block.thinking) };
    } else if (type === 'tool_use') {
      const bySchema = name !== undefined && name === schemaTool;
      blocks.set(index, { call: bySchema ? 'text' : calls, given: input, written: '' });
      if (bySchema) return;
      yield { type: 'tool_call', index: calls, id: wordIn(id) ?? idOf(calls), name: textIn(name), arguments: '' };
      calls += 1;
    }
  }

  function* add(block: OpenBlock | undefined, delta: Record<string, unknown>): Generator<ModelChunk, void> {
    const json = textIn(delta.partial_json);
    if (delta.type === 'text_delta' && textIn(delta.text)) yield { type: 'text', text: textIn(delta.text) };
    else if (block?.call !== undefined && json) {
      block.written += json;
      yield inputChunk(block.call, json);
    } else if (block?.thought) {
      for (const member of ['thinking', 'signature', 'data']) {
        if (typeof delta[member] === 'string') block.thought[member] = textIn(block.thought[member]) + delta[member];
      }
      if (textIn(delta.thinking)) yield { type: 'thinking', text: textIn(delta.thinking) };
    }
  }

  function* end(index: number): Generator<ModelChunk, void> {
    const block = blocks.get(index);
    blocks.delete(index);
    if (block?.thought) thoughts.push(block.thought);
    // A tool's input may be given whole at the start; without parameters it is an object all the same.
    if (block?.call !== undefined && block.written === '')
      yield inputChunk(block.call, JSON.stringify(block.given ?? {}));
  }

  return {
    begin,
    end,
    *read(value: unknown): Generator<ModelChunk, void> {
      const error = errorIn(value, EVENT.test(textIn(recordIn(value)?.type)));
      if (error) throw reportedError(error, answer);
      const { type, index = 0, content_block: block, delta, message, usage: counted } = (value ?? {}) as AnthropicEvent;
      usage = mergedUsage(usage, usageOf(message?.usage));
      usage = mergedUsage(usage, usageOf(counted));
      reason = wordIn(delta?.stop_reason) ?? reason;
      if (type === 'content_block_start' && block) yield* begin(index, block);
      else if (type === 'content_block_stop') yield* end(index);
      else if (delta) yield* add(blocks.get(index), delta);
    },
    *finish(stopReason: string | undefined = reason, counted: Usage | undefined = usage): Generator<ModelChunk, void> {
      for (const index of [...blocks.keys()]) yield* end(index);
      const bySchema = schemaTool !== undefined && calls === 0;
      const known = finishReason(stopReason ?? (calls > 0 ? 'tool_use' : 'end_turn'), answer);
      if (thoughts.length > 0) yield { type: 'state', members: { thinking_blocks: thoughts } };
      yield { type: 'finish', reason: known === 'tool_calls' && bySchema ? 'stop' : known, usage: counted };
    },
  };
}

type Reader = ReturnType<typeof createReader>;

/** An answer in one piece. */
async function* readMessage(answer: UpstreamAnswer, reader: Reader): AsyncGenerator<ModelChunk, void, undefined> {
  const { value } = await readJson(answer);
  const error = errorIn(value, recordIn(value)?.content != null);
  if (error) throw reportedError(error, answer);
  const { content, stop_reason: reason, usage } = recordIn(value) ?? {};
  if (!Array.isArray(content) && typeof content !== 'string')
    throw unexpectedShape('a message with content', { value, answer });
  const blocks =
    typeof content === 'string' ? [{ type: 'text', text: content }] : objectsOf(content as Record<string, unknown>[]);
  const chunks: ModelChunk[] = [];
  for (const [index, block] of blocks.entries()) chunks.push(...reader.begin(index, block), ...reader.end(index));
  chunks.push(...reader.finish(wordIn(reason), usageOf(usage as ReceivedUsage)));
  yield* inOneText(chunks);
}

/** What was thought first, then the texts as one: an answer that was not streamed comes so in every dialect. */
function* inOneText(chunks: ModelChunk[]): Generator<ModelChunk, void> {
  const spoke = chunks.findIndex(({ type }) => type !== 'thinking');
  const text = chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
  yield* chunks.slice(0, spoke);
  if (text) yield { type: 'text', text };
  let open: Extract<ModelChunk, { type: 'tool_call' }> | undefined;
  for (const chunk of chunks.slice(spoke)) {
    if (chunk.type === 'text') continue;
    if (chunk.type === 'tool_call' && open?.index === chunk.index) {
      open.arguments += chunk.arguments;
      continue;
    }
    if (open) yield open;
    open = chunk.type === 'tool_call' ? { ...chunk } : undefined;
    if (chunk.type !== 'tool_call') yield chunk;
  }
  if (open) yield open;
}

/** A streamed answer, from the JSON of its events; complete at `message_stop`. Blocks of other kinds are passed over. */
async function* readStream(
  events: AsyncIterable<string>,
  answer: UpstreamAnswer,
  reader: Reader,
): AsyncGenerator<ModelChunk, void, undefined> {
  let done = false;
  for await (const data of events) {
    if (done) continue;
    const event = parseJson(data, answer);
    yield* reader.read(event);
    if (recordIn(event)?.type !== 'message_stop') continue;
    done = true;
    answer.end();
    yield* reader.finish();
  }
  if (!done) throw endedEarly();
}

const FINISH_REASONS: Record<string, FinishReason> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  // A tool of the provider's own takes long; what it said so far is the answer.
  pause_turn: 'stop',
  stop: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  length: 'length',
  tool_use: 'tool_calls',
  tool_calls: 'tool_calls',
  refusal: 'content_filter',
};

function finishReason(reason: string, answer: UpstreamAnswer): FinishReason {
  const known = FINISH_REASONS[reason];
  if (known === undefined) throw noEnd(reason, answer);
  return known;
}

/** Anthropic counts cached prompt tokens apart from the others. */
function usageOf(usage: ReceivedUsage | null | undefined): Usage | undefined {
  if (typeof usage?.input_tokens !== 'number' && typeof usage?.output_tokens !== 'number') return undefined;
  const cached = (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0);
  return {
    promptTokens: (usage.input_tokens ?? 0) + cached,
    completionTokens: usage.output_tokens ?? 0,
    cachedTokens: countIn(usage.cache_read_input_tokens),
  };
}

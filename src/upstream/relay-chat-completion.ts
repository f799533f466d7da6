import type { Usage } from './language-model.ts';
import { objectsOf, recordIn, wordIn } from './messages.ts';
import { mergedUsage, usageIn } from './openai-chat.ts';
import { callUpstream } from './transport/call-upstream.ts';
import {
  endedEarly,
  errorIn,
  isGiven,
  parsed,
  readEventStream,
  readJson,
  reportedError,
  unexpectedShape,
} from './transport/read-answer.ts';
import type { UpstreamAnswer } from './transport/upstream-answer.ts';
import type { UpstreamDependencies, UpstreamSettings } from './upstream-settings.ts';

export type RelayedChatCompletion =
  | { kind: 'json'; body: string }
  /** The data of each event as the upstream wrote it, on one line; the last is `[DONE]`. Throws UpstreamError. */
  | { kind: 'stream'; data: AsyncGenerator<string, void, undefined> };

/**
 * An OpenAI-shaped body to an `openai-compatible` upstream, with nothing changed but `model`, and its answer as it came
 * (docs/behaviour/chat-completions.md, Upstream). Throws UpstreamError, also for an error inside a 2xx answer; when
 * aborted, the signal's reason. `counted` takes the tokens, once, if the upstream tells them.
 */
export async function relayChatCompletion(
  settings: UpstreamSettings,
  body: Record<string, unknown>,
  dependencies: UpstreamDependencies,
  signal: AbortSignal,
  counted: (usage: Usage) => void = () => {},
): Promise<RelayedChatCompletion> {
  const stream = body.stream === true;
  const call = {
    url: settings.uri!,
    dialect: 'openai-chat' as const,
    accept: stream ? ('text/event-stream' as const) : ('application/json' as const),
    body: JSON.stringify({ ...body, model: settings.model }),
  };
  const answer = await callUpstream(settings, call, dependencies, signal);
  if (!answer.isWhole) return { kind: 'stream', data: relayStream(answer, counted) };
  const { text, value } = await readJson(answer);
  refuseErrors(value, answer);
  if (!Array.isArray(recordIn(value)?.choices)) throw unexpectedShape('a chat completion', { value, answer });
  const usage = usageIn(recordIn(value)?.usage);
  if (usage) counted(usage);
  return stream ? { kind: 'stream', data: asStream(value, answer) } : { kind: 'json', body: text };
}

/** A completion in one piece, for who asked for a stream: all of it is one chunk. */
async function* asStream(value: unknown, answer: UpstreamAnswer): AsyncGenerator<string, void, undefined> {
  const choices = objectsOf(recordIn(value)?.choices as Record<string, unknown>[]);
  if (choices.length === 0) throw unexpectedShape('a chat completion', { value, answer });
  const chunk = {
    ...recordIn(value),
    object: 'chat.completion.chunk',
    choices: choices.map(({ message, ...choice }) => {
      const calls = objectsOf(recordIn(message)?.tool_calls as object[]).map((call, index) => ({ index, ...call }));
      return {
        ...choice,
        delta: { ...recordIn(message), ...(calls.length > 0 && { tool_calls: calls }) },
        finish_reason: wordIn(choice.finish_reason) ?? (calls.length > 0 ? 'tool_calls' : 'stop'),
      };
    }),
  };
  yield JSON.stringify(chunk);
  yield '[DONE]';
}

async function* relayStream(
  answer: UpstreamAnswer,
  counted: (usage: Usage) => void,
): AsyncGenerator<string, void, undefined> {
  let usage: Usage | undefined;
  let finished = false;
  let done = false;
  for await (const data of readEventStream(answer)) {
    if (done) continue;
    if (data.trim() === '[DONE]') {
      done = true;
      answer.end();
      if (usage) counted(usage);
      yield '[DONE]';
      continue;
    }
    // Looked for in the text first: parsing every chunk would double the cost of relaying it.
    if (data.includes('"error"') || !data.includes('"choices"')) refuseErrors(parsed(data), answer);
    // Some servers count up from chunk to chunk.
    if (data.includes('_tokens"')) usage = mergedUsage(usage, usageIn(recordIn(parsed(data))?.usage));
    finished ||= /"finish_reason"\s*:\s*"[^"]/.test(data);
    yield data.includes('\n') ? data.replaceAll('\n', ' ') : data;
  }
  if (done) return;
  if (!finished) throw endedEarly();
  if (usage) counted(usage);
  yield '[DONE]';
}

/** Errors of the whole, and of its first choice (OpenRouter). What cannot be read is relayed all the same. */
function refuseErrors(value: unknown, answer: UpstreamAnswer): void {
  const error = errorIn(value, isGiven(recordIn(value)?.choices));
  if (error) throw reportedError(error, answer);
  const [choice] = [recordIn(value)?.choices].flat() as (Record<string, unknown> | null | undefined)[];
  if (isGiven(choice?.error) || choice?.finish_reason === 'error')
    throw reportedError(isGiven(choice?.error) ? choice?.error : value, answer);
}

import type { Usage } from '../language-model.ts';
import { callUpstream } from '../transport/call-upstream.ts';
import { endedEarly, readEventStream } from '../transport/reading/read-event-stream.ts';
import { parseJson, readJson } from '../transport/reading/read-json.ts';
import { reportedError } from '../transport/reported-error.ts';
import type { UpstreamAnswer } from '../transport/upstream-answer.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';
import type { OpenAiChatChunk, OpenAiChatCompletion } from './openai-chat-wire.ts';
import { fromOpenAiUsage } from './openai-finish.ts';

export type RelayedChatCompletion =
  | { kind: 'json'; body: string }
  /** The data of each event as the upstream wrote it, on one line; the last is `[DONE]`. Throws UpstreamError. */
  | { kind: 'stream'; data: AsyncIterable<string> };

/**
 * An OpenAI-shaped body to an `openai-compatible` upstream, with nothing changed but `model`, and its answer as it
 * came (reference §7.2). Throws UpstreamError, also for an error inside a 2xx answer; when aborted, the signal's reason.
 * `counted` takes the tokens, once, if the upstream tells them.
 */
export async function relayChatCompletion(
  settings: UpstreamSettings,
  body: Record<string, unknown>,
  dependencies: UpstreamDependencies,
  signal: AbortSignal,
  counted: (usage: Usage) => void = () => {},
): Promise<RelayedChatCompletion> {
  const stream = body.stream === true;
  const answer = await callUpstream(
    settings,
    {
      url: settings.uri!,
      dialect: 'openai-chat',
      accept: stream ? 'text/event-stream' : 'application/json',
      body: JSON.stringify({ ...body, model: settings.model }),
    },
    dependencies,
    signal,
  );
  if (stream) return { kind: 'stream', data: relayStream(answer, counted) };
  const { text, value } = await readJson(answer);
  if (hasError(value)) throw reportedError(value, answer);
  const usage = fromOpenAiUsage((value as OpenAiChatCompletion | null)?.usage);
  if (usage) counted(usage);
  return { kind: 'json', body: text };
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
    if (data === '[DONE]') {
      done = true;
      answer.end();
      if (usage) counted(usage);
    } else if (data.includes('"error"')) {
      // Looked for in the text first: parsing every chunk would double the cost of relaying it.
      const chunk = parseJson(data, answer);
      if (hasError(chunk)) throw reportedError(chunk, answer);
    }
    // Some servers count up from chunk to chunk.
    if (data.includes('_tokens"')) usage = usageIn(data) ?? usage;
    finished ||= /"finish_reason"\s*:\s*"/.test(data);
    yield data.includes('\n') ? data.replaceAll('\n', ' ') : data;
  }
  if (done) return;
  if (!finished) throw endedEarly();
  if (usage) counted(usage);
  yield '[DONE]';
}

/** Of a chunk, whatever it is: one that cannot be read is relayed all the same. */
function usageIn(data: string): Usage | undefined {
  try {
    return fromOpenAiUsage((JSON.parse(data) as OpenAiChatChunk | null)?.usage);
  } catch {
    return undefined;
  }
}

const hasError = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'error' in value && Boolean(value.error);

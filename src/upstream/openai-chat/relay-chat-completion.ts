import { callUpstream } from '../transport/call-upstream.ts';
import { endedEarly, readEventStream } from '../transport/read-event-stream.ts';
import { parseJson, readJson } from '../transport/read-json.ts';
import { reportedError } from '../transport/reported-error.ts';
import type { UpstreamAnswer } from '../transport/upstream-answer.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';

export type RelayedChatCompletion =
  | { kind: 'json'; body: string }
  /** The data of each event as the upstream wrote it, on one line; the last is `[DONE]`. Throws UpstreamError. */
  | { kind: 'stream'; data: AsyncIterable<string> };

/**
 * An OpenAI-shaped body to an `openai-compatible` upstream, with nothing changed but `model`, and its answer as it
 * came (reference §7.2). Throws UpstreamError, also for an error inside a 2xx answer; when aborted, the signal's reason.
 */
export async function relayChatCompletion(
  settings: UpstreamSettings,
  body: Record<string, unknown>,
  dependencies: UpstreamDependencies,
  signal: AbortSignal,
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
  if (stream) return { kind: 'stream', data: relayStream(answer) };
  const { text, value } = await readJson(answer);
  if (hasError(value)) throw reportedError(value, answer);
  return { kind: 'json', body: text };
}

async function* relayStream(answer: UpstreamAnswer): AsyncGenerator<string, void, undefined> {
  let finished = false;
  let done = false;
  for await (const data of readEventStream(answer)) {
    if (done) continue;
    if (data === '[DONE]') {
      done = true;
      answer.end();
    } else if (data.includes('"error"')) {
      // Looked for in the text first: parsing every chunk would double the cost of relaying it.
      const chunk = parseJson(data, answer);
      if (hasError(chunk)) throw reportedError(chunk, answer);
    }
    finished ||= /"finish_reason"\s*:\s*"/.test(data);
    yield data.includes('\n') ? data.replaceAll('\n', ' ') : data;
  }
  if (done) return;
  if (!finished) throw endedEarly();
  yield '[DONE]';
}

const hasError = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'error' in value && Boolean(value.error);

import type { ModelChunk, Usage } from '../language-model.ts';
import { objectsOf } from '../messages/objects-of.ts';
import { textIn } from '../messages/text-in.ts';
import { endedEarly, readEventStream } from '../transport/reading/read-event-stream.ts';
import { parseJson, readJson } from '../transport/reading/read-json.ts';
import { reportedError, unexpectedShape } from '../transport/reported-error.ts';
import type { UpstreamAnswer } from '../transport/upstream-answer.ts';
import type { OpenAiChatChunk, OpenAiChatCompletion } from './openai-chat-wire.ts';
import { fromOpenAiFinishReason, fromOpenAiUsage } from './openai-finish.ts';

/** A chat completion in one piece. */
export async function* readOpenAiChatCompletion(answer: UpstreamAnswer): AsyncGenerator<ModelChunk, void, undefined> {
  const completion = ((await readJson(answer)).value ?? {}) as OpenAiChatCompletion;
  const [choice] = objectsOf(completion.choices);
  if (!choice) throw completion.error ? reportedError(completion, answer) : unexpectedShape('a chat completion');
  const { content, tool_calls: toolCalls } = choice.message ?? {};
  const text = Array.isArray(content)
    ? objectsOf(content)
        .map((part) => textIn(part.text))
        .join('')
    : textIn(content);
  if (text) yield { type: 'text', text };
  const calls = objectsOf(toolCalls);
  for (const [index, { id, function: called }] of calls.entries()) {
    yield { type: 'tool_call', index, id, name: called?.name, arguments: textIn(called?.arguments) };
  }
  yield {
    type: 'finish',
    reason: fromOpenAiFinishReason(choice.finish_reason ?? (calls.length ? 'tool_calls' : 'stop')),
    usage: fromOpenAiUsage(completion.usage),
  };
}

/** A streamed one: ends at `[DONE]`, or with the connection once there was a finish reason (reference §2.5.1). */
export async function* readOpenAiChatStream(answer: UpstreamAnswer): AsyncGenerator<ModelChunk, void, undefined> {
  let finishReason: string | undefined;
  let usage: Usage | undefined;
  let done = false;
  const finish = (): ModelChunk => ({ type: 'finish', reason: fromOpenAiFinishReason(finishReason ?? 'stop'), usage });

  for await (const data of readEventStream(answer)) {
    if (done) continue;
    if (data === '[DONE]') {
      done = true;
      answer.end();
      yield finish();
      continue;
    }
    const chunk = (parseJson(data, answer) ?? {}) as OpenAiChatChunk;
    if (chunk.error) throw reportedError(chunk, answer);
    usage = fromOpenAiUsage(chunk.usage) ?? usage;
    const [choice] = objectsOf(chunk.choices);
    const text = textIn(choice?.delta?.content);
    if (text) yield { type: 'text', text };
    for (const { index = 0, id, function: called } of objectsOf(choice?.delta?.tool_calls)) {
      yield { type: 'tool_call', index, id, name: called?.name, arguments: textIn(called?.arguments) };
    }
    finishReason = choice?.finish_reason ?? finishReason;
  }
  if (done) return;
  if (finishReason === undefined) throw endedEarly();
  yield finish();
}

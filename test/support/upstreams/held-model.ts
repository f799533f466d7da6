import { eventStream, json, serve } from '../../upstream/support/serve.ts';
import type { Client, Json } from '../client.ts';
import { uniqueName } from '../emulator.ts';

/** A call of the model that waits for what the test has it say. */
export interface HeldCall {
  /** As the provider was sent them. */
  messages: Json[];
  body: Json;
  say(message: { content?: string; tool_calls?: { id: string; name: string; arguments: object }[] }): void;
  /** Fails with this status. */
  fail(status: number): void;
}

/** An LLM, by its name, that answers when a test says so. */
export async function heldModel(api: Client) {
  const calls: HeldCall[] = [];
  const waiting: ((call: HeldCall) => void)[] = [];
  let isTested = false;
  const { url: uri } = await serve(async (response, request) => {
    const body = JSON.parse(request.body);
    if (!isTested) {
      isTested = true;
      return json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })(response, request);
    }
    const message = await new Promise<Json>((resolve) => {
      const fail = (status: number) => resolve({ status });
      const call: HeldCall = { messages: body.messages, body, say: resolve, fail };
      const next = waiting.shift();
      if (next) next(call);
      else calls.push(call);
    });
    if (message.status) return json({ error: { message: 'No.' } }, message.status)(response, request);
    const tool_calls = message.tool_calls?.map(({ id, name, arguments: args }: Json, index: number) => ({
      index,
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(args) },
    }));
    const said = { role: 'assistant', ...message, ...(tool_calls ? { tool_calls } : {}) };
    const finish_reason = tool_calls ? 'tool_calls' : 'stop';
    if (!body.stream) return json({ choices: [{ message: said, finish_reason }] })(response, request);
    return eventStream(
      { choices: [{ delta: said }] },
      { choices: [{ delta: {}, finish_reason }] },
      '[DONE]',
    )(response, request);
  });
  const name = uniqueName('held-llm');
  await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri });
  return {
    name,
    /** The next call that no test has taken yet. */
    next: (): Promise<HeldCall> => {
      const call = calls.shift();
      return call ? Promise.resolve(call) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}

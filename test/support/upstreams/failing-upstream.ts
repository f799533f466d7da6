import { type Answer, json, serve } from '../../upstream/support/serve.ts';
import type { Client } from '../client.ts';
import { uniqueName } from '../emulator.ts';

/** An LLM registered at an upstream that is well when it is tested, and answers like this ever after; its name. */
export async function registerFailingLlm(api: Client, fail: Answer): Promise<string> {
  let isTested = false;
  const well = json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });
  const { url: uri } = await serve((response, request) => {
    const answer = isTested ? fail : well;
    isTested = true;
    return answer(response, request);
  });
  const name = uniqueName('failing-llm');
  await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri });
  return name;
}

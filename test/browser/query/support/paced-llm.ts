import type { ServerResponse } from 'node:http';
import type { Client } from '../../../support/client.ts';
import { json, serve } from '../../../upstream/support/serve.ts';
import { uniqueName } from '../../support/emulator.ts';

/** A registered LLM for one test that answers streamed calls when, and with what, the test says. */
export async function pacedLlm(api: Client) {
  let open = Promise.withResolvers<ServerResponse>();
  const next = () => {
    open = Promise.withResolvers();
  };
  let left = 0;
  const { url: uri, received } = await serve((response, request) => {
    if (!JSON.parse(request.body).stream) {
      return json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })(response, request);
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    response.on('close', () => {
      if (response.writableFinished) return;
      left += 1;
      next();
    });
    open.resolve(response);
  });
  const name = uniqueName('paced');
  await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri });
  const send = async (choice: unknown) => {
    const response = await open.promise;
    response.write(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);
    return response;
  };
  return {
    name,
    lastBody: () => JSON.parse(received.at(-1)!.body),
    /** Of streams that the emulator left before they were over. */
    left: () => left,
    say: (content: string) => send({ delta: { content } }),
    finish: async () => {
      const response = await send({ delta: {}, finish_reason: 'stop' });
      next();
      response.end('data: [DONE]\n\n');
    },
    breakOff: async () => void (await open.promise).destroy(),
  };
}

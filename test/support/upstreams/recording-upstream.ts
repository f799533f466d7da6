import { eventStream, json, serve } from '../../upstream/support/serve.ts';
import type { Json } from '../client.ts';

/** An OpenAI-compatible upstream for one test that says `answer` to everything, plain or streamed, and keeps the bodies. */
export async function recordingUpstream(answer = 'An answer.') {
  const server = await serve((response, request) => {
    const streamed = eventStream(
      { choices: [{ delta: { role: 'assistant', content: answer } }] },
      { choices: [{ delta: {}, finish_reason: 'stop' }] },
      '[DONE]',
    );
    const plain = json({ choices: [{ message: { content: answer }, finish_reason: 'stop' }] });
    return (JSON.parse(request.body).stream ? streamed : plain)(response, request);
  });
  const bodies = (): Json[] => server.received.map(({ body }) => JSON.parse(body));
  return { uri: server.url, bodies, last: (): Json => bodies().at(-1) };
}

/**
 * A plain Node upstream in OpenAI's form. `metadata` of the request says how it streams: `chunks` of them, one each
 * `every` milliseconds, each with the time it was sent (nanoseconds of the system's monotonic clock) as its content.
 */
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { announce } from './announce.ts';

const completion = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'plain',
  choices: [
    { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'A plain answer. '.repeat(40) } },
  ],
  usage: { prompt_tokens: 10, completion_tokens: 160, total_tokens: 170 },
});

const chunk = (content: string, finish: string | null) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'plain',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  })}\n\n`;

const server = createServer(async (request, response) => {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  const { stream, metadata = {} } = JSON.parse(text);
  if (!stream) return response.writeHead(200, { 'content-type': 'application/json' }).end(completion);

  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  const { chunks = 1, every = 0 } = metadata;
  for (let i = 0; i < chunks && !response.destroyed; i++) {
    await delay(every);
    response.write(chunk(String(process.hrtime.bigint()), null));
  }
  response.end(`${chunk('', 'stop')}data: [DONE]\n\n`);
});
announce(server);

// The baseline: node:http in front, undici behind, bytes passed on as they come.
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Agent } from 'undici';
import { announce } from './announce.ts';

const upstream = process.argv[2]!;
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
const { origin, pathname: path } = new URL(upstream);

const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const body = JSON.stringify({ ...JSON.parse(text), model: 'plain' });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer key' };
  const answer = await agent.request({ origin, path, method: 'POST', headers, body });
  response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) });
  if (!JSON.parse(text).stream) return response.end(await answer.body.text());
  response.flushHeaders();
  await pipeline(answer.body, response);
});
announce(server);

import { once } from 'node:events';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { createTokenStore } from '../../../src/upstream/auth/tokens.ts';
import type { ModelRequest } from '../../../src/upstream/language-model.ts';
import type { LlmAuth } from '../../../src/upstream/llm-auth.ts';
import { openUpstream } from '../../../src/upstream/network/open-upstream.ts';
import type { Dialect, UpstreamFetch, UpstreamRequest } from '../../../src/upstream/network/upstream-fetch.ts';
import type { UpstreamSettings } from '../../../src/upstream/upstream-settings.ts';
import { createServiceAccount } from './service-account.ts';

/** A port on which somebody listens, and counts who comes. */
export async function listen() {
  const callers: unknown[] = [];
  const server = createServer((socket) => {
    callers.push(socket.remotePort);
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, callers };
}

/** Simulate mode, and what its providers were asked. */
export function simulate() {
  const { fetch, close } = openUpstream('simulate');
  onTestFinished(close);
  const asked: UpstreamRequest[] = [];
  const watched: UpstreamFetch = (request) => {
    asked.push(request);
    return fetch(request);
  };
  return { asked, dependencies: { fetch: watched, tokens: createTokenStore(Date.now), now: Date.now } };
}

const { keyJson } = await createServiceAccount();
export type Provider = [name: string, type: UpstreamSettings['type'], model: string, path: string, auth: LlmAuth];
export const BEDROCK: LlmAuth = {
  type: 'bedrock_static_iam',
  aws_access_key_id: 'A',
  aws_secret_access_key: 'S',
  region: 'r',
};
export const PROVIDERS: Provider[] = [
  ['chat completions', 'openai-compatible', 'gpt-4o', '/v1/chat/completions', { type: 'bearer', token: 't' }],
  ['a reasoning model', 'openai-compatible', 'o3-mini', '/v1/chat/completions', { type: 'bearer', token: 't' }],
  ['responses', 'openai-responses', 'gpt-4.1', '/v1/responses', { type: 'bearer', token: 't' }],
  ['AI Studio', 'vertex-ai', 'gemini-2.5-flash', '/v1beta', { type: 'api_key', api_key: 'k' }],
  [
    'Vertex AI',
    'vertex-ai',
    'gemini-2.5-flash',
    '/v1/projects/P/locations/L',
    { type: 'service_account', key_json: keyJson },
  ],
  ['Anthropic', 'anthropic', 'claude-3-7-sonnet', '/v1/messages', { type: 'header', header: 'x-api-key', value: 'k' }],
  ['Claude on Bedrock', 'anthropic', 'anthropic.claude-v2:0', '', BEDROCK],
  [
    'Claude on Vertex',
    'anthropic',
    'claude@1',
    '',
    { type: 'vertex_service_account', key_json: keyJson, project: 'p', region: 'r' },
  ],
];

export const RESULTS: ModelRequest['messages'] = [
  { role: 'system', content: 'Answer from the results and cite them like [1].' },
  {
    role: 'user',
    content:
      'Question: When was the pump replaced?\n\n[1] The harbour was dredged in 2019.\n\n[2] The pump was replaced in March 2021.\n',
  },
];

/** A body that an adapter would never write, straight to the stand-in. */
export async function posted(dialect: Dialect, body: unknown, url = 'https://llm.example/v1') {
  const { dependencies } = simulate();
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await dependencies.fetch({
    method: 'POST',
    url,
    headers: { 'anthropic-version': '2023-06-01' },
    body: text,
    dialect,
    model: 'm',
    signal: new AbortController().signal,
  });
  const answer = Buffer.concat(await Array.fromAsync(response.body)).toString();
  return { status: response.status, answer, value: response.status === 200 ? undefined : JSON.parse(answer) };
}

import { expect, test } from 'vitest';
import { providerError } from '../../../src/emulator/faults/provider-error.ts';
import type { Dialect } from '../../../src/upstream/network/upstream-fetch.ts';

async function errorOf(dialect: Dialect, code: number) {
  const { status, headers, body } = providerError(dialect, {
    type: 'upstream_status',
    code,
    message: 'No.',
    retry_after: 3,
  });
  const text = Buffer.concat(await Array.fromAsync(body)).toString();
  return { status, headers, body: JSON.parse(text) };
}
const openAi = (type: string, code: string | null) => ({ error: { message: 'No.', type, param: null, code } });
const anthropic = (type: string) => ({ type: 'error', error: { type, message: 'No.' } });
const google = (code: number, status: string) => ({ error: { code, message: 'No.', status } });

test.each<[Dialect, number, object]>([
  ['openai-chat', 400, openAi('invalid_request_error', null)],
  ['openai-chat', 401, openAi('invalid_request_error', 'invalid_api_key')],
  ['openai-responses', 429, openAi('rate_limit_error', 'rate_limit_exceeded')],
  ['openai-embeddings', 500, openAi('server_error', null)],
  ['anthropic', 400, anthropic('invalid_request_error')],
  ['anthropic', 429, anthropic('rate_limit_error')],
  ['anthropic', 500, anthropic('api_error')],
  ['anthropic', 529, anthropic('overloaded_error')],
  ['gemini', 400, google(400, 'INVALID_ARGUMENT')],
  ['gemini', 429, google(429, 'RESOURCE_EXHAUSTED')],
  ['gemini', 500, google(500, 'INTERNAL')],
  ['gemini', 503, google(503, 'UNAVAILABLE')],
  ['anthropic-bedrock', 429, { message: 'No.' }],
  ['oauth-token', 401, { error: 'invalid_client', error_description: 'No.' }],
  ['oauth-token', 500, { error: 'server_error', error_description: 'No.' }],
])('%s %i', async (dialect, code, expected) => {
  const { status, headers, body } = await errorOf(dialect, code);
  expect([status, body]).toEqual([code, expected]);
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'retry-after': '3' });
});

test('AWS names its errors in a header', async () => {
  const names = await Promise.all(
    [400, 429, 500].map(async (code) => (await errorOf('anthropic-bedrock', code)).headers),
  );
  expect(names.map((headers) => headers['x-amzn-errortype'])).toEqual([
    'ValidationException',
    'ThrottlingException',
    'InternalServerException',
  ]);
});

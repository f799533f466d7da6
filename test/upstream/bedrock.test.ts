import { createHash } from 'node:crypto';
import { encodeEventStreamFrame } from '@copilotkit/aimock';
import { describe, expect, test } from 'vitest';
import { signAwsRequest } from '../../src/upstream/auth/authorize.ts';
import signatures from '../fixtures/upstream/aws-signatures.json' with { type: 'json' };
import { startAimock } from './support/aimock.ts';
import { serve } from './support/serve.ts';
import { chunksOf, failureOf, openUpstream, settings, textOfChunks } from './support/upstream.ts';

const IAM = {
  type: 'bedrock_static_iam' as const,
  aws_access_key_id: signatures.accessKeyId,
  aws_secret_access_key: signatures.secretAccessKey,
  region: signatures.region,
};
const NOW = Date.parse(signatures.time);
const MODEL = 'anthropic.claude-3-5-sonnet-20241022-v2:0';

const bedrock = (uri: string, given = {}) => settings({ type: 'anthropic', model: MODEL, uri, auth: IAM, ...given });

/** Frames as AWS sends them: base64 of one Anthropic event inside. The framing is aimock's. */
const chunkFrame = (event: object) =>
  encodeEventStreamFrame(
    { ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' },
    Buffer.from(JSON.stringify({ bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'abcd' })),
  );

test.each(signatures.vectors)('signs $url as botocore does', async ({ url, headers, body, authorization }) => {
  expect(await signAwsRequest(IAM, url, headers as Record<string, string>, body, NOW)).toEqual({
    authorization,
    'x-amz-date': '20240517T102030Z',
  });
});

describe('against aimock', () => {
  test('plain, signed', async () => {
    const mock = await startAimock();
    mock.onMessage('Hello', { content: 'Hi' });
    expect(textOfChunks(await chunksOf(bedrock(mock.url)))).toBe('Hi');
    const { path } = mock.getLastRequest()!;
    expect(path).toBe(`/model/${encodeURIComponent(MODEL)}/invoke`);
  });

  test('streamed', async () => {
    const mock = await startAimock({ chunkSize: 2 });
    mock.onMessage('Hello', { content: 'abcdef' });
    const chunks = await chunksOf(bedrock(mock.url), { stream: true });
    expect(chunks.filter(({ type }) => type === 'text')).toHaveLength(3);
    expect(textOfChunks(chunks)).toBe('abcdef');
    expect(mock.getLastRequest()!.path).toMatch(/\/invoke-with-response-stream$/);
  });
});

test('body and headers of a signed call', async () => {
  const { url, received } = await serve((response) => response.end('{"content":[]}'));
  await chunksOf(
    bedrock(url, { headers: { Authorization: 'mine', 'X-Extra': '1' } }),
    {},
    openUpstream(() => NOW),
  );
  const { headers, body } = received[0]!;
  expect(JSON.parse(body)).toEqual({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 4096,
    messages: [{ role: 'user', content: 'Hello' }],
  });
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20240517\/us-east-1\/bedrock\/aws4_request, SignedHeaders=host;x-amz-date, Signature=[0-9a-f]{64}$/,
  );
  expect(headers['x-extra']).toBe('1');
});

test('AWS framing: base64 inside, frames cut anywhere', async () => {
  const bytes = Buffer.concat(
    [
      { type: 'message_start', message: { usage: { input_tokens: 3 } } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße ' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '🎉' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
      { type: 'message_stop' },
    ].map(chunkFrame),
  );
  const body = async function* () {
    for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
  };
  const dependencies = { ...openUpstream(), fetch: async () => ({ status: 200, headers: {}, body: body() }) };
  expect(await chunksOf(bedrock('http://unused.example'), { stream: true }, dependencies)).toEqual([
    { type: 'text', text: 'Grüße ' },
    { type: 'text', text: '🎉' },
    { type: 'finish', reason: 'stop', usage: { promptTokens: 3, completionTokens: 2 } },
  ]);
});

test('an exception in the stream is a failure', async () => {
  const exception = encodeEventStreamFrame(
    { ':exception-type': 'throttlingException', ':content-type': 'application/json', ':message-type': 'exception' },
    Buffer.from('{"message":"Too many tokens"}'),
  );
  const { url } = await serve((response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.end(Buffer.concat([chunkFrame({ type: 'ping' }), exception]));
  });
  expect(await failureOf(chunksOf(bedrock(url), { stream: true }))).toEqual({
    kind: 'invalid',
    reason: 'the upstream reported an error: throttlingException: Too many tokens',
  });
});

test('what is no event stream is a failure', async () => {
  const { url } = await serve((response) => response.end(createHash('sha256').update('x').digest()));
  expect(await failureOf(chunksOf(bedrock(url), { stream: true }))).toEqual({
    kind: 'invalid',
    reason: 'expected an AWS event stream',
  });
});

/** Vectara's own browser client against /v2/query, over every dialect as aimock speaks it. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { startAimock } from '../upstream/support/aimock.ts';
import { streamQueryV2 } from './stream-query-client.ts';

const api = emulatorForFile();
let corpusKey = '';
beforeAll(async () => {
  corpusKey = await createCorpus(api, ['Bees make honey in their hive.']);
});

const PROMPT =
  '[{"role":"system","content":"Be brief."},{"role":"user","content":"$vectaraQuery? #foreach($r in $vectaraQueryResults)[$foreach.count] $r.getText()#end"}]';
const ASKED = 'honey? [1] Bees make honey in their hive.';
const ANSWER = 'They make it in the hive [1].';

interface Dialect {
  type: string;
  /** Of the uri, and of the plain and the streamed call. */
  paths: [uri: string, plain: string, streamed: string];
  auth: object;
  header: [name: string, value: string];
  /** The part of the request that holds the two messages. */
  prompt: object;
}

const DIALECTS: Dialect[] = [
  {
    type: 'openai-compatible',
    paths: ['/v1/chat/completions', '/v1/chat/completions', '/v1/chat/completions'],
    auth: { type: 'bearer', token: 'sk-1' },
    header: ['authorization', 'Bearer sk-1'],
    prompt: {
      model: 'test-model',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: ASKED },
      ],
    },
  },
  {
    type: 'openai-responses',
    paths: ['/v1/chat/completions', '/v1/responses', '/v1/responses'],
    auth: { type: 'header', header: 'Authorization', value: 'Bearer sk-2' },
    header: ['authorization', 'Bearer sk-2'],
    prompt: { model: 'test-model' },
  },
  {
    type: 'anthropic',
    paths: ['/v1/messages', '/v1/messages', '/v1/messages'],
    auth: { type: 'header', header: 'x-api-key', value: 'sk-3' },
    header: ['x-api-key', 'sk-3'],
    prompt: { model: 'test-model' },
  },
  {
    type: 'vertex-ai',
    paths: ['/v1beta', '/v1beta/models/test-model:generateContent', '/v1beta/models/test-model:streamGenerateContent'],
    auth: { type: 'api_key', api_key: 'sk-4' },
    header: ['x-goog-api-key', 'sk-4'],
    prompt: {},
  },
];

describe.each(DIALECTS)('$type', ({ type, paths: [uri, plainPath, streamedPath], auth, header, prompt }) => {
  async function preset() {
    const mock = await startAimock({ chunkSize: 6 });
    mock.onMessage('honey', { content: ANSWER });
    mock.onMessage('Hello', { content: 'Hi' });
    const name = uniqueName(type);
    await api.create('/v2/llms', { type, name, model: 'test-model', uri: mock.url + uri, auth });
    await api.create('/v2/generation_presets', { name, llm_name: name, prompt_template: PROMPT, max_tokens: 5171 });
    return { name, mock };
  }

  /** What the journal recorded of the last call. */
  function expectRequest(mock: Awaited<ReturnType<typeof preset>>['mock'], path: string) {
    const { method, path: called, headers, body } = mock.getLastRequest()!;
    expect([method, called.split('?')[0]]).toEqual(['POST', path]);
    const [name, value] = header;
    // aimock hides credentials in its journal on some paths; that the header is there it always shows.
    expect(headers).toHaveProperty(name);
    if (!/redacted|\*\*\*/i.test(headers[name]!)) expect(headers[name]).toBe(value);
    expect(body).toMatchObject(prompt);
    expect(JSON.stringify(body)).toContain(ASKED);
    expect(JSON.stringify(body)).toContain('Be brief.');
    expect(JSON.stringify(body)).toContain('5171');
  }

  test('streamed', async () => {
    const { name, mock } = await preset();
    const events = await eventsOf(name);
    const types = events.map((event) => event.type);
    expect(types[0]).toBe('searchResults');
    expect(types.slice(-4)).toEqual(['generationEnd', 'generationInfo', 'factualConsistencyScore', 'end']);
    expect(events[0].searchResults).toMatchObject([{ text: 'Bees make honey in their hive.', document_id: 'doc-0' }]);
    const chunks = events.filter((event) => event.type === 'generationChunk');
    expect(chunks.map((chunk) => chunk.generationChunk).join('')).toBe(ANSWER);
    expect(chunks.at(-1).updatedText).toBe(ANSWER);
    if (type === 'openai-responses') expect(chunks).toHaveLength(1);
    else expect(chunks.length).toBeGreaterThan(2);
    expect(events.find((event) => event.type === 'generationInfo').renderedPrompt).toContain(ASKED);
    expectRequest(mock, streamedPath);
  });

  test('plain', async () => {
    const { name, mock } = await preset();
    const { status, body } = await api.post('/v2/query', {
      query: 'honey',
      search: { corpora: [{ corpus_key: corpusKey }] },
      generation: { generation_preset_name: name },
    });
    expect([status, body.summary]).toEqual([200, ANSWER]);
    expect(body.rendered_prompt).toContain(ASKED);
    expectRequest(mock, plainPath);
  });

  test('a failure of the upstream', async () => {
    const { name, mock } = await preset();
    mock.prependFixture({
      match: { userMessage: 'honey' },
      response: { error: { message: 'Out of order' }, status: 503 },
    });
    const events = await eventsOf(name);
    expect(events.map((event) => event.type)).toEqual(['searchResults', 'error', 'end']);
    expect(events[1].messages[0]).toContain(`LLM '${name}' returned HTTP 503: Out of order`);
  });
});

/** What the client hands to its event handler, until the stream ends or is refused. */
function eventsOf(generationPresetName: string): Promise<Json[]> {
  return new Promise((resolve, reject) => {
    const events: Json[] = [];
    streamQueryV2({
      streamQueryConfig: {
        customerId: '1',
        apiKey: 'zqt_any',
        domain: api.url,
        query: 'honey',
        corpusKey,
        search: { metadataFilter: '', offset: 0, limit: 5 },
        generation: { generationPresetName, promptTemplate: undefined },
      },
      onStreamEvent: (event: Json) => {
        events.push(event);
        if (['end', 'requestError', 'genericError', 'unexpectedError'].includes(event.type)) resolve(events);
      },
    }).catch(reject);
  });
}

test('a refusal is an event too', async () => {
  const events = await eventsOf('none');
  expect(events).toHaveLength(1);
  expect(events[0].error.message).toBe('Request failed (400)');
  expect(JSON.parse(events[0].error.cause).field_errors).toEqual({
    'body.generation.generation_preset_name': "Generation preset 'none' was not found.",
  });
});

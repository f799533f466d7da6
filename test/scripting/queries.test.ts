/** Scripts behind queries and chats, as Vectara's own browser client and plain HTTP see them. */

import { beforeAll, expect, test } from 'vitest';
import { streamQueryV2 } from '../clients/stream-query-client.ts';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';
import { scriptedEmulator } from './scripted-emulator.ts';

const { api, script } = scriptedEmulator();
const PRESET = 'vectara-summary-ext-24-05-med-omni';
let corpusKey = '';
beforeAll(async () => {
  corpusKey = await createCorpus(api, ['Bees make honey in their hive.']);
});

const query = (extra: Json = {}, generation: Json = {}) =>
  api.post('/v2/query', {
    query: 'honey',
    search: { corpora: [{ corpus_key: corpusKey }] },
    generation: { generation_preset_name: PRESET, ...generation },
    ...extra,
  });

test('the browser client receives the scripted chunks, one event each', async () => {
  await script({
    match: { preset: PRESET, streamed: true, messages: [{ contains: 'Bees make honey' }] },
    answer: { chunks: ['Bees ', 'make ', 'it.'] },
  });
  const events = await new Promise<Json[]>((resolve, reject) => {
    const received: Json[] = [];
    streamQueryV2({
      streamQueryConfig: {
        customerId: '1',
        apiKey: 'any',
        domain: api.url,
        query: 'honey',
        corpusKey,
        search: { metadataFilter: '', offset: 0, limit: 5 },
        generation: { generationPresetName: PRESET, promptTemplate: undefined },
      },
      onStreamEvent: (event: Json) => {
        received.push(event);
        if (/^end$|Error$/.test(event.type)) resolve(received);
      },
    }).catch(reject);
  });
  expect(events.flatMap((event) => event.generationChunk ?? [])).toEqual(['Bees ', 'make ', 'it.']);
  expect(events.at(-1).type).toBe('end');
});

test('what a script thinks is no part of a query’s answer', async () => {
  await script({ match: { preset: PRESET }, answer: { thinking: 'Hm, honey.', text: 'By bees.' } });
  const plain = await query();
  expect(plain.body.summary).toBe('By bees.');
  const streamed = await query({ stream_response: true });
  expect(parseEvents(streamed.text).flatMap((event) => event.generation_chunk ?? [])).toEqual(['By ', 'bees.']);
  for (const { text } of [plain, streamed]) expect(text).not.toContain('Hm');
});

test('the preset, the LLM and the operation decide', async () => {
  await script({ match: { preset: 'another' }, answer: { text: 'by another preset' } });
  await script({ match: { preset: PRESET, llm: 'gpt-4', operation: 'query' }, answer: { text: 'by gpt-4' } });
  await script({ match: { preset: PRESET, operation: 'createChat' }, answer: { text: 'in a chat' } });
  await script({ match: { preset: PRESET, llm: 'gpt-4o' }, answer: { text: 'by the preset' } });
  expect((await query()).body.summary).toBe('by the preset');
  expect((await query({}, { model_parameters: { llm_name: 'gpt-4' } })).body.summary).toBe('by gpt-4');
  const chat = await api.post('/v2/chats', {
    query: 'honey',
    search: { corpora: [{ corpus_key: corpusKey }] },
    generation: { generation_preset_name: PRESET },
  });
  expect(chat.body.answer).toBe('in a chat');
});

test('a failure is the error of a query, and an event of its stream', async () => {
  await script({ answer: { text: 'Bees make ', error: { status: 500, message: 'Out of order' } } });
  const { status, body } = await query();
  const [message] = body.messages;
  expect([status, message]).toEqual([
    500,
    "INTERNAL: Failed to generate summary: LLM 'gpt-4o' returned HTTP 500: Out of order",
  ]);
  const events = parseEvents((await query({ stream_response: true })).text);
  expect(typesOf(events)).toEqual(['search_results', 'generation_chunk', 'generation_chunk', 'error', 'end']);
  expect(events[3].messages[0]).toMatch(/the upstream reported an error: Out of order$/);
});

test('summaries of documents are scripted too', async () => {
  await script({ match: { operation: 'summarizeCorpusDocument' }, answer: { text: 'In short: bees.' } });
  const { body } = await api.post(`/v2/corpora/${corpusKey}/documents/doc-0/summarize`, { llm_name: 'gpt-4o' });
  expect(body.summary).toBe('In short: bees.');
});

test('strict scripts refuse a query that none answers', async () => {
  await script({ id: 'only', match: { turn: 2 }, answer: { text: 'x' } });
  await api.put('/_emulator/scripts/strict', { strict: true });
  const { status, body } = await query();
  expect([status, body.messages[0]]).toEqual([
    500,
    expect.stringMatching(/^INTERNAL: Failed to generate summary: .*only: match\.turn wants 2, found 1$/),
  ]);
});

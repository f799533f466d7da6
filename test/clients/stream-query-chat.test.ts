/** Vectara's own browser client through every type of event, in queries and chats. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { registerFailingLlm } from '../support/upstreams/failing-upstream.ts';
import { eventStream } from '../upstream/support/serve.ts';
import { streamQueryV2 } from './stream-query-client.ts';

const api = emulatorForFile();
let corpusKey = '';
let otherKey = '';
beforeAll(async () => {
  corpusKey = await createCorpus(api, ['Bees make honey in their hive.', 'Ships carry coal over the sea.']);
  otherKey = await createCorpus(api, ['Honey keeps for years.']);
});

/** What the client hands to its event handler, until the stream ends or is refused, without the raw events. */
function eventsOf(given: Json = {}): Promise<Json[]> {
  return new Promise((resolve, reject) => {
    const events: Json[] = [];
    streamQueryV2({
      streamQueryConfig: {
        customerId: '1',
        apiKey: 'zqt_any',
        domain: api.url,
        query: 'honey',
        corpusKey,
        search: { metadataFilter: '', offset: 0, limit: 5, ...given.search },
        generation: {},
        ...given.config,
      },
      requestSource: 'test',
      onStreamEvent: (event: Json) => {
        events.push(event);
        if (['end', 'requestError', 'genericError', 'unexpectedError'].includes(event.type)) resolve(events);
      },
    }).catch(reject);
  });
}

/** Runs of one type as one. */
const typesOf = (events: Json[]) =>
  events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
const one = (events: Json[], type: string) => events.find((event) => event.type === type);

const ANSWER = ['generationChunk', 'generationEnd', 'generationInfo', 'factualConsistencyScore', 'end'];

describe('a query', () => {
  test('search only', async () => {
    const events = await eventsOf({ config: { generation: undefined } });
    expect(typesOf(events)).toEqual(['searchResults', 'end']);
  });

  test('every event of an answer', async () => {
    const events = await eventsOf();
    expect(typesOf(events)).toEqual(['searchResults', ...ANSWER]);
    expect(events[0].searchResults[0]).toMatchObject({
      text: 'Bees make honey in their hive.',
      document_id: 'doc-0',
      score: expect.any(Number),
      document_metadata: {},
    });
    const chunks = events.filter(({ type }) => type === 'generationChunk');
    expect(chunks.at(-1).updatedText).toBe('Bees make honey in their hive. [1]');
    expect(chunks.map(({ generationChunk }) => generationChunk).join('')).toBe(chunks.at(-1).updatedText);
    expect(one(events, 'generationInfo').renderedPrompt).toContain('honey');
    expect(one(events, 'generationInfo').rephrasedQuery).toBeUndefined();
    expect(one(events, 'factualConsistencyScore').factualConsistencyScore).toBeGreaterThan(0.5);
  });

  test('several corpora, a chain of rerankers, context, citations, rewriting', async () => {
    const events = await eventsOf({
      config: {
        corpusKey: `${corpusKey},${otherKey}`,
        intelligentQueryRewriting: true,
        generation: { citations: { style: 'markdown', urlPattern: '/{doc.id}', textPattern: 'source' } },
      },
      search: {
        contextConfiguration: { startTag: '<b>', endTag: '</b>', sentencesBefore: 0 },
        reranker: {
          type: 'chain',
          rerankers: [
            { type: 'customer_reranker', rerankerId: 'rnk_272725719' },
            { type: 'mmr', diversityBias: 0.1 },
            { type: 'userfn', userFunction: "get('$.score') + 1" },
            { type: 'none' },
          ],
        },
      },
    });
    expect(typesOf(events)).toEqual(['searchResults', ...ANSWER]);
    const results = events[0].searchResults;
    expect(new Set(results.map(({ corpus_key }: Json) => corpus_key))).toEqual(new Set([corpusKey, otherKey]));
    for (const { text, score } of results) expect([text.startsWith('<b>'), score > 1]).toEqual([true, true]);
    expect(one(events.toReversed(), 'generationChunk').updatedText).toMatch(/\[source\]\(\/doc-0\)/);
  });

  test('an error on the way', async () => {
    const broken = eventStream({ choices: [{ delta: { content: 'Some' } }] }, { error: { message: 'Out of order' } });
    const llm_name = await registerFailingLlm(api, broken);
    const generationPresetName = `${llm_name}-preset`;
    await api.create('/v2/generation_presets', { name: generationPresetName, llm_name, prompt_template: 'x' });
    const generation = { generationPresetName };
    const query = await eventsOf({ config: { generation } });
    expect(typesOf(query)).toEqual(['searchResults', 'generationChunk', 'error', 'end']);
    expect(one(query, 'error').messages[0]).toMatch(/^INTERNAL: Failed to generate summary: /);
    const chat = await eventsOf({ config: { generation, chat: { store: true } } });
    expect(typesOf(chat)).toEqual(['searchResults', 'chatInfo', 'generationChunk', 'error', 'end']);
  });

  test('an error of the engine before anything else', async () => {
    const events = await eventsOf({ search: { metadataFilter: 'doc.' } });
    expect(typesOf(events)).toEqual(['error', 'end']);
    expect(events[0].messages[0]).toMatch(/^INVALID_ARGUMENT: The filter expression contains an error/);
  });
});

describe('a chat', () => {
  test('the first turn and the next one, without generation asked for', async () => {
    const first = await eventsOf({ config: { chat: { store: true }, generation: undefined } });
    expect(typesOf(first)).toEqual(['searchResults', 'chatInfo', ...ANSWER]);
    const { chatId, turnId } = one(first, 'chatInfo');
    expect(one(first, 'generationInfo').rephrasedQuery).toBeUndefined();
    const next = await eventsOf({ config: { chat: { conversationId: chatId }, query: 'And coal?' } });
    expect(typesOf(next)).toEqual(['searchResults', 'chatInfo', ...ANSWER]);
    expect(one(next, 'chatInfo').chatId).toBe(chatId);
    expect(one(next, 'generationInfo').rephrasedQuery).toBe('And coal? (context: honey)');
    const { turns } = await api.read(`/v2/chats/${chatId}/turns`);
    expect(turns.map(({ id, query }: Json) => [id, query])).toEqual([
      [turnId, 'honey'],
      [one(next, 'chatInfo').turnId, 'And coal?'],
    ]);
    expect(turns[1].answer).toBe(one(next.toReversed(), 'generationChunk').updatedText);
  });

  test('an unknown one is refused', async () => {
    const events = await eventsOf({ config: { chat: { conversationId: 'cht_none' } } });
    expect(events).toHaveLength(1);
    expect(JSON.parse(events[0].error.cause)).toMatchObject({ id: 'cht_none', messages: [expect.any(String)] });
  });
});

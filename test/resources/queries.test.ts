/** The query history (docs/behaviour/query.md, History). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, startForTest, uniqueName } from '../support/emulator.ts';
import { registerFailingLlm } from '../support/upstreams/failing-upstream.ts';
import { json } from '../upstream/support/serve.ts';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const api = emulatorForFile();
let corpus = '';
beforeAll(async () => {
  corpus = await createCorpus(api, ['Bees make honey in their hive.', 'Ships carry coal over the sea.']);
});

const ask = (given: Json = {}) =>
  api.post('/v2/query', {
    query: 'honey',
    search: { corpora: [{ corpus_key: corpus }] },
    save_history: true,
    ...given,
  });
/** The newest entry, whole. */
async function newest(): Promise<Json> {
  const { queries } = await api.read('/v2/queries?limit=1');
  return { summary: queries[0], ...(await api.read(`/v2/queries/${queries[0].id}`)) };
}
const countOf = async (key: string) => (await api.read(`/v2/queries?corpus_key=${key}&limit=100`)).queries.length;

describe('what is saved', () => {
  const corpusSaving = async (save_history: boolean) => {
    const key = uniqueName('saving');
    await api.create('/v2/corpora', { key, save_history });
    return key;
  };

  test.each<[boolean, boolean | null | undefined, number]>([
    [false, undefined, 0],
    [false, null, 0],
    [false, true, 1],
    [true, undefined, 1],
    [true, null, 1],
    [true, false, 0],
  ])('corpus %j, request %j: %d', async (ofCorpus, save_history, count) => {
    const key = await corpusSaving(ofCorpus);
    await ask({ search: { corpora: [{ corpus_key: key }] }, save_history });
    expect(await countOf(key)).toBe(count);
  });

  test('any corpus that saves is enough; each of them finds the entry, the first is shown', async () => {
    const keys = [await corpusSaving(false), await corpusSaving(true)];
    await ask({ search: { corpora: keys.map((corpus_key) => ({ corpus_key })) }, save_history: undefined });
    for (const key of keys) {
      const { queries } = await api.read(`/v2/queries?corpus_key=${key}`);
      expect(queries.map(({ corpus_key }: Json) => corpus_key)).toEqual([keys[0]]);
    }
  });

  test('streams as well, and GET', async () => {
    const key = await corpusSaving(true);
    await ask({ search: { corpora: [{ corpus_key: key }] }, save_history: undefined, stream_response: true });
    await api.read(`/v2/corpora/${key}/query?query=x`);
    expect(await countOf(key)).toBe(2);
    await api.read(`/v2/corpora/${key}/query?query=x&save_history=False`);
    expect(await countOf(key)).toBe(2);
  });

  test('what is refused before it runs is not', async () => {
    const before = await newest();
    await ask({ search: { corpora: [{ corpus_key: corpus, metadata_filter: 'doc.' }] } });
    await ask({ generation: { generation_preset_name: 'none' } });
    expect((await newest()).id).toBe(before.id);
  });
});

describe('an entry', () => {
  test('of a search alone', async () => {
    const { body } = await ask();
    const { summary, ...entry } = await newest();
    const common = {
      id: expect.stringMatching(/^qry_./),
      started_at: expect.stringMatching(TIME),
      latency_millis: expect.any(Number),
    };
    expect(summary).toEqual({ ...common, query: 'honey', corpus_key: corpus });
    expect(entry).toMatchObject({
      ...common,
      query: { query: 'honey', search: { corpora: [{ corpus_key: corpus }] } },
    });
    expect(Object.keys(entry).sort()).toEqual(['id', 'latency_millis', 'query', 'spans', 'started_at']);
    expect(entry.spans.map(({ type }: Json) => type)).toEqual(['search', 'rerank']);
    const [search, rerank] = entry.spans;
    const scores = new Map(search.search_results.map(({ text, score }: Json) => [text, score]));
    expect(rerank.reranked_search_results).toEqual(
      body.search_results.map(({ text, score }: Json) => ({ text, score, original_score: scores.get(text) })),
    );
  });

  test('with everything', async () => {
    const { body } = await ask({ generation: {}, intelligent_query_rewriting: true });
    const { summary, spans } = await newest();
    expect(summary).toMatchObject({
      generation: body.summary,
      factual_consistency_score: body.factual_consistency_score,
    });
    expect(spans.map(({ type }: Json) => type)).toEqual(['rewritten_query', 'search', 'rerank', 'generation', 'fcs']);
    for (const span of spans) {
      expect(span).toMatchObject({ started_at: expect.stringMatching(TIME), latency_millis: expect.any(Number) });
    }
    const [generation, fcs] = spans.slice(3);
    expect(generation).toMatchObject({ prompt: body.rendered_prompt, generation: body.summary });
    expect(fcs.score).toBe(body.factual_consistency_score);
    const times = spans.map(({ started_at }: Json) => started_at);
    expect(times).toEqual(times.toSorted());
  });

  test('without a stage there is no span of it', async () => {
    const search = { corpora: [{ corpus_key: corpus }], reranker: { type: 'none' } };
    await ask({ search, generation: { enable_factual_consistency_score: false } });
    expect((await newest()).spans.map(({ type }: Json) => type)).toEqual(['search', 'generation']);
  });

  test('of one corpus is shown in the form for several', async () => {
    const search = { metadata_filter: "doc.id = 'doc-0'", lexical_interpolation: 0.5, limit: 3 };
    await api.post(`/v2/corpora/${corpus}/query`, { query: 'coal', search, save_history: true });
    const { query } = await newest();
    const { metadata_filter, lexical_interpolation } = search;
    expect(query).toMatchObject({
      query: 'coal',
      search: { limit: 3, corpora: [{ corpus_key: corpus, metadata_filter, lexical_interpolation }] },
    });
  });

  test('of a query that failed: with what it got to', async () => {
    const llm_name = await registerFailingLlm(api, json({ error: { message: 'Out of order' } }, 503));
    for (const stream_response of [false, true]) {
      await ask({
        generation: { model_parameters: { llm_name } },
        stream_response,
        query: `failing ${stream_response}`,
      });
      const entry = await newest();
      expect(entry.summary).not.toHaveProperty('generation');
      expect([entry.query.query, entry.spans.map(({ type }: Json) => type)]).toEqual([
        `failing ${stream_response}`,
        ['search', 'rerank'],
      ]);
    }
  });

  test('outlives its corpus', async () => {
    const key = await createCorpus(api, ['Bees.']);
    await ask({ search: { corpora: [{ corpus_key: key }] } });
    const { id } = await newest();
    await api.delete(`/v2/corpora/${key}`);
    expect(await countOf(key)).toBe(1);
    expect((await api.read(`/v2/queries/${id}`)).spans).toHaveLength(2);
  });

  test('an unknown one is 404', async () => {
    const { status, body } = await api.get('/v2/queries/qry_none');
    expect([status, body.id]).toEqual([404, 'qry_none']);
  });
});

describe('the list', () => {
  test('newest first, page by page, by chat and by id', async () => {
    const own = await startForTest();
    const key = await createCorpus(own, ['Bees.']);
    const search = { corpora: [{ corpus_key: key }] };
    for (const query of ['one', 'two', 'three']) await own.post('/v2/query', { query, search, save_history: true });
    const { body: chat } = await own.post('/v2/chats', { query: 'four', search });
    const list = async (query = '') => {
      const { queries, metadata } = await own.read(`/v2/queries?${query}`);
      return {
        queries: queries.map((entry: Json) => entry.query),
        ids: queries.map(({ id }: Json) => id),
        ...metadata,
      };
    };
    const all = await list();
    expect([all.queries, all.page_key]).toEqual([['four', 'three', 'two', 'one'], undefined]);
    const first = await list(`limit=3&corpus_key=${key}`);
    const second = await list(`limit=3&corpus_key=other&page_key=${first.page_key}`);
    expect([first.queries, second.queries, second.page_key]).toEqual([['four', 'three', 'two'], ['one'], undefined]);
    expect((await list(`chat_id=${chat.chat_id}`)).queries).toEqual(['four']);
    expect((await list(`history_id=${all.ids[2]}`)).queries).toEqual(['two']);
    expect((await list('corpus_key=other')).queries).toEqual([]);
  });

  test('the bounds of time are exclusive', async () => {
    const own = await startForTest();
    const key = await createCorpus(own, ['Bees.']);
    await own.post('/v2/query', { query: 'x', search: { corpora: [{ corpus_key: key }] }, save_history: true });
    const { queries } = await own.read('/v2/queries');
    const at = Date.parse(queries[0].started_at);
    const count = async (name: string, millis: number) =>
      (await own.read(`/v2/queries?${name}=${new Date(millis).toISOString()}`)).queries.length;
    expect([await count('started_after', at - 1), await count('started_after', at)]).toEqual([1, 0]);
    expect([await count('started_before', at), await count('started_before', at + 1)]).toEqual([0, 1]);
  });

  test.each(['limit=0', 'limit=101', 'page_key=x', 'started_after=yesterday', 'started_before=2024-13-01T00:00:00Z'])(
    '%s is refused',
    async (query) => {
      const { status, body } = await api.get(`/v2/queries?${query}`);
      expect([status, Object.keys(body.field_errors)]).toEqual([400, [`query.${query.split('=')[0]}`]]);
    },
  );
});

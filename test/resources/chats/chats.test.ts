/** The nine chat operations, stored objects and cascades (docs/behaviour/chats.md, Operations). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { createCorpus } from '../../support/corpus.ts';
import { emulatorForFile, startForTest, uniqueName } from '../../support/emulator.ts';
import { parseEvents, summaryOf, typesOf } from '../../support/stream-events.ts';
import { registerFailingLlm } from '../../support/upstreams/failing-upstream.ts';
import { recordingUpstream } from '../../support/upstreams/recording-upstream.ts';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const QUERY = 'Which small insects make sweet golden honey inside their wooden hive';

const api = emulatorForFile();
let corpus = '';
beforeAll(async () => {
  corpus = await createCorpus(api, ['Bees make honey in their hive.', 'Ships carry coal over the sea.']);
});

const asked = (query: string, given: Json = {}) => ({ query, search: { corpora: [{ corpus_key: corpus }] }, ...given });
const start = async (query = QUERY, given: Json = {}) => (await api.post('/v2/chats', asked(query, given))).body;
const goOn = (chat: string, query: string, given: Json = {}) =>
  api.post(`/v2/chats/${chat}/turns`, asked(query, given));
const turnsOf = async (chat: string): Promise<Json[]> => (await api.read(`/v2/chats/${chat}/turns`)).turns;

/** A chat of three turns; their ids. */
async function chatOfThree() {
  const { chat_id, turn_id } = await start();
  const second = (await goOn(chat_id, 'And ships?')).body;
  const third = (await goOn(chat_id, 'And coal?')).body;
  return { chat_id, turns: [turn_id, second.turn_id, third.turn_id] };
}

describe('createChat', () => {
  test('answers as a query does, under other names, with 200', async () => {
    const { status, body } = await api.post('/v2/chats', asked('honey'));
    const { body: query } = await api.post('/v2/query', asked('honey', { generation: {} }));
    expect(status).toBe(200);
    const { chat_id, turn_id, answer, ...rest } = body;
    const { summary, ...same } = query;
    expect([answer, rest]).toEqual([summary, same]);
    expect(chat_id).toMatch(new RegExp(`^cht_${UUID}$`));
    expect(turn_id).toBe(chat_id.replace('cht_', 'trn_'));
  });

  test.each([[undefined], [null], [{}], [{ enabled: false }]])('generation %j runs', async (generation) => {
    expect((await start('honey', { generation })).answer).toBe('Bees make honey in their hive. [1]');
  });

  test('stored objects', async () => {
    const { chat_id, turn_id, answer } = await start();
    const created_at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const chat = { id: chat_id, first_query: QUERY, first_answer: answer, enabled: true, created_at };
    const turn = { id: turn_id, chat_id, query: QUERY, answer, enabled: true, created_at };
    expect(await api.read(`/v2/chats/${chat_id}`)).toEqual(chat);
    expect(await api.read(`/v2/chats/${chat_id}/turns`)).toEqual({ turns: [turn] });
    expect(await api.read(`/v2/chats/${chat_id}/turns/${turn_id}`)).toEqual(turn);
  });

  test('an apology is an answer like any other', async () => {
    const search = { corpora: [{ corpus_key: await createCorpus(api, []) }] };
    const { chat_id, answer, rendered_prompt } = await start('honey', { search });
    expect([answer, rendered_prompt]).toEqual([
      expect.stringMatching(/did not contain sufficient information/),
      undefined,
    ]);
    expect((await turnsOf(chat_id)).map((turn) => turn.answer)).toEqual([answer]);
  });

  test.each<[string, Json, string]>([
    ['no query', { query: undefined }, 'body.query'],
    ['no search', { search: undefined }, 'body.search'],
    ['no corpora', { search: {} }, 'body.search.corpora'],
    ['an unknown preset', { generation: { generation_preset_name: 'x' } }, 'body.generation.generation_preset_name'],
  ])('%s: 400', async (_, given, field) => {
    const { status, body } = await api.post('/v2/chats', { ...asked('honey'), ...given });
    expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
  });

  test('an unknown corpus: 404', async () => {
    const search = { corpora: [{ corpus_key: 'missing' }] };
    const { status, body } = await api.post('/v2/chats', asked('honey', { search }));
    expect([status, body.id]).toEqual([404, 'missing']);
  });
});

describe('storing', () => {
  test.each<[Json, boolean]>([
    [{}, true],
    [{ chat: { store: true } }, true],
    [{ chat: { store: false } }, true],
    [{ save_history: true, chat: { store: false } }, true],
    [{ save_history: false }, false],
    [{ save_history: false, chat: { store: true } }, false],
  ])('%j: %j', async (given, isStored) => {
    const { chat_id, turn_id, answer } = await start('honey', given);
    expect([chat_id !== undefined, turn_id !== undefined, answer !== '']).toEqual([isStored, isStored, true]);
    const events = parseEvents((await api.post('/v2/chats', asked('honey', { ...given, stream_response: true }))).text);
    expect(typesOf(events).includes('chat_info')).toBe(isStored);
  });

  test('with the history entry, which outlives the chat', async () => {
    const { chat_id } = await start('honey');
    const { body } = await goOn(chat_id, 'And coal?');
    const entries = () => api.read(`/v2/queries?chat_id=${chat_id}`);
    const { queries } = await entries();
    expect(queries.map(({ query }: Json) => query)).toEqual(['And coal?', 'honey']);
    expect(queries[0]).toMatchObject({ chat_id, corpus_key: corpus, generation: body.answer });
    await api.delete(`/v2/chats/${chat_id}`);
    expect((await entries()).queries).toEqual(queries);
    const { spans } = await api.read(`/v2/queries/${queries[0].id}`);
    expect(spans.map(({ type }: Json) => type)).toEqual(['rephrase', 'search', 'rerank', 'generation', 'fcs']);
    expect(spans[0].rephrased_query).toBe('And coal? (context: honey)');
  });

  test('a turn that is not stored uses the chat and leaves it as it was', async () => {
    const { chat_id } = await start('honey');
    const { status, body } = await goOn(chat_id, 'And coal?', { save_history: false });
    expect([status, body.rephrased_query]).toEqual([200, 'And coal? (context: honey)']);
    expect([body.chat_id, body.turn_id]).toEqual([undefined, undefined]);
    expect(await turnsOf(chat_id)).toHaveLength(1);
    expect((await api.read(`/v2/queries?chat_id=${chat_id}`)).queries).toHaveLength(1);
  });

  test('nothing after a failure, plain or in the middle of a stream', async () => {
    const llm_name = await registerFailingLlm(api, (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[{"delta":{"content":"Some "}}]}\n\n', () => response.destroy());
    });
    const generation = { model_parameters: { llm_name }, prompt_template: 'Tell: $vectaraQuery' };
    const { chat_id } = await start('honey');
    const events = parseEvents((await goOn(chat_id, 'And?', { generation, stream_response: true })).text);
    expect(typesOf(events)).toEqual(['search_results', 'chat_info', 'generation_chunk', 'error', 'end']);
    expect((await goOn(chat_id, 'And?', { generation })).status).toBe(500);
    expect(await turnsOf(chat_id)).toHaveLength(1);
    const fresh = parseEvents((await api.post('/v2/chats', asked('x', { generation, stream_response: true }))).text);
    expect((await api.get(`/v2/chats/${fresh[1].chat_id}`)).status).toBe(404);
  });
});

describe('streamed', () => {
  test('chat_info comes after the results, and the turn can be read at the end', async () => {
    const events = parseEvents((await api.post('/v2/chats', asked(QUERY, { stream_response: true }))).text);
    const types = typesOf(events).filter((type, index, all) => type !== all[index - 1]);
    expect(types).toEqual([
      'search_results',
      'chat_info',
      'generation_chunk',
      'generation_end',
      'generation_info',
      'factual_consistency_score',
      'end',
    ]);
    const { chat_id, turn_id } = events[1];
    expect(await turnsOf(chat_id)).toMatchObject([{ id: turn_id, query: QUERY, answer: summaryOf(events) }]);
    expect(events.at(-3)).not.toHaveProperty('rephrased_query');
  });

  test('a later turn tells how it was rephrased', async () => {
    const { chat_id } = await start('honey');
    const events = parseEvents((await goOn(chat_id, 'And coal?', { stream_response: true })).text);
    expect(events[1]).toEqual({ type: 'chat_info', chat_id, turn_id: (await turnsOf(chat_id))[1]!.id });
    expect(events.at(-3).rephrased_query).toBe('And coal? (context: honey)');
  });
});

describe('later turns', () => {
  test('the prompt and the search see the rephrased query, the stored turn the original', async () => {
    const upstream = await recordingUpstream();
    const llm_name = uniqueName('llm');
    await api.create('/v2/llms', { type: 'openai-compatible', name: llm_name, model: 'm', uri: upstream.uri });
    const generation = { model_parameters: { llm_name }, prompt_template: 'Tell: $vectaraQuery' };
    const search = { corpora: [{ corpus_key: corpus, lexical_interpolation: 1 }], reranker: { type: 'none' } };
    const { chat_id, rephrased_query } = await start('honey', { generation, search });
    expect(rephrased_query).toBeUndefined();
    const { body } = await goOn(chat_id, 'Where is it', { generation, search });
    expect(body.search_results[0].text).toBe('Bees make honey in their hive.');
    expect(body.rendered_prompt).toBe('Tell: Where is it (context: honey)');
    expect(upstream.last().messages).toEqual([{ role: 'user', content: 'Tell: Where is it (context: honey)' }]);
    expect((await turnsOf(chat_id)).map(({ query }) => query)).toEqual(['honey', 'Where is it']);
  });

  test('contexts build on the rephrased form of the last enabled turn', async () => {
    const { chat_id, turns } = await chatOfThree();
    const second = `And ships? (context: ${QUERY})`;
    const ask = async () => (await goOn(chat_id, 'Why', { save_history: false })).body.rephrased_query;
    expect(await ask()).toBe(`Why (context: And coal? (context: ${second}))`);
    await api.patch(`/v2/chats/${chat_id}/turns/${turns[2]}`, { enabled: false });
    expect(await ask()).toBe(`Why (context: ${second})`);
  });

  test('what stands alone is unchanged, and still told', async () => {
    const { chat_id } = await start('honey');
    expect((await goOn(chat_id, QUERY.replace('their', 'wooden'))).body.rephrased_query).toBe(
      QUERY.replace('their', 'wooden'),
    );
  });

  test('rewriting works on the rephrased query', async () => {
    const key = uniqueName('kinds');
    const filter_attributes = [{ name: 'kind', level: 'document', type: 'text', indexed: true }];
    await api.create('/v2/corpora', { key, filter_attributes });
    const document = { id: 'a', type: 'core', metadata: { kind: 'insect' }, document_parts: [{ text: 'Bees.' }] };
    await api.create(`/v2/corpora/${key}/documents`, document);
    const search = { corpora: [{ corpus_key: key }] };
    const { chat_id } = await start('insect', { search });
    const { body } = await goOn(chat_id, 'Which', { search, intelligent_query_rewriting: true });
    expect(body.rewritten_queries).toEqual([
      { corpus_key: key, filter_extraction: { query: 'Which (context: )', metadata_filter: "doc.kind = 'insect'" } },
    ]);
  });
});

describe('cascades', () => {
  test('disabling a turn disables all later ones', async () => {
    const { chat_id, turns } = await chatOfThree();
    const { status, body } = await api.patch(`/v2/chats/${chat_id}/turns/${turns[1]}`, { enabled: false });
    expect([status, body.id, body.enabled]).toEqual([200, turns[1], false]);
    expect((await turnsOf(chat_id)).map(({ enabled }) => enabled)).toEqual([true, false, false]);
    expect((await api.read(`/v2/chats/${chat_id}`)).enabled).toBe(true);
    expect((await goOn(chat_id, 'More?')).status).toBe(200);
  });

  test('a chat whose first turn is disabled takes no more turns', async () => {
    const { chat_id, turns } = await chatOfThree();
    await api.patch(`/v2/chats/${chat_id}/turns/${turns[0]}`, { enabled: false });
    expect((await api.read(`/v2/chats/${chat_id}`)).enabled).toBe(false);
    for (const stream_response of [false, true]) {
      const { status, body } = await goOn(chat_id, 'More?', { stream_response });
      expect([status, body.messages[0]]).toEqual([400, expect.stringContaining('is disabled')]);
    }
  });

  test.each<[Json, boolean, number]>([
    [undefined, true, 200],
    [{}, true, 200],
    [{ enabled: null }, true, 200],
    [{ enabled: true }, true, 200],
    [{}, false, 200],
    [{ enabled: true }, false, 400],
    [{ enabled: 'no' }, true, 400],
  ])('%j on a turn enabled: %j answers %j', async (body, enabled, status) => {
    const { chat_id, turn_id } = await start('honey');
    const path = `/v2/chats/${chat_id}/turns/${turn_id}`;
    if (!enabled) await api.patch(path, { enabled });
    const answer = await api.patch(path, body);
    expect(answer.status).toBe(status);
    if (status === 400) expect(Object.keys(answer.body.field_errors)).toEqual(['body.enabled']);
    expect((await api.read(path)).enabled).toBe(enabled);
  });

  test('deleting a turn deletes all later ones', async () => {
    const { chat_id, turns } = await chatOfThree();
    const { status, text } = await api.delete(`/v2/chats/${chat_id}/turns/${turns[1]}`);
    expect([status, text]).toEqual([204, '']);
    expect((await turnsOf(chat_id)).map(({ id }) => id)).toEqual([turns[0]]);
  });

  test('deleting the first turn, or the chat, leaves neither', async () => {
    const byTurn = await chatOfThree();
    expect((await api.delete(`/v2/chats/${byTurn.chat_id}/turns/${byTurn.turns[0]}`)).status).toBe(204);
    const whole = await chatOfThree();
    expect((await api.delete(`/v2/chats/${whole.chat_id}`)).status).toBe(204);
    for (const { chat_id, turns } of [byTurn, whole]) {
      for (const path of ['', '/turns', `/turns/${turns[2]}`]) {
        expect((await api.get(`/v2/chats/${chat_id}${path}`)).status).toBe(404);
      }
    }
  });
});

describe('unknown ids', () => {
  test.each(['cht_unknown', 'no-chat-id'])('%s is 404 everywhere', async (id) => {
    const turn = `/v2/chats/${id}/turns/trn_x`;
    for (const answer of [
      await api.get(`/v2/chats/${id}`),
      await api.delete(`/v2/chats/${id}`),
      await api.get(`/v2/chats/${id}/turns`),
      await api.post(`/v2/chats/${id}/turns`, {}),
      await api.get(turn),
      await api.patch(turn, { enabled: false }),
      await api.delete(turn),
    ]) {
      expect([answer.status, answer.body.id]).toEqual([404, id]);
    }
  });

  test('a turn is found in its own chat only', async () => {
    const [one, other] = [await start('honey'), await start('coal')];
    for (const id of [other.turn_id, 'trn_unknown', 'x']) {
      const { status, body } = await api.get(`/v2/chats/${one.chat_id}/turns/${id}`);
      expect([status, body.id]).toEqual([404, id]);
    }
  });
});

test('listChats: newest first, page by page', async () => {
  const own = await startForTest();
  const key = await createCorpus(own, ['Bees make honey.']);
  const ids: string[] = [];
  for (const query of ['one', 'two', 'three']) {
    const { body } = await own.post('/v2/chats', { query, search: { corpora: [{ corpus_key: key }] } });
    ids.unshift(body.chat_id);
  }
  const all = await own.read('/v2/chats');
  expect([all.chats.map(({ id }: Json) => id), all.metadata]).toEqual([ids, {}]);
  const first = await own.read('/v2/chats?limit=2');
  const second = await own.read(`/v2/chats?limit=2&page_key=${first.metadata.page_key}`);
  expect([...first.chats, ...second.chats]).toEqual(all.chats);
  expect(second.metadata).toEqual({});
  for (const query of ['limit=0', 'limit=10001', 'page_key=x']) {
    expect((await own.get(`/v2/chats?${query}`)).status).toBe(400);
  }
  expect((await own.get('/v2/chats?limit=10000')).status).toBe(200);
});

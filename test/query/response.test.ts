/** The plain response and the stream, field by field and byte by byte (docs/behaviour/query.md, Response). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, summaryOf, typesOf } from '../support/stream-events.ts';
import { recordingUpstream } from '../support/upstreams/recording-upstream.ts';

const api = emulatorForFile();
let corpus = '';
beforeAll(async () => {
  corpus = uniqueName('facts');
  await api.create('/v2/corpora', { key: corpus });
  await api.create(`/v2/corpora/${corpus}/documents`, {
    id: 'bees/1',
    type: 'core',
    metadata: { year: 2024, tags: ['a', 'b'], nested: { deep: true } },
    document_parts: [{ text: 'Bees make honey.', metadata: { page: 3, lang: 'eng' } }],
  });
});

const query = (given: Json = {}) => ({ query: 'honey', search: { corpora: [{ corpus_key: corpus }] }, ...given });
const ask = (given: Json = {}) => api.post('/v2/query', query(given));
const stream = (given: Json = {}) => ask({ ...given, stream_response: true });

async function llmSaying(answer: string): Promise<Json> {
  const { uri } = await recordingUpstream(answer);
  const llm_name = uniqueName('llm');
  await api.create('/v2/llms', { type: 'openai-compatible', name: llm_name, model: 'm', uri });
  return { model_parameters: { llm_name }, prompt_template: 'Tell: $vectaraQuery' };
}

describe('plain', () => {
  test('search only: results and nothing else', async () => {
    const { status, headers, body } = await ask();
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body).toEqual({
      search_results: [
        {
          result_type: 'text',
          text: 'Bees make honey.',
          score: expect.any(Number),
          part_metadata: { page: 3, lang: 'eng' },
          document_metadata: { year: 2024, tags: ['a', 'b'], nested: { deep: true } },
          document_id: 'bees/1',
          request_corpora_index: 0,
          corpus_key: corpus,
        },
      ],
    });
  });

  test('with generation: summary, language, prompt', async () => {
    const { body } = await ask({ generation: await llmSaying('They do [1].') });
    expect(Object.keys(body).sort()).toEqual([
      'factual_consistency_score',
      'rendered_prompt',
      'response_language',
      'search_results',
      'summary',
    ]);
    // None of the answer's words is in the results, and only stop words are in it.
    expect(body).toMatchObject({
      summary: 'They do [1].',
      rendered_prompt: 'Tell: honey',
      factual_consistency_score: 0.05,
    });
    expect(body.search_results).toHaveLength(1);
  });

  test('the language is resolved, never auto', async () => {
    const generation = await llmSaying('x');
    const german = 'Welche Tiere stellen eigentlich den süßen Honig her, den wir frühstücken?';
    const detected = await ask({ query: `${german} honey`, generation });
    expect(detected.body.response_language).toBe('deu');
    const given = await ask({ generation: { ...generation, response_language: 'fra' } });
    expect(given.body.response_language).toBe('fra');
    const short = await ask({ generation: { ...generation, response_language: 'fr' } });
    expect(Object.keys(short.body.field_errors)).toEqual(['body.generation.response_language']);
  });

  test.each([[undefined], [null], [{ enabled: false }], [{ enabled: false, generation_preset_name: 'none' }]])(
    'generation %j is off',
    async (generation) => expect(Object.keys((await ask({ generation })).body)).toEqual(['search_results']),
  );

  test.each([[{}], [{ enabled: true }], [{ enabled: null }]])('generation %j is on', async (generation) => {
    expect((await ask({ generation })).body.summary).toBe('Bees make honey. [1]');
  });

  test('one corpus by its path; corpora in the body are ignored', async () => {
    const { body } = await api.post(`/v2/corpora/${corpus}/query`, {
      query: 'honey',
      search: { corpora: [{ corpus_key: 'x' }] },
    });
    expect(body.search_results[0]).toMatchObject({ corpus_key: corpus, request_corpora_index: 0 });
    expect((await api.post(`/v2/corpora/${corpus}/query`, { query: 'honey' })).body).toEqual(body);
    expect((await api.post(`/v2/corpora/${corpus}/query`, { query: 'honey', search: {} })).body).toEqual(body);
  });

  test('several corpora: the index says which', async () => {
    const other = await createCorpus(api, ['Honey keeps for years.']);
    const corpora = [{ corpus_key: other }, { corpus_key: corpus }];
    const { body } = await ask({ search: { corpora } });
    for (const one of body.search_results) expect(corpora[one.request_corpora_index]!.corpus_key).toBe(one.corpus_key);
    expect(body.search_results).toHaveLength(2);
  });

  test('unknown corpora are 404 with the key, in the path even before the body is read', async () => {
    for (const answer of [
      await ask({ search: { corpora: [{ corpus_key: corpus }, { corpus_key: 'missing' }] } }),
      await stream({ search: { corpora: [{ corpus_key: 'missing' }] } }),
      await api.post('/v2/corpora/missing/query', { query: '' }),
    ]) {
      expect([answer.status, answer.body.id]).toEqual([404, 'missing']);
    }
  });
});

describe('nothing found', () => {
  test('an apology, no call, no prompt', async () => {
    const upstream = await recordingUpstream();
    const llm_name = uniqueName('llm');
    await api.create('/v2/llms', { type: 'openai-compatible', name: llm_name, model: 'm', uri: upstream.uri });
    const search = { corpora: [{ corpus_key: await createCorpus(api, []) }] };
    const plain = await ask({ search, generation: { model_parameters: { llm_name } } });
    expect(plain.body).toEqual({
      search_results: [],
      // Clients compare with this very sentence.
      summary:
        'The returned results did not contain sufficient information to be summarized into a useful answer for your query. Please try a different search or restate your query differently.',
      response_language: expect.any(String),
    });
    const events = parseEvents((await stream({ search, generation: { model_parameters: { llm_name } } })).text);
    expect(typesOf(events)).toEqual(['search_results', 'generation_chunk', 'generation_end', 'end']);
    expect(summaryOf(events)).toBe(plain.body.summary);
    expect(upstream.bodies()).toHaveLength(1);
  });
});

describe('streamed', () => {
  test('byte for byte', async () => {
    const generation = await llmSaying('Süß: “\n”\u2028[DONE] 🐝');
    const { status, headers, text } = await stream({ generation });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream;charset=utf-8']);
    expect(headers.get('cache-control')).toBe('no-cache');
    const [{ score }] = (await ask()).body.search_results;
    expect(text).toBe(
      [
        `event:search_results\ndata:{"type":"search_results","search_results":[{"result_type":"text","text":"Bees make honey.","score":${score},"part_metadata":{"page":3,"lang":"eng"},"document_metadata":{"year":2024,"tags":["a","b"],"nested":{"deep":true}},"document_id":"bees/1","request_corpora_index":0,"corpus_key":"${corpus}"}]}\n\n`,
        'event:generation_chunk\ndata:{"type":"generation_chunk","generation_chunk":"S\\u00fc\\u00df: \\u201c\\n\\u201d\\u2028\\u005bDONE] \\ud83d\\udc1d"}\n\n',
        'event:generation_end\ndata:{"type":"generation_end"}\n\n',
        'event:generation_info\ndata:{"type":"generation_info","rendered_prompt":"Tell: honey"}\n\n',
        'event:factual_consistency_score\ndata:{"type":"factual_consistency_score","factual_consistency_score":0.05}\n\n',
        'event:end\ndata:{"type":"end"}\n\n',
      ].join(''),
    );
  });

  test('search only', async () => {
    const events = parseEvents((await stream()).text);
    expect(typesOf(events)).toEqual(['search_results', 'end']);
    expect(events[0].search_results).toEqual((await ask()).body.search_results);
  });

  test('whatever Accept says, the body decides', async () => {
    const accept = { headers: { accept: 'application/json' } };
    const streamed = await api.post('/v2/query', query({ stream_response: true }), accept);
    expect(streamed.headers.get('content-type')).toContain('text/event-stream');
    const plain = await api.post('/v2/query', query(), { headers: { accept: 'text/event-stream' } });
    expect(plain.headers.get('content-type')).toContain('application/json');
  });

  test('the same answer as plain, in words', async () => {
    const events = parseEvents((await stream({ generation: {} })).text);
    expect(typesOf(events).filter((type) => type === 'generation_chunk').length).toBeGreaterThan(2);
    const { body } = await ask({ generation: {} });
    expect(summaryOf(events)).toBe(body.summary);
    expect(events.at(-3)).toEqual({ type: 'generation_info', rendered_prompt: body.rendered_prompt });
    expect(events.at(-2)).toEqual({
      type: 'factual_consistency_score',
      factual_consistency_score: body.factual_consistency_score,
    });
  });
});

describe('citations', () => {
  test.each<[string | undefined, string]>([
    [undefined, 'A [1]. B [2], C [1, 9].'],
    ['numeric', 'A [1]. B [2], C [1, 9].'],
    ['none', 'A. B [2], C [9].'],
  ])('%s', async (style, expected) => {
    const generation = { ...(await llmSaying('A [1]. B [2], C [1, 9].')), citations: style && { style } };
    expect((await ask({ generation })).body.summary).toBe(expected);
    expect(summaryOf(parseEvents((await stream({ generation })).text))).toBe(expected);
  });
});

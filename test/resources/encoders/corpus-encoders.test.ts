import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile, uniqueName } from '../../support/emulator.ts';
import { startAimock } from '../../upstream/support/aimock.ts';
import { byWords, serveEmbeddings } from '../../upstream/support/embeddings.ts';
import { json, serve } from '../../upstream/support/serve.ts';

const api = emulatorForFile();

async function register(uri: string): Promise<Json> {
  const name = uniqueName('encoder');
  return api.create('/v2/encoders', { type: 'openai-compatible', name, description: '', uri, model: 'm' });
}

async function corpusOf(encoder: object): Promise<string> {
  const key = uniqueName('corpus');
  await api.create('/v2/corpora', { key, ...encoder });
  return key;
}

const document = (id: string, ...texts: string[]) => ({
  id,
  type: 'core',
  document_parts: texts.map((text) => ({ text })),
});
const index = (key: string, ...body: Parameters<typeof document>) =>
  api.post(`/v2/corpora/${key}/documents`, document(...body));

const search = (keys: string[], query: string) =>
  api.post('/v2/query', {
    query,
    search: {
      corpora: keys.map((corpus_key) => ({ corpus_key, lexical_interpolation: 0 })),
      reranker: { type: 'none' },
    },
  });

const foundIds = ({ body }: Json): string[] => body.search_results.map((result: Json) => result.document_id);

describe('a corpus', () => {
  test('names its encoder by name or by id, and shows both', async () => {
    const { id, name } = await register((await serveEmbeddings(() => [1])).uri);
    for (const given of [{ encoder_name: name }, { encoder_id: id }, { encoder_name: name, encoder_id: 'enc_1' }]) {
      const created = await api.create('/v2/corpora', { key: uniqueName('corpus'), ...given });
      expect(created).toMatchObject({ encoder_name: name, encoder_id: id });
      expect(await api.read(`/v2/corpora/${created.key}`)).toMatchObject({ encoder_name: name, encoder_id: id });
    }
  });

  test('has the platform’s when it names none', async () => {
    const platform = { encoder_name: 'boomerang-2023-q3', encoder_id: 'enc_1' };
    for (const given of [{}, { encoder_id: 'enc_1' }, { encoder_name: 'boomerang-2023-q3' }]) {
      expect(await api.create('/v2/corpora', { key: uniqueName('corpus'), ...given })).toMatchObject(platform);
    }
  });

  test.each([
    ['encoder_name', 'nobody'],
    ['encoder_id', 'enc_999'],
  ])('with an unknown %s is refused', async (field, value) => {
    const refused = await api.post('/v2/corpora', { key: uniqueName('corpus'), [field]: value });
    expect(refused.status).toBe(400);
    expect(Object.keys(refused.body.field_errors)).toEqual([`body.${field}`]);
  });
});

describe('vectors of a registered encoder', () => {
  test('are asked for in one call a document, and rank what a query finds', async () => {
    const { uri, bodies } = await serveEmbeddings(byWords('pump', 'violin', 'bread'));
    const { name } = await register(uri);
    const key = await corpusOf({ encoder_name: name });
    await index(key, 'music', 'A violin.', 'A violin and a cello.');
    await index(key, 'machine', 'A pump.');
    await index(key, 'both', 'Bread baked beside a pump.');
    expect(bodies().map(({ input }) => input.length)).toEqual([1, 2, 1, 1]);

    // No word in common: only the encoder can know.
    const answer = await search([key], 'PUMPS');
    expect(foundIds(answer)).toEqual(['machine', 'both', 'music', 'music']);
    expect(answer.body.search_results[0].score).toBeCloseTo(1, 2);
    expect(answer.body.search_results[1].score).toBeCloseTo(Math.SQRT1_2, 2);
    expect(bodies().at(-1)).toEqual({ model: 'm', input: ['PUMPS'] });
  });

  test('of any endpoint that speaks the protocol', async () => {
    const mock = await startAimock();
    const { name, output_dimensions } = await register(`${mock.url}/v1/embeddings`);
    expect(output_dimensions).toBeGreaterThan(100);
    const key = await corpusOf({ encoder_name: name });
    for (const text of ['one', 'two', 'three', 'four']) expect((await index(key, text, text)).status).toBe(201);
    for (const text of ['three', 'one']) {
      const { body } = await search([key], text);
      expect(body.search_results[0]).toMatchObject({ document_id: text, score: expect.closeTo(1, 2) });
    }
  });

  test('and of others go together in one query', async () => {
    const one = await serveEmbeddings(byWords('pump'));
    const two = await serveEmbeddings(byWords('violin', 'pump', 'bread'));
    const keys = [
      await corpusOf({ encoder_name: (await register(one.uri)).name }),
      await corpusOf({ encoder_name: (await register(two.uri)).name }),
      await corpusOf({}),
    ];
    for (const key of keys) {
      await index(key, `${key}-pump`, 'The pump was repaired.');
      await index(key, `${key}-violin`, 'A violin has strings.');
    }
    const found = foundIds(await search(keys, 'pump'));
    expect(found).toHaveLength(6);
    expect(found.slice(0, 2).sort()).toEqual(keys.slice(0, 2).map((key) => `${key}-pump`));
    expect(found.slice(0, 3)).toContain(`${keys[2]}-pump`);
    expect([one.texts().at(-1), two.texts().at(-1)]).toEqual(['pump', 'pump']);
  });

  test('of a query are asked for once, however many corpora share the encoder', async () => {
    const { uri, texts } = await serveEmbeddings(byWords('pump'));
    const { name } = await register(uri);
    const keys = [await corpusOf({ encoder_name: name }), await corpusOf({ encoder_name: name })];
    for (const key of keys) await index(key, key, 'A pump.');
    expect(foundIds(await search(keys, 'pump or not')).sort()).toEqual(keys.toSorted());
    expect(texts().filter((text) => text === 'pump or not')).toHaveLength(1);
  });

  test('that are zero or tiny compare as well', async () => {
    const { uri } = await serveEmbeddings((text) => (text === 'nothing' ? [0, 0] : [5e-324, text.length > 5 ? 1 : 0]));
    const key = await corpusOf({ encoder_name: (await register(uri)).name });
    await index(key, 'zero', 'nothing');
    await index(key, 'tiny', 'tiny');
    await index(key, 'large', 'larger');
    expect(foundIds(await search([key], 'x'))[0]).toBe('tiny');
    expect(foundIds(await search([key], 'xxxxxxx'))[0]).toBe('large');
    expect(foundIds(await search([key], 'nothing'))).toHaveLength(3);
  });
});

describe('an encoder that fails', () => {
  async function failing(answer = json({ error: { message: 'Out of credit' } }, 429)) {
    const state = { isWorking: true };
    const upstream = await serve((response, request) => {
      const { input } = JSON.parse(request.body);
      const data = input.map((text: string, at: number) => ({ index: at, embedding: byWords('pump')(text) }));
      return (state.isWorking ? json({ data }) : answer)(response, request);
    });
    const { name } = await register(upstream.url);
    return { name, state, upstream, key: await corpusOf({ encoder_name: name }) };
  }

  test('fails the indexing and leaves nothing; once it works, the document is indexed', async () => {
    const { name, state, key } = await failing();
    state.isWorking = false;
    const refused = await index(key, 'd', 'A pump.');
    expect(refused.status).toBe(500);
    expect(refused.body.messages).toEqual([
      `INTERNAL: Failed to encode: Encoder '${name}' returned HTTP 429: Out of credit`,
    ]);
    expect((await api.get(`/v2/corpora/${key}/documents/d`)).status).toBe(404);
    expect((await api.read(`/v2/corpora/${key}`)).limits).toMatchObject({ used_docs: 0, used_parts: 0 });
    state.isWorking = true;
    expect((await index(key, 'd', 'A pump.')).status).toBe(201);
    expect(foundIds(await search([key], 'pump'))).toEqual(['d']);
  });

  test('in the midst of a document of several calls leaves nothing either', async () => {
    const { state, upstream, key } = await failing();
    const texts = Array.from({ length: 65 }, (_, n) => `Pump ${n}.`);
    const before = upstream.received.length;
    upstream.server.on('request', () => {
      if (upstream.received.length > before) state.isWorking = false;
    });
    expect((await index(key, 'd', ...texts)).status).toBe(500);
    expect(upstream.received.length - before).toBe(2);
    expect((await api.read(`/v2/corpora/${key}/documents`)).documents).toEqual([]);
  });

  test('fails the query, in one body and in a stream', async () => {
    const { name, state, key } = await failing();
    await index(key, 'd', 'A pump.');
    state.isWorking = false;
    const failed = await search([key], 'pump');
    expect(failed.status).toBe(500);
    const message = `INTERNAL: Failed to encode: Encoder '${name}' returned HTTP 429: Out of credit`;
    expect(failed.body.messages).toEqual([message]);
    const streamed = await api.post(`/v2/corpora/${key}/query`, { query: 'pump', stream_response: true });
    expect(streamed.text).toContain(message);
  });

  test('does not fail a query by words alone, nor one in an empty corpus', async () => {
    const { state, key } = await failing();
    state.isWorking = false;
    expect(foundIds(await search([key], 'pump'))).toEqual([]);
    state.isWorking = true;
    await index(key, 'd', 'A pump.');
    state.isWorking = false;
    const corpora = [{ corpus_key: key, lexical_interpolation: 1 }];
    expect(foundIds(await api.post('/v2/query', { query: 'pump', search: { corpora } }))).toEqual(['d']);
  });

  test('by answers of another shape is named', async () => {
    const { name, state, key } = await failing(json({ hello: 1 }));
    state.isWorking = false;
    expect((await index(key, 'd', 'A pump.')).body.messages[0]).toBe(
      `INTERNAL: Failed to encode: Encoder '${name}' returned an invalid response: expected a list of embeddings, got {"hello":1}`,
    );
  });
});

describe('the dimensions of a corpus', () => {
  async function growing() {
    const state = { dimensions: 3 };
    const { uri } = await serveEmbeddings((text) => [text.length, ...Array(state.dimensions - 1).fill(1)]);
    const { name } = await register(uri);
    return { name, state, key: await corpusOf({ encoder_name: name }) };
  }

  test('are fixed by its first document: others are refused, whole', async () => {
    const { name, state, key } = await growing();
    await index(key, 'first', 'A text.');
    state.dimensions = 4;
    const refused = await index(key, 'second', 'Another text.');
    expect(refused.status).toBe(500);
    expect(refused.body.messages[0]).toMatch(
      new RegExp(`^INTERNAL: Encoder '${name}' gave 4 dimensions, but the vectors of this corpus have 3\\.`),
    );
    expect((await api.get(`/v2/corpora/${key}/documents/second`)).status).toBe(404);
    expect((await search([key], 'text')).body.messages[0]).toContain('gave 4 dimensions');
    state.dimensions = 3;
    expect(foundIds(await search([key], 'text'))).toEqual(['first']);
    expect((await index(key, 'second', 'Another text.')).status).toBe(201);
  });

  test('are free again after a reset', async () => {
    const { state, key } = await growing();
    await index(key, 'first', 'A text.');
    expect(foundIds(await search([key], 'text'))).toEqual(['first']);
    state.dimensions = 4;
    expect((await api.post(`/v2/corpora/${key}/reset`)).status).toBe(204);
    expect((await index(key, 'second', 'Another text.')).status).toBe(201);
    expect(foundIds(await search([key], 'text'))).toEqual(['second']);
  });

  test('are those of whichever of two first documents is stored first', async () => {
    let letGo: () => void = () => {};
    let arrive: () => void = () => {};
    const isHeld = new Promise<void>((resolve) => (arrive = resolve));
    const upstream = await serve(async (response, request) => {
      const { input } = JSON.parse(request.body);
      const dimensions = input[0].length;
      if (input[0] === 'aaa') {
        arrive();
        await new Promise<void>((resolve) => (letGo = resolve));
      }
      return json({ data: [{ index: 0, embedding: Array(dimensions).fill(1) }] })(response, request);
    });
    const key = await corpusOf({ encoder_name: (await register(upstream.url)).name });
    const slow = index(key, 'slow', 'aaa');
    await isHeld;
    expect((await index(key, 'fast', 'bbbb')).status).toBe(201);
    letGo();
    expect((await slow).status).toBe(500);
    expect((await api.read(`/v2/corpora/${key}/documents`)).documents).toHaveLength(1);
  });
});

test('a client that leaves ends the call', async () => {
  let arrived: () => void = () => {};
  let left: () => void = () => {};
  const isThere = new Promise<void>((resolve) => (arrived = resolve));
  const isGone = new Promise<void>((resolve) => (left = resolve));
  const upstream = await serve((response, request) => {
    if (!request.body.includes('slow')) return json({ data: [{ index: 0, embedding: [1] }] })(response, request);
    response.once('close', left);
    arrived();
  });
  const key = await corpusOf({ encoder_name: (await register(upstream.url)).name });
  const controller = new AbortController();
  const body = document('d', 'A slow text.');
  const call = api.post(`/v2/corpora/${key}/documents`, body, { signal: controller.signal });
  await isThere;
  controller.abort();
  await expect(call).rejects.toThrow();
  await isGone;
  expect((await api.get(`/v2/corpora/${key}/documents/d`)).status).toBe(404);
});

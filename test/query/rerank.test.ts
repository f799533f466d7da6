/** Every reranker over HTTP (docs/behaviour/rerankers.md, Requests). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';

const QUERY = 'Where do bees make their honey?';
const TEXTS = [
  'Bees make honey in their hive.',
  'Wild bees make honey in hollow trees.',
  'A hive is home to thousands of bees.',
  'Ships carry coal over the sea.',
  'Honey is eaten with bread.',
  'The ministry publishes the budget in March.',
];
/** Given to the documents by `scored`. */
const SCORES = [0.2, 0.9, 0.5, 0.5, 0.7, 0.1];

const api = emulatorForFile();
let corpus = '';
beforeAll(async () => {
  corpus = uniqueName('bees');
  await api.create('/v2/corpora', { key: corpus });
  for (const [index, text] of TEXTS.entries()) {
    const metadata = { given: SCORES[index], ...(index % 2 === 0 && { even: true }) };
    await api.create(`/v2/corpora/${corpus}/documents`, {
      id: `d${index}`,
      type: 'core',
      metadata,
      document_parts: [{ text, metadata: { position: index } }],
    });
  }
});

const ask = (reranker: Json, search: Json = {}, query = QUERY) =>
  api.post(`/v2/corpora/${corpus}/query`, { query, search: { ...search, reranker } });
async function rank(reranker: Json, search: Json = {}, query = QUERY): Promise<{ id: string; score: number }[]> {
  const { status, text, body } = await ask(reranker, search, query);
  if (status !== 200) throw new Error(text);
  return body.search_results.map(({ document_id, score }: Json) => ({ id: document_id, score }));
}
const ids = (ranked: { id: string }[]) => ranked.map(({ id }) => id).join(' ');

const userfn = (user_function: string, given: Json = {}) => ({ type: 'userfn', user_function, ...given });
const scored = (given: Json = {}) => userfn("get('$.document_metadata.given')", given);
const chain = (...rerankers: Json[]) => ({ type: 'chain', rerankers });

describe('none', () => {
  test('leaves the scores of the search, which are best first', async () => {
    const ranked = await rank({ type: 'none' });
    expect(ranked).toHaveLength(6);
    expect(ranked.map(({ score }) => score)).toEqual(ranked.map(({ score }) => score).sort((a, b) => b - a));
    expect(await rank({ type: 'none', limit: 2 })).toEqual(ranked.slice(0, 2));
  });
});

describe('customer_reranker', () => {
  test('is the default, by whatever name; scores are within 0…1 and always the same', async () => {
    const ranked = await rank(undefined);
    for (const reranker of [
      null,
      { type: 'customer_reranker' },
      { type: 'customer_reranker', reranker_name: 'Rerank_Multilingual_v1' },
      { type: 'customer_reranker', reranker_id: 'rnk_272725719' },
      { type: 'customer_reranker', reranker_name: 'qwen3-reranker', instructions: 'Prefer ships.' },
    ]) {
      expect(await rank(reranker)).toEqual(ranked);
    }
    for (const { score } of ranked) expect(score > 0 && score < 1).toBe(true);
    expect(ranked[0]!.id).toBe('d0');
  });

  test('0.5 is the border of relevance', async () => {
    const ranked = await rank({ type: 'customer_reranker', cutoff: 0.5 });
    expect(ids(ranked)).toContain('d0');
    for (const unrelated of ['d3', 'd5']) expect(ids(ranked)).not.toContain(unrelated);
  });

  test('include_context decides whether the neighbours are scored too', async () => {
    const key = uniqueName('context');
    await api.create('/v2/corpora', { key });
    const document_parts = [{ text: 'They make it there.' }, { text: 'Bees make honey in a hive.' }];
    await api.create(`/v2/corpora/${key}/documents`, { id: 'd', type: 'core', document_parts });
    const scoreOfFirst = async (include_context: boolean | undefined, sentences_after: number) => {
      const search = {
        context_configuration: { sentences_after, start_tag: '<em>', end_tag: '</em>' },
        reranker: { type: 'customer_reranker', include_context },
      };
      const { body } = await api.post(`/v2/corpora/${key}/query`, { query: QUERY, search });
      return body.search_results.find(({ text }: Json) => text.startsWith('<em>They')).score;
    };
    expect(await scoreOfFirst(true, 1)).toBeGreaterThan(await scoreOfFirst(false, 1));
    expect(await scoreOfFirst(undefined, 1)).toBe(await scoreOfFirst(true, 1));
    expect(await scoreOfFirst(false, 1)).toBe(await scoreOfFirst(false, 0));
  });
});

describe('what one stage does: null out, cutoff, sort, limit', () => {
  test.each<[string, Json, string]>([
    ['sorts by the new score, equals in the order they came', chain({ type: 'none' }, scored()), 'd1 d4 EQUAL d0 d5'],
    ['a cutoff keeps what is as good', scored({ cutoff: 0.5 }), 'd1 d4 EQUAL'],
    ['a limit keeps the best of the new order', scored({ limit: 2 }), 'd1 d4'],
    ['the cutoff comes before the limit', scored({ cutoff: 0.7, limit: 3 }), 'd1 d4'],
    [
      'null goes before the limit',
      userfn("if (get('$.document_metadata.even')) get('$.document_metadata.given') else null", { limit: 2 }),
      'd4 d2',
    ],
    ['a negative cutoff keeps negative scores', userfn("-get('$.document_metadata.given')", { cutoff: -0.2 }), 'd5 d0'],
    [
      'what is not finite goes',
      userfn("if (get('$.document_metadata.even')) 1 / 0 else get('$.part_metadata.position')"),
      'd5 d3 d1',
    ],
  ])('%s', async (_, reranker, expected) => {
    // d2 and d3 have equal scores: their order is that of the search.
    const searched = ids(await rank({ type: 'none' }))
      .split(' ')
      .filter((id) => id === 'd2' || id === 'd3');
    expect(ids(await rank(reranker))).toBe(expected.replace('EQUAL', searched.join(' ')));
  });

  test('rerankers see what offset and limit let through; the page is cut after them', async () => {
    const searched = await rank({ type: 'none' });
    const seen = searched.slice(0, 3).map(({ id }) => SCORES[Number(id[1])]!);
    const best = seen.sort((a, b) => b - a);
    expect((await rank(scored(), { limit: 3 })).map(({ score }) => score)).toEqual(best);
    expect((await rank(scored(), { limit: 2, offset: 1 })).map(({ score }) => score)).toEqual(best.slice(1));
    expect(await rank(scored({ limit: 1 }), { limit: 2, offset: 1 })).toEqual([]);
  });
});

describe('userfn', () => {
  test('sees score, text, both kinds of metadata and the id', async () => {
    const before = new Map((await rank({ type: 'none' })).map(({ id, score }) => [id, score]));
    for (const { id, score } of await rank(userfn("2 * get('$.score')"))) expect(score).toBe(2 * before.get(id)!);
    expect(ids(await rank(userfn("if (get('$.document_id') == 'd3') 1 else null")))).toBe('d3');
    expect(ids(await rank(userfn(`if (get('$.text') == '${TEXTS[5]}') 1 else null`)))).toBe('d5');
    expect(ids(await rank(userfn("get('$.part_metadata.position')")))).toBe('d5 d4 d3 d2 d1 d0');
  });

  test('what is missing is null, or the default', async () => {
    expect(await rank(userfn("get('$.document_metadata.missing') + 1"))).toEqual([]);
    expect((await rank(userfn("get('$.document_metadata.missing', 3)"))).map(({ score }) => score)).toEqual(
      Array(6).fill(3),
    );
  });

  test('knee removes what comes after the drop and leaves the scores', async () => {
    // 0.9 0.7 0.5 0.5 0.2 0.1: the drop of 0.3 is less than half the range of 0.8, but more than a third of it.
    expect(await rank(chain(scored(), userfn('knee()')))).toHaveLength(6);
    const kept = await rank(chain(scored(), userfn('knee(0.7)')));
    expect(kept.map(({ score }) => score)).toEqual([0.9, 0.7, 0.5, 0.5]);
    expect(await rank(chain(scored({ limit: 2 }), userfn('knee(1)')))).toHaveLength(2);
    const cut = await rank(chain(scored(), userfn('knee(0.7)', { cutoff: 0.6 })));
    expect(cut.map(({ score }) => score)).toEqual([0.9, 0.7]);
  });
});

describe('mmr', () => {
  /** Every pair's similarity: what a search for the text of one without reranking gives the other. */
  async function similarities(): Promise<Record<string, Record<string, number>>> {
    const rows = await Promise.all(TEXTS.map((text) => rank({ type: 'none' }, {}, text)));
    return Object.fromEntries(
      rows.map((row, index) => [`d${index}`, Object.fromEntries(row.map(({ id, score }) => [id, score]))]),
    );
  }

  test.each([0, 0.1, 0.3, 0.7, 1])('the numbers of the formula, bias %d', async (bias) => {
    const similar = await similarities();
    const left = await rank({ type: 'none' });
    const expected = [left.shift()!];
    while (left.length > 0) {
      const value = ({ id, score }: (typeof left)[0]) =>
        (1 - bias) * score - bias * Math.max(...expected.map((chosen) => similar[chosen.id]![id]!));
      const best = left.reduce((a, b) => (value(b) > value(a) ? b : a));
      const chosen = { id: best.id, score: value(best) };
      left.splice(left.indexOf(best), 1);
      expected.push(chosen);
    }
    // The sort by score is that of every stage; greedy values never rise.
    const ranked = await rank({ type: 'mmr', diversity_bias: bias });
    expect(ids(ranked)).toBe(ids(expected.toSorted((a, b) => b.score - a.score)));
    for (const { id, score } of expected) {
      expect(ranked.find((each) => each.id === id)!.score).toBeCloseTo(score, 10);
    }
  });

  test('no bias is 0.3, and without bias the order stays', async () => {
    expect(await rank({ type: 'mmr' })).toEqual(await rank({ type: 'mmr', diversity_bias: 0.3 }));
    expect(await rank({ type: 'mmr', diversity_bias: 0 })).toEqual(await rank({ type: 'none' }));
  });

  test('the next stage sees the marginal values', async () => {
    const marginal = await rank(chain(scored(), { type: 'mmr', diversity_bias: 0.5, limit: 3 }));
    const doubled = await rank(
      chain(scored(), { type: 'mmr', diversity_bias: 0.5, limit: 3 }, userfn("2 * get('$.score')")),
    );
    expect(marginal[0]).toEqual({ id: 'd1', score: 0.9 });
    expect(doubled).toEqual(marginal.map(({ id, score }) => ({ id, score: 2 * score })));
  });
});

describe('chain', () => {
  test('stages run in order, chains in chains too', async () => {
    const halved = userfn("get('$.score') / 2");
    const expected = [
      { id: 'd1', score: 0.225 },
      { id: 'd4', score: 0.175 },
    ];
    expect(await rank(chain(scored({ limit: 2 }), halved, halved))).toEqual(expected);
    expect(await rank(chain(chain(scored({ limit: 2 }), halved), chain(halved)))).toEqual(expected);
    expect(await rank(chain(chain(chain(scored({ limit: 2 })), halved), halved))).toEqual(expected);
  });

  test('an empty one does nothing, fifty is the most', async () => {
    expect(await rank(chain())).toEqual(await rank({ type: 'none' }));
    const increments = Array(49).fill(userfn("get('$.score') + 1"));
    expect((await rank(chain(scored({ limit: 1 }), ...increments)))[0]!.score).toBeCloseTo(49.9, 10);
  });

  test('max_by comes first', async () => {
    const key = await createCorpus(api, []);
    const document_parts = TEXTS.slice(0, 3).map((text, index) => ({ text, metadata: { index } }));
    await api.create(`/v2/corpora/${key}/documents`, { id: 'd', type: 'core', document_parts });
    const search = { max_by: 'doc.id', reranker: userfn("get('$.part_metadata.index')") };
    const { body } = await api.post(`/v2/corpora/${key}/query`, { query: TEXTS[0], search });
    expect(body.search_results.map(({ text }: Json) => text)).toEqual([TEXTS[0]]);
  });
});

describe('refused with 400', () => {
  const R = 'body.search.reranker';
  const fifty = Array(50).fill({ type: 'none' });
  test.each<[Json, string]>([
    [{ type: 'best' }, `${R}.type`],
    [{}, `${R}.type`],
    [{ type: 'customer_reranker', reranker_name: 'Rerank_X' }, `${R}.reranker_name`],
    [{ type: 'customer_reranker', reranker_name: 'Rerank_MMR_v1' }, `${R}.reranker_name`],
    [{ type: 'customer_reranker', reranker_id: 'rnk_1' }, `${R}.reranker_id`],
    [{ type: 'customer_reranker', reranker_id: 'rnk_272725718' }, `${R}.reranker_id`],
    [{ type: 'customer_reranker', limit: 0 }, `${R}.limit`],
    [{ type: 'none', limit: 0 }, `${R}.limit`],
    [{ type: 'mmr', diversity_bias: 1.1 }, `${R}.diversity_bias`],
    [{ type: 'mmr', diversity_bias: -0.1 }, `${R}.diversity_bias`],
    [{ type: 'mmr', cutoff: 'x' }, `${R}.cutoff`],
    [{ type: 'userfn' }, `${R}.user_function`],
    [userfn(' '), `${R}.user_function`],
    [userfn('1 +'), `${R}.user_function`],
    [userfn('iso_date_time_parse(1)'), `${R}.user_function`],
    [userfn('true'), `${R}.user_function`],
    [userfn("'text'"), `${R}.user_function`],
    [userfn('knee(2)'), `${R}.user_function`],
    [{ type: 'chain' }, `${R}.rerankers`],
    [chain(...fifty, { type: 'none' }), `${R}.rerankers`],
    [chain(chain(...fifty), { type: 'none' }), R],
    [chain({ type: 'none' }, userfn('1 +')), `${R}.rerankers[1].user_function`],
    [chain(chain({ type: 'customer_reranker', reranker_name: 'x' })), `${R}.rerankers[0].rerankers[0].reranker_name`],
  ])('%#: %j', async (reranker, field) => {
    const { status, body } = await ask(reranker);
    expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
  });

  test('a function that gives a structure where it was not to be foreseen: 400, or an event', async () => {
    const reranker = userfn("get('$.text')");
    const { status, body } = await ask(reranker);
    expect([status, body.messages[0]]).toEqual([400, expect.stringMatching(/^INVALID_ARGUMENT: The user function/)]);
    const request = { query: QUERY, search: { reranker }, stream_response: true };
    const events = parseEvents((await api.post(`/v2/corpora/${corpus}/query`, request)).text);
    expect(typesOf(events)).toEqual(['error', 'end']);
    expect(events[0].messages).toEqual(body.messages);
  });
});

test('listRerankers', async () => {
  const { rerankers, metadata } = await api.read('/v2/rerankers');
  expect(rerankers.map(({ id, name, enabled }: Json) => [id, name, enabled])).toEqual([
    ['rnk_272725719', 'Rerank_Multilingual_v1', true],
    ['rnk_272725718', 'Rerank_MMR_v1', true],
    [expect.stringMatching(/^rnk_\d+$/), 'qwen3-reranker', true],
  ]);
  expect(metadata).toEqual({});
  const first = await api.read('/v2/rerankers?limit=2');
  const second = await api.read(`/v2/rerankers?limit=2&page_key=${first.metadata.page_key}`);
  expect([...first.rerankers, ...second.rerankers]).toEqual(rerankers);
  expect((await api.read('/v2/rerankers?filter=mmr_')).rerankers).toEqual([rerankers[1]]);
  expect((await api.get('/v2/rerankers?filter=(')).status).toBe(400);
});

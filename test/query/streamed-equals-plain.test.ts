/** A streamed answer, collected, is the plain answer: every reranker with every citation style, queries and chats. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, summaryOf } from '../support/stream-events.ts';

const api = emulatorForFile();
let corpus = '';
beforeAll(async () => {
  corpus = uniqueName('bees');
  await api.create('/v2/corpora', { key: corpus });
  const texts = ['Bees make honey in their hive.', 'Honey is sweet.', 'Ships carry coal.', 'Wild bees live in trees.'];
  for (const [index, text] of texts.entries()) {
    const metadata = { url: `https://example.org/${index}`, rank: index };
    const document_parts = [{ text, metadata: { page: index } }];
    await api.create(`/v2/corpora/${corpus}/documents`, { id: `d${index}`, type: 'core', metadata, document_parts });
  }
});

const userfn = (user_function: string) => ({ type: 'userfn', user_function });
const RERANKERS: Json = {
  default: undefined,
  none: { type: 'none' },
  multilingual: { type: 'customer_reranker', reranker_name: 'Rerank_Multilingual_v1', cutoff: 0.1 },
  mmr: { type: 'mmr', diversity_bias: 0.4 },
  'user function': userfn("get('$.score') + get('$.document_metadata.rank')"),
  knee: { type: 'chain', rerankers: [{ type: 'customer_reranker' }, userfn('knee()')] },
  chain: { type: 'chain', rerankers: [{ type: 'customer_reranker' }, { type: 'mmr' }, { type: 'none', limit: 3 }] },
  'nothing left': { type: 'customer_reranker', cutoff: 2 },
};

const patterns = { url_pattern: '{doc.url}#{part.page}', text_pattern: '{doc.id}' };
const STYLES: Record<string, { citations: Json; pattern: RegExp }> = {
  none: { citations: { style: 'none' }, pattern: /^[^[\]<]+$/ },
  numeric: { citations: { style: 'numeric' }, pattern: /\[\d\]/ },
  html: { citations: { style: 'html', ...patterns }, pattern: /<a href="https:\/\/example\.org\/\d#\d">d\d<\/a>/ },
  markdown: { citations: { style: 'markdown', ...patterns }, pattern: /\[d\d\]\(https:\/\/example\.org\/\d#\d\)/ },
};

/** Events folded as a client would; the fields a stream has no place for are left out. */
function collected(events: Json[]): Json {
  const of = (type: string): Json => events.find((event) => event.type === type) ?? {};
  const { type: _, ...found } = of('search_results');
  const { type: _info, ...info } = of('generation_info');
  const { type: _chat, ...chat } = of('chat_info');
  const { type: _score, ...score } = of('factual_consistency_score');
  return { ...found, ...chat, ...info, ...score, text: summaryOf(events) };
}

const cases = Object.keys(RERANKERS).flatMap((reranker) => Object.keys(STYLES).map((style) => [reranker, style]));

describe.each(cases)('%s × %s', (reranker, style) => {
  const { citations, pattern } = STYLES[style!]!;
  const request = () => ({
    query: 'Where do bees make honey?',
    search: { corpora: [{ corpus_key: corpus }], reranker: RERANKERS[reranker!] },
    generation: { citations },
  });
  const both = async (path: string, given: Json = {}) => {
    const plain = await api.post(path, { ...request(), ...given });
    const streamed = await api.post(path, { ...request(), ...given, stream_response: true });
    expect([plain.status, streamed.status]).toEqual([200, 200]);
    return { plain: plain.body, streamed: collected(parseEvents(streamed.text)) };
  };

  test('query', async () => {
    const { plain, streamed } = await both('/v2/query');
    const { summary, response_language: _, ...rest } = plain;
    expect(streamed).toEqual({ ...rest, text: summary });
    if (reranker === 'nothing left') expect([plain.search_results, summary]).toEqual([[], expect.any(String)]);
    else expect(summary).toMatch(pattern);
  });

  test('turn of a chat', async () => {
    const { body: chat } = await api.post('/v2/chats', { ...request(), query: 'Bees' });
    const given = { save_history: false, intelligent_query_rewriting: true };
    const { plain, streamed } = await both(`/v2/chats/${chat.chat_id}/turns`, given);
    const { answer, response_language: _, ...rest } = plain;
    // Without an answer a stream has no place for the rephrased query.
    if (reranker === 'nothing left') delete rest.rephrased_query;
    expect(streamed).toEqual({ ...rest, text: answer });
    expect(plain.rephrased_query).toBe('Where do bees make honey? (context: Bees)');
    expect(plain.rewritten_queries).toHaveLength(1);
  });
});

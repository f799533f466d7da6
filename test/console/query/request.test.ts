import { describe, expect, test } from 'vitest';
import {
  changeForm,
  changeRequest,
  dropHandwritten,
  FIRST_DRAFT,
  LANGUAGES,
  requestOf,
} from '../../../src/console/page/query/draft.ts';
import {
  FIRST_FORM,
  fromRequest,
  type QueryForm,
  rerankStep,
  toRequest,
} from '../../../src/console/page/query/form.ts';
import { LANGUAGE_NAMES } from '../../../src/query/languages.ts';

const FULL: QueryForm = {
  corpora: ['one', 'two'],
  query: 'Why?',
  filter: "doc.lang = 'en'",
  limit: 5,
  offset: 10,
  answers: true,
  style: 'markdown',
  urlPattern: 'https://x/{doc.id}',
  textPattern: '{doc.title}',
  maxUsed: 3,
  language: 'deu',
  scoresConsistency: false,
  streams: false,
  savesHistory: true,
  compares: true,
  a: {
    preset: 'p',
    llm: 'l',
    lambda: 0.25,
    rerank: [
      { ...rerankStep('customer_reranker', 'Rerank_Multilingual_v1'), limit: 20 },
      { ...rerankStep('userfn'), code: 'knee()', cutoff: 0.5 },
    ],
  },
  b: { preset: '', llm: 'other', lambda: 1, rerank: [{ ...rerankStep('mmr'), diversity: 0.4 }] },
};

describe('a form and its request', () => {
  test('every field has its place', () => {
    expect(toRequest(FULL)).toEqual({
      query: 'Why?',
      search: {
        corpora: ['one', 'two'].map((corpus_key) => ({
          corpus_key,
          metadata_filter: "doc.lang = 'en'",
          lexical_interpolation: 0.25,
        })),
        limit: 5,
        offset: 10,
        reranker: {
          type: 'chain',
          rerankers: [
            { type: 'customer_reranker', reranker_name: 'Rerank_Multilingual_v1', limit: 20 },
            { type: 'userfn', user_function: 'knee()', cutoff: 0.5 },
          ],
        },
      },
      generation: {
        generation_preset_name: 'p',
        model_parameters: { llm_name: 'l' },
        max_used_search_results: 3,
        response_language: 'deu',
        citations: { style: 'markdown', url_pattern: 'https://x/{doc.id}', text_pattern: '{doc.title}' },
        enable_factual_consistency_score: false,
      },
      save_history: true,
      stream_response: false,
    });
    expect(toRequest(FULL, 'b').search).toMatchObject({ reranker: { type: 'mmr', diversity_bias: 0.4 } });
  });

  test.each(['a', 'b'] as const)('what was made from a form makes that form (%s)', (side) => {
    const blank = { ...FIRST_FORM, compares: true, [side === 'a' ? 'b' : 'a']: FULL[side === 'a' ? 'b' : 'a'] };
    expect(fromRequest(toRequest(FULL, side), blank, side)).toEqual(FULL);
    expect(fromRequest(toRequest(FIRST_FORM), FIRST_FORM)).toEqual(FIRST_FORM);
  });

  test('a search without an answer keeps what was chosen for answers', () => {
    const searching = { ...FULL, answers: false };
    expect(toRequest(searching).generation).toBeUndefined();
    expect(fromRequest(toRequest(searching), FULL)).toEqual(searching);
  });

  test.each([null, 3, [], 'x', { search: { corpora: 'x', reranker: [] }, generation: { citations: 1 }, query: {} }])(
    'anything that is JSON makes some form: %j',
    (request) => expect(toRequest(fromRequest(request, FIRST_FORM)).query).toBe(''),
  );

  test('the languages are those of the API', () => expect(LANGUAGES).toEqual(Object.keys(LANGUAGE_NAMES)));
});

describe('a request written by hand', () => {
  const withFilter = { ...FIRST_DRAFT, form: { ...FIRST_FORM, corpora: ['one'], query: 'Why?' } };
  const request = toRequest(withFilter.form);

  test('goes into the form where it fits, and is then no longer by hand', () => {
    const draft = changeRequest(withFilter, 'a', {
      ...request,
      query: 'How?',
      search: { ...request.search, limit: 3 },
    });
    expect(draft.form).toMatchObject({ query: 'How?', limit: 3 });
    expect(draft.byHand).toEqual({});
  });

  test('is sent as it stands where the form cannot show it, and takes up what the form then changes', () => {
    const written = { ...request, search: { ...request.search, max_by: 'doc.id' } };
    const draft = changeForm(changeRequest(withFilter, 'a', written), { query: 'How?', corpora: ['one', 'two'] });
    expect(requestOf(draft, 'a')).toEqual({
      ...written,
      query: 'How?',
      search: {
        ...written.search,
        corpora: ['one', 'two'].map((corpus_key) => ({ corpus_key, lexical_interpolation: 0 })),
      },
    });
    expect(requestOf(dropHandwritten(draft, 'a'), 'a')).toEqual(toRequest(draft.form));
  });

  test('of one side changes what both share, and leaves alone what only the other has', () => {
    const comparing = changeForm(withFilter, { compares: true, b: { ...FIRST_FORM.b, lambda: 1 } });
    const b = toRequest(comparing.form, 'b');
    const draft = changeRequest(changeRequest(comparing, 'b', { ...b, extra: true }), 'a', {
      ...request,
      query: 'How?',
    });
    expect(requestOf(draft, 'b')).toEqual({ ...b, query: 'How?', extra: true });
    expect(requestOf(draft, 'a')).toEqual({ ...request, query: 'How?' });
  });
});

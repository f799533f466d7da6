/** Factual consistency and hallucination correctors over HTTP (docs/behaviour/evaluation.md, Evaluating factual consistency). */
import { describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile();
const evaluate = (given: Json = {}) =>
  api.post('/v2/evaluate_factual_consistency', {
    generated_text: 'Bees make honey.',
    source_texts: ['Bees live in a hive.', 'They make honey.'],
    ...given,
  });

describe('evaluateFactualConsistency', () => {
  test('three numbers; all words found is 0.99, none 0.05', async () => {
    const { status, body } = await evaluate();
    expect([status, body]).toEqual([200, { score: 0.99, p_consistent: 0.99, p_inconsistent: 0.01 }]);
    const none = { score: 0.05, p_consistent: 0.05, p_inconsistent: 0.95 };
    expect((await evaluate({ source_texts: ['Ships carry coal.'] })).body).toEqual(none);
  });

  test('a share in between, to 8 decimals', async () => {
    // Two of three content words: 0.05 + 0.94 · 2/3.
    const { body } = await evaluate({ source_texts: ['Bees make wax.'] });
    expect(body).toEqual({ score: 0.67666667, p_consistent: 0.67666667, p_inconsistent: 0.32333333 });
  });

  test.each(['eng', 'deu', 'fra', 'por', 'spa', 'ara', 'zho', 'kor', 'rus', 'jpn', 'hin'])('%s', async (language) => {
    expect((await evaluate({ language })).status).toBe(200);
  });

  test.each(['en', 'de', 'ita', 'auto', '', 'constructor'])('%j is no language of it: 422', async (language) => {
    const { status, body } = await evaluate({ language });
    expect([status, body.messages, Object.keys(body).sort()]).toEqual([
      422,
      [expect.stringContaining(`'${language}' is not supported`)],
      ['messages', 'request_id'],
    ]);
  });

  test.each<[Json, string]>([
    [{ generated_text: undefined }, 'body.generated_text'],
    [{ generated_text: '' }, 'body.generated_text'],
    [{ source_texts: undefined }, 'body.source_texts'],
    [{ source_texts: [] }, 'body.source_texts'],
    [{ source_texts: [1] }, 'body.source_texts[0]'],
    [{ source_texts: ['x'.repeat(64_000)] }, 'body.source_texts'],
    [{ model_parameters: { model_name: 'hhem_v2.2' } }, 'body.model_parameters.model_name'],
  ])('refuses %#', async (given, field) => {
    const { status, body } = await evaluate(given);
    expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
  });

  test.each([[{}], [{ model_name: 'hhem_v2.3' }], [null]])('model parameters %j', async (model_parameters) => {
    expect((await evaluate({ model_parameters })).status).toBe(200);
  });
});

describe('listHallucinationCorrectors', () => {
  test('the two of the platform', async () => {
    const { hallucination_correctors, metadata } = await api.read('/v2/hallucination_correctors');
    expect(metadata).toEqual({});
    expect(hallucination_correctors.map(({ name }: Json) => name)).toEqual(['vhc-small-1.0', 'vhc-large-1.0']);
    for (const corrector of hallucination_correctors) {
      expect(corrector).toEqual({
        id: expect.stringMatching(/^hcm_\d+$/),
        name: expect.any(String),
        type: 'vectara',
        description: expect.any(String),
        enabled: true,
      });
    }
    expect(hallucination_correctors[0].id).toBe('hcm_520721853');
  });

  test('filtered and paged', async () => {
    const names = async (query: string) => {
      const { hallucination_correctors, metadata } = await api.read(`/v2/hallucination_correctors?${query}`);
      return { names: hallucination_correctors.map(({ name }: Json) => name), key: metadata.page_key };
    };
    expect(await names('filter=SMALL-1')).toEqual({ names: ['vhc-small-1.0'], key: undefined });
    const first = await names('limit=1');
    expect(first.names).toEqual(['vhc-small-1.0']);
    expect(await names(`limit=1&page_key=${first.key}`)).toEqual({ names: ['vhc-large-1.0'], key: undefined });
    for (const query of ['limit=0', 'limit=101', 'filter=(', 'page_key=x']) {
      expect((await api.get(`/v2/hallucination_correctors?${query}`)).status).toBe(400);
    }
  });
});

describe('correctHallucinations', () => {
  const correct = (given: Json = {}) =>
    api.post('/v2/hallucination_correctors/correct_hallucinations', {
      generated_text: 'Bees make honey. Ships carry coal.',
      documents: [{ text: 'Bees make honey in their hive.' }],
      model_name: 'vhc-large-1.0',
      ...given,
    });

  test('a sentence without support goes, with a reason', async () => {
    const { status, body } = await correct();
    expect(status).toBe(200);
    expect(body).toEqual({
      corrected_text: 'Bees make honey.',
      corrections: [
        { original_text: 'Ships carry coal.', corrected_text: '', explanation: expect.stringMatching(/\S/) },
      ],
      model: 'vhc-large-1.0',
    });
  });

  test('all supported: unchanged; words of the query count', async () => {
    const text = ' Bees make honey. ';
    const { body } = await correct({ generated_text: text, model_name: 'vhc-small-1.0' });
    expect(body).toEqual({ corrected_text: text, corrections: [], model: 'vhc-small-1.0' });
    expect((await correct({ query: 'Do ships carry coal?' })).body.corrections).toEqual([]);
  });

  test('nothing supported: empty text', async () => {
    const { body } = await correct({ documents: [] });
    expect([body.corrected_text, body.corrections.length]).toEqual(['', 2]);
  });

  test('in another language its own words that say nothing do not count', async () => {
    const german = 'Die Bienen machen den Honig in dem Stock. Die Schiffe sind mit der Kohle auf dem Meer und der See.';
    const documents = [{ text: 'Die Bienen sind in dem Stock und machen den Honig mit der Sonne auf dem Feld.' }];
    const { body } = await correct({ generated_text: german, documents });
    expect(body.corrected_text).toBe('Die Bienen machen den Honig in dem Stock.');
  });

  test.each<[Json, string]>([
    [{ generated_text: undefined }, 'body.generated_text'],
    [{ documents: undefined }, 'body.documents'],
    [{ documents: [{}] }, 'body.documents[0].text'],
    [{ model_name: undefined }, 'body.model_name'],
    [{ model_name: 'hcm_520721853' }, 'body.model_name'],
  ])('refuses %j', async (given, field) => {
    const { status, body } = await correct(given);
    expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
  });
});

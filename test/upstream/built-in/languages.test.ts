import { expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { emulatorForFile } from '../../support/emulator.ts';

const api = emulatorForFile();

/** Codes of docs/behaviour/encoders.md, Languages with how an answer begins, and a query that is in that language. */
const LANGUAGES: [code: string, beginning: string, query: string][] = [
  ['eng', 'Bees make', 'Where does the honey that we eat for breakfast come from?'],
  ['deu', 'Den Suchergebnissen zufolge: ', 'Woher kommt eigentlich der Honig, den wir zum Frühstück essen?'],
  ['fra', "D'après les résultats de la recherche : ", "D'où vient le miel que nous mangeons au petit déjeuner ?"],
  ['por', 'Segundo os resultados da pesquisa: ', 'De onde vem o mel que comemos no café da manhã?'],
  ['spa', 'Según los resultados de la búsqueda: ', '¿De dónde viene la miel que comemos en el desayuno?'],
  ['ara', 'وفقًا لنتائج البحث: ', 'من أين يأتي العسل الذي نأكله في الفطور؟'],
  ['zho', '根据搜索结果：', '我们早餐吃的蜂蜜是从哪里来的？'],
  ['kor', '검색 결과에 따르면: ', '우리가 아침에 먹는 꿀은 어디에서 오나요?'],
  ['rus', 'Согласно результатам поиска: ', 'Откуда берётся мёд, который мы едим на завтрак?'],
  ['jpn', '検索結果によると：', '私たちが朝食で食べる蜂蜜はどこから来るのですか？'],
  ['hin', 'खोज परिणामों के अनुसार: ', 'हम नाश्ते में जो शहद खाते हैं वह कहाँ से आता है?'],
];

test.each(LANGUAGES)('%s: asked for, the answer is framed in it', async (response_language, beginning) => {
  const key = await createCorpus(api, ['Bees make honey in their hive.']);
  for (const generation_preset_name of [
    'mockingbird-2.0',
    'vectara-summary-ext-24-05-med',
    'vectara-summary-ext-v1.3.0',
  ]) {
    const generation = { response_language, generation_preset_name };
    const { body } = await api.post(`/v2/corpora/${key}/query`, { query: 'honey', generation });
    expect(body.summary).toBe(`${beginning === 'Bees make' ? '' : beginning}Bees make honey in their hive. [1]`);
    expect(body.response_language).toBe(response_language);
    expect(body.factual_consistency_score).toBeGreaterThan(0.05);
  }
});

test.each(LANGUAGES)('%s: detected from the query', async (code, beginning, query) => {
  const key = await createCorpus(api, [`Honey. ${query}`]);
  const { body } = await api.post(`/v2/corpora/${key}/query`, { query, generation: {} });
  expect(body.response_language).toBe(code);
  expect(body.summary.startsWith(code === 'eng' ? 'Where does' : beginning), body.summary).toBe(true);
});

test('where nothing is found, the sentence that clients compare with is the same in all of them', async () => {
  const key = await createCorpus(api, []);
  const summaries = await Promise.all(
    LANGUAGES.map(async ([response_language]) => {
      const generation = { response_language };
      return (await api.post(`/v2/corpora/${key}/query`, { query: 'honey', generation })).body.summary;
    }),
  );
  expect(new Set(summaries).size).toBe(1);
});

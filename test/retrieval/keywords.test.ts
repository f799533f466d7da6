/** Keyword search (λ = 1) in every script: what a user types finds what was indexed, however it is written. */
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { fullTextTable } from '../../src/retrieval/corpus-index/index-settings.ts';
import { averagesOf, createFullText, firstNumber, upgradeFullText } from '../../src/retrieval/lexical/full-text.ts';
import { createLexicalSearch } from '../../src/retrieval/lexical/lexical-search.ts';
import { indexedText, phraseWords, queryWords } from '../../src/retrieval/lexical/lexical-words.ts';
import { parseQuerySyntax } from '../../src/retrieval/lexical/query-syntax.ts';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile();

async function hits(corpus: string, query: string, search: object = {}): Promise<Json[]> {
  const corpora = [{ corpus_key: corpus, lexical_interpolation: 1, ...search }];
  const { body } = await api.post('/v2/query', { query, search: { corpora, limit: 100, reranker: { type: 'none' } } });
  return body.search_results;
}

const TEXTS = {
  chinese: '北京是中国的首都，人口超过两千万。',
  traditional: '臺北是臺灣的城市。',
  japanese: '東京は日本の首都であり、最大の都市です。コンピュータもある。',
  halfWidth: 'ｶﾒﾗを買った。',
  korean: '서울은 대한민국의 수도이며 가장 큰 도시이다.',
  thai: 'กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย',
  lao: 'ວຽງຈັນເປັນນະຄອນຫຼວງ',
  khmer: 'ភ្នំពេញជារាជធានី',
  burmese: 'ရန်ကုန်မြို့',
  book: 'मुझे एक नई किताब पढ़नी है।',
  tower: 'कुतुब मीनार दिल्ली में है।',
  tamil: 'தமிழ் ஒரு மொழி',
  bengali: 'আমি বাংলায় গান গাই',
  arabic: 'وضعت كِتَابًا على الطاولة، الكِتَاب جديد. أحمد في مدرسـة',
  persian: 'من می‌خواهم بروم',
  hebrew: 'שָׁלוֹם עולם',
  greek: 'Η Αθήνα είναι η πρωτεύουσα των Ελλήνων ΟΔΥΣΣΕΥΣ',
  russian: 'Ёлка стоит в Москве',
  vietnamese: 'Phở là món ăn Việt Nam',
  german: 'Die Straße nach Zürich ist gesperrt',
  decomposed: 'Cafe\u0301 cre\u0300me',
  turkish: 'İzmir güzel ılık',
  norse: 'Smørrebrød og æbler fra Łódź',
  wide: 'Ｍｏｄｅｌ ＡＢＣ１２３ is sold out',
  ligature: 'The oﬃce ﬁle is here',
  soft: 'A co\u00adop\u00ader\u00adation agreement was signed',
  trade: 'Kleenex™ tissues weigh 5 kg/m²',
  emoji: 'I love 🍕 and 👩‍🚀 in 🇩🇪 ❤️',
  digits: 'رقم ٤٢ و ४७',
  english: 'The weather is fine today.',
};

describe('every script', () => {
  const corpus = 'scripts';
  beforeAll(async () => {
    await api.create('/v2/corpora', { key: corpus });
    for (const [id, text] of Object.entries(TEXTS)) {
      await api.create(`/v2/corpora/${corpus}/documents`, { id, type: 'core', document_parts: [{ text }] });
    }
  });
  const found = async (query: string) => (await hits(corpus, query)).map((hit) => hit.document_id).sort();

  test.each<[query: string, ids: string[]]>([
    ['北京', ['chinese']],
    ['中国', ['chinese']],
    ['臺灣', ['traditional']],
    ['京', ['chinese', 'japanese']],
    ['東京', ['japanese']],
    ['コンピュータ', ['japanese']],
    ['ｺﾝﾋﾟｭｰﾀ', ['japanese']],
    ['カメラ', ['halfWidth']],
    ['서울', ['korean']],
    ['대한민국', ['korean']],
    ['ประเทศไทย', ['thai']],
    ['ວຽງຈັນ', ['lao']],
    ['ភ្នំពេញ', ['khmer']],
    ['ရန်ကုန်', ['burmese']],
    ['किताब', ['book']],
    ['कुतुब', ['tower']],
    ['தமிழ்', ['tamil']],
    ['বাংলায়', ['bengali']],
    ['الكتاب', ['arabic']],
    ['كتابا', ['arabic']],
    ['احمد', ['arabic']],
    ['مدرسة', ['arabic']],
    ['میخواهم', ['persian']],
    ['می‌خواهم', ['persian']],
    ['שלום', ['hebrew']],
    ['αθηνα', ['greek']],
    ['ΑΘΗΝΑ', ['greek']],
    ['Οδυσσευς', ['greek']],
    ['елка', ['russian']],
    ['ЁЛКА', ['russian']],
    ['МОСКВЕ', ['russian']],
    ['pho', ['vietnamese']],
    ['strasse', ['german']],
    ['STRASSE', ['german']],
    ['zurich', ['german']],
    ['café', ['decomposed']],
    ['cafe creme', ['decomposed']],
    ['izmir', ['turkish']],
    ['smorrebrod', ['norse']],
    ['aebler', ['norse']],
    ['lodz', ['norse']],
    ['ABC123', ['wide']],
    ['ａｂｃ１２３', ['wide']],
    ['office', ['ligature']],
    ['ﬁle', ['ligature']],
    ['cooperation', ['soft']],
    ['co\u00adoperation', ['soft']],
    ['Kleenex', ['trade']],
    ['m2', ['trade']],
    ['🍕', ['emoji']],
    ['👩‍🚀', ['emoji']],
    ['🇩🇪', ['emoji']],
    ['🇫🇷', []],
    ['❤', ['emoji']],
    ['42', ['digits']],
    ['४७', ['digits']],
  ])('%s', async (query, ids) => {
    expect(await found(query)).toEqual(ids);
  });

  test.each<[query: string, ids: string[]]>([
    ['"中国的首都"', ['chinese']],
    ['"日本の首都"', ['japanese']],
    ['"中国首都"', []],
    ['首都 -北京', ['japanese']],
    ['首都 -中国首都', ['chinese', 'japanese']],
    ['मीना*', ['tower']],
    ['Αθη*', ['greek']],
    ['"ประเทศไทย"', ['thai']],
    ['"sold out" 서울', ['korean', 'wide']],
  ])('with the marks of a query: %s', async (query, ids) => expect(await found(query)).toEqual(ids));
});

describe('scores', () => {
  test('a match in a corpus of one part counts, and λ matters', async () => {
    const corpus = await createCorpus(api, ['Fault E4711: the blower is blocked.']);
    const scoreAt = async (lambda: number) =>
      (await hits(corpus, 'E4711', { lexical_interpolation: lambda }))[0]!.score as number;
    const [neural, half, lexical] = [await scoreAt(0), await scoreAt(0.5), await scoreAt(1)];
    expect(lexical).toBeGreaterThan(0.1);
    expect(half).toBeCloseTo((neural + lexical) / 2, 5);
  });

  test('the rarer word counts for more, also where all have the other', async () => {
    const corpus = await createCorpus(api, ['pump alpha', 'pump beta', 'pump gamma']);
    const found = await hits(corpus, 'pump beta');
    expect(found.map((hit) => hit.text)[0]).toBe('pump beta');
    expect(found).toHaveLength(3);
    expect(found[2]!.score).toBeGreaterThan(0.01);
  });

  test('are those of BM25 with the smoothed weight', () => {
    const database = new Database(':memory:');
    createFullText(database, 1);
    const texts = ['red fox', 'red red dog', 'red cat and a bird', 'blue cat'];
    const insert = database.prepare(`INSERT INTO ${fullTextTable(1)} (rowid, text) VALUES (?, ?)`);
    for (const [index, text] of texts.entries()) insert.run(index + 1, indexedText(text));
    const { ordinals, scores } = createLexicalSearch(database).search(
      1,
      parseQuerySyntax('red cat', new Set()),
      texts.length,
      true,
    );
    const lengths = texts.map((text) => text.split(' ').length);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / texts.length;
    const bm25 = (index: number) =>
      ['red', 'cat'].reduce((sum, term) => {
        const frequency = texts[index]!.split(' ').filter((word) => word === term).length;
        const holding = texts.filter((text) => text.split(' ').includes(term)).length;
        const weight = Math.log(1 + (texts.length - holding + 0.5) / (holding + 0.5));
        return sum + (weight * frequency * 2.2) / (frequency + 1.2 * (0.25 + (0.75 * lengths[index]!) / mean));
      }, 0);
    expect(ordinals.map((ordinal) => ordinal - 1).sort()).toEqual([0, 1, 2, 3]);
    for (const [at, ordinal] of ordinals.entries()) expect(scores[at]).toBeCloseTo(bm25(ordinal - 1), 6);
  });

  test('are numbers, however large weights and values are', async () => {
    const custom_dimensions = [{ name: 'a' }, { name: 'b' }];
    const { key } = await api.create('/v2/corpora', { key: 'huge', custom_dimensions });
    const parts = [1e308, -1e308].map((a) => ({ text: 'pump', custom_dimensions: { a, b: 1e308 } }));
    await api.create(`/v2/corpora/${key}/documents`, { id: 'x', type: 'core', document_parts: parts });
    for (const weights of [
      { a: 1e308, b: 1e308 },
      { a: -1e308, b: 1e308 },
      { a: 1e308, b: -1e308 },
    ]) {
      const found = await hits(key, 'pump', { custom_dimensions: weights, lexical_interpolation: 0.5 });
      expect(found).toHaveLength(2);
      for (const { score } of found) expect(typeof score).toBe('number');
    }
  });
});

describe('the words of a text', () => {
  test('a part of a run without spaces is a phrase of the whole', () => {
    const whole = phraseWords('中国的首都').join(' ');
    expect(whole).toContain(phraseWords('的首').join(' '));
    expect(queryWords('中国的')).toEqual(['中国', '国的']);
  });

  test('surrogates, alone or in pairs, and long texts do no harm', () => {
    expect(queryWords('𠮷野家')).toEqual(['𠮷野', '野家']);
    expect(() => indexedText(`\ud800 ${'é'.repeat(100_000)} \udc00`)).not.toThrow();
  });
});

describe('an index of an earlier version', () => {
  test('is made anew from the parts it held', () => {
    const database = new Database(':memory:');
    database.exec(
      `CREATE TABLE parts (ordinal INTEGER PRIMARY KEY, text TEXT);
       CREATE VIRTUAL TABLE full_text_7 USING fts5(text, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2');
       INSERT INTO parts VALUES (3, '北京是中国的首都'), (4, 'Running late'), (5, 'not indexed yet 北京');
       INSERT INTO full_text_7 (rowid, text) SELECT ordinal, text FROM parts WHERE ordinal < 5;`,
    );
    createFullText(database, 8);
    for (const _ of ['once', 'and again']) upgradeFullText(database);
    const search = (query: string) =>
      createLexicalSearch(database).search(7, parseQuerySyntax(query, new Set()), 2, true).ordinals;
    expect(search('北京')).toEqual([3]);
    expect(search('run')).toEqual([4]);
    expect(firstNumber(database.prepare(averagesOf(7)).pluck().get() as Buffer)).toBe(2);
    database.exec('DELETE FROM full_text_7 WHERE rowid = 3');
    expect(search('北京')).toEqual([]);
    expect(firstNumber(database.prepare(averagesOf(7)).pluck().get() as Buffer)).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import {
  evaluateConsistency,
  factualConsistencyScore,
  MAX_CONSISTENCY_INPUT,
} from '../../src/query/consistency/evaluate-consistency.ts';
import { CONSISTENCY_LANGUAGES } from '../../src/query/consistency/stop-words.ts';

describe('the score', () => {
  it.each<[string, string[], number]>([
    ['Whales sing.', ['Whales sing at night.'], 0.99],
    ['Whales sing.', ['Dogs bark.'], 0.05],
    ['Whales sing.', ['All whales swim.'], 0.52],
    ['Whales, dogs and cats sing.', ['whales DOGS', 'Cats'], 0.755],
    ['Whales dogs sing.', ['whales'], 0.36333333],
    ['Whales whales sing.', ['whales'], 0.52],
    ['Whales sing [1][2, 3].', ['Whales sing'], 0.99],
    ['It is what it is.', ['It was'], 0.36333333],
    ['', ['Whales'], 0.05],
    ['…', ['Whales'], 0.05],
    ['Whales', [], 0.05],
    ['ＷＨＡＬＥＳ', ['whales'], 0.99],
    ['whale', ['whales'], 0.05],
  ])('of %j from %j is %d', (summary, sources, score) => {
    expect(factualConsistencyScore(summary, sources)).toBe(score);
  });

  it.each([
    ['deu', 'Die Wale singen nachts.', 'Nachts singen alle Wale'],
    ['fra', "L'été, les baleines chantent.", 'baleines qui chantent en été'],
    ['ara', 'الحيتان تغني في الليل', 'تغني الحيتان ليلا الليل'],
    ['zho', '北京是中国的首都。', '中国的首都是北京。'],
    ['jpn', '東京は日本の首都です。', '日本の首都は東京である。'],
    ['kor', '고래는 밤에 노래한다', '밤에 고래는 노래한다'],
    ['hin', 'दिल्ली भारत की राजधानी है', 'भारत की राजधानी दिल्ली'],
  ])('sees in %s that everything is supported', (language, summary, source) => {
    expect(evaluateConsistency(summary, [source], language)).toEqual({ score: 0.99 });
    expect(evaluateConsistency(summary, ['something else'], language)).toEqual({ score: 0.05 });
  });
});

describe('when there is no score', () => {
  it('knows eleven languages', () => {
    for (const language of CONSISTENCY_LANGUAGES) {
      expect(evaluateConsistency('a', ['a'], language)).toHaveProperty('score');
    }
    expect(CONSISTENCY_LANGUAGES).toHaveLength(11);
  });

  it.each(['ita', 'en', 'auto', ''])('does not know %j', (language) => {
    expect(evaluateConsistency('a', ['a'], language)).toEqual({ warning: 'fcs_language_not_supported' });
  });

  it('takes 64,000 characters and no more', () => {
    expect(MAX_CONSISTENCY_INPUT).toBe(64_000);
    const source = 'a '.repeat(31_999);
    expect(evaluateConsistency('aa', [source], 'eng')).toHaveProperty('score');
    expect(evaluateConsistency('aaa', [source], 'eng')).toEqual({ warning: 'exceeded_max_input_length_fcs' });
  });
});

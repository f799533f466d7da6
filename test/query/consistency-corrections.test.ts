import { describe, expect, it } from 'vitest';
import { correctHallucinations } from '../../src/query/consistency/correct-hallucinations.ts';

const documents = ['Paris is the capital of France.', 'The tower cost 3.5 million.'];

describe('correctHallucinations', () => {
  it('leaves a supported text as it is, spaces included', () => {
    const text = ' Paris is the capital of France [1].  \nThe tower cost 3.5 million.\n';
    expect(correctHallucinations(text, documents)).toEqual({ corrected_text: text, corrections: [] });
  });

  it('drops an unsupported sentence and says so', () => {
    const text = 'Paris is the capital of France. Dragons built it yesterday! The tower cost 3.5 million.';
    expect(correctHallucinations(text, documents)).toEqual({
      corrected_text: 'Paris is the capital of France. The tower cost 3.5 million.',
      corrections: [
        {
          original_text: 'Dragons built it yesterday!',
          corrected_text: '',
          explanation: 'The documents do not support this sentence: 0 of its 3 content words occur in them.',
        },
      ],
    });
  });

  it('keeps the line break after a dropped sentence', () => {
    const text = 'Paris is the capital. Dragons built cities.\n\nThe tower cost 3.5 million.';
    expect(correctHallucinations(text, documents).corrected_text).toBe(
      'Paris is the capital.\n\nThe tower cost 3.5 million.',
    );
  });

  it('gives the empty text where nothing is supported', () => {
    const { corrected_text, corrections } = correctHallucinations('Dragons fly. Whales sing.\n---', documents);
    expect(corrected_text).toBe('');
    expect(corrections.map(({ original_text }) => original_text)).toEqual(['Dragons fly.', 'Whales sing.']);
  });

  it.each([
    ['half of the words', 'Paris dragons.', 0],
    ['less than half', 'Paris dragons fly.', 1],
    ['no word at all', '...', 0],
    ['an empty text', '', 0],
  ])('with %s', (_, text, count) => expect(correctHallucinations(text, documents).corrections).toHaveLength(count));

  it('counts words of the query as supported', () => {
    expect(correctHallucinations('Dragons fly.', documents, 'Do dragons exist?').corrections).toHaveLength(0);
  });

  it('drops text for which there are no documents', () => {
    expect(correctHallucinations('Paris is the capital.', []).corrected_text).toBe('');
  });
});

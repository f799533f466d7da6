import { beforeAll, describe, expect, it } from 'vitest';
import { type LanguageDetector, loadLanguageDetector } from '../../src/ingest/detect-language.ts';

let detector: LanguageDetector;
beforeAll(async () => {
  detector = await loadLanguageDetector();
});

describe('of a document', () => {
  it.each([
    ['eng', 'The lamp must burn from dusk to dawn, and nobody may climb the gallery.'],
    ['deu', 'Der Leuchtturm wurde vor langer Zeit auf einer hohen Klippe über der Küste gebaut.'],
    ['fra', 'Le gardien alluma la lampe avant la tombée de la nuit et attendit le bateau.'],
    ['spa', 'El faro está en la península y fue construido hace más de cien años.'],
    ['rus', 'Маяк был построен на высокой скале, и его свет виден за двадцать миль.'],
    ['jpn', '灯台は夜の間ずっと光ります。船はその光を目印に進みます。'],
    ['zho', '灯塔建在高高的悬崖上，船只在夜里靠它的灯光航行。'],
    ['ara', 'بنيت المنارة على منحدر مرتفع وتسترشد السفن بضوئها في الليل.'],
    ['hin', 'प्रकाशस्तंभ एक ऊँची चट्टान पर बनाया गया था और जहाज़ रात में उसे देखते हैं।'],
    ['eng', 'OK 42'],
    ['eng', ''],
  ])('%s: %s', (language, text) => expect(detector.ofDocument([text])).toBe(language));

  it('is the one most of it is in, whatever its preface', () => {
    const preface = 'Le gardien alluma la lampe avant la tombée de la nuit et attendit le bateau. ';
    const body = 'The lamp must burn from dusk to dawn, and nobody may climb the gallery while it does. ';
    expect(detector.ofDocument([preface.repeat(5), ...Array<string>(10).fill(body.repeat(10))])).toBe('eng');
  });
});

describe('of a part', () => {
  it.each([
    ['a short one goes with its document', 'Lampe 3', 'deu', 'deu'],
    [
      'a long one speaks for itself',
      'Le gardien alluma la lampe avant la tombée de la nuit et attendit.',
      'eng',
      'fra',
    ],
    ['another script speaks for itself', 'Он старый и белый.', 'eng', 'rus'],
    ['numbers say nothing', '17 23 42 99 1024 77 12 4711 8 15 16 23 42', 'spa', 'spa'],
  ])('%s', (_name, text, document, language) => expect(detector.ofPart(text, document)).toBe(language));
});

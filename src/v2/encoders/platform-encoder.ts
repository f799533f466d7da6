import type { Encoder } from './encoders-schema.ts';

/**
 * The encoder every account has, and that of a corpus that names none (docs/behaviour/corpora.md, Creation;
 * docs/behaviour/encoders.md, Encoders).
 */
export const PLATFORM_ENCODER: Encoder = {
  id: 'enc_1',
  name: 'boomerang-2023-q3',
  type: 'vectara',
  // What the service reports. The stand-in's vectors are shorter, but no operation shows a vector.
  output_dimensions: 768,
  description: 'The default encoder. Static word vectors of the emulator stand in for it.',
  default: true,
  enabled: true,
  image_encoding: false,
};

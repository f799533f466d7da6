/** Factual consistency and hallucination correctors on the wire (reference §8.1, §8.2). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/input/pagination.ts';

const Probability = Type.Number({ minimum: 0, maximum: 1 });

export const EvaluateFactualConsistencyRequest = Type.Object({
  model_parameters: Type.Optional(
    Type.Object({ model_name: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: ['hhem_v2.3'] })) }),
  ),
  generated_text: Type.String({ minLength: 1 }),
  source_texts: Type.Array(Type.String(), { minItems: 1 }),
  language: Type.Optional(Type.String({ description: 'ISO 639-3 code of generated_text; English when absent.' })),
});

export const EvaluateFactualConsistencyResponse = Type.Object({
  score: Probability,
  p_consistent: Probability,
  p_inconsistent: Probability,
});

export const HallucinationCorrector = Type.Object({
  id: Type.String(),
  name: Type.String(),
  type: Type.Literal('vectara'),
  description: Type.String(),
  enabled: Type.Boolean(),
});
export type HallucinationCorrector = Static<typeof HallucinationCorrector>;

export const ListHallucinationCorrectorsQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'Regular expression over name and description.' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListHallucinationCorrectorsResponse = Type.Object({
  hallucination_correctors: Type.Array(HallucinationCorrector),
  metadata: ListMetadata,
});

export const CorrectHallucinationsRequest = Type.Object({
  generated_text: Type.String(),
  documents: Type.Array(Type.Object({ text: Type.String() })),
  model_name: Type.String({ description: 'The name of a hallucination corrector.' }),
  query: Type.Optional(Type.String()),
});

export const CorrectHallucinationsResponse = Type.Object({
  corrected_text: Type.String(),
  corrections: Type.Array(
    Type.Object({ original_text: Type.String(), corrected_text: Type.String(), explanation: Type.String() }),
  ),
  model: Type.String(),
});

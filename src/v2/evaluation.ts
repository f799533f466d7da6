/**
 * Factual consistency, and the correctors of what sources do not support (docs/behaviour/evaluation.md, Evaluating
 * factual consistency and Correcting hallucinations).
 */
import { type Static, Type } from 'typebox';
import { invalidArgument, unprocessable } from '../errors.ts';
import { filterByName, ListMetadata, pageOf, pageQuery, readPagePosition } from '../http/lists.ts';
import { operation } from '../http/operation.ts';
import { correctHallucinations } from '../query/consistency/correct-hallucinations.ts';
import { evaluateConsistency, MAX_CONSISTENCY_INPUT } from '../query/consistency/evaluate-consistency.ts';
import { isConsistencyLanguage } from '../query/consistency/stop-words.ts';
import { detectLanguage } from '../query/detect-language.ts';

const Probability = Type.Number({ minimum: 0, maximum: 1 });

const EvaluateFactualConsistencyRequest = Type.Object({
  model_parameters: Type.Optional(
    Type.Object({ model_name: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: ['hhem_v2.3'] })) }),
  ),
  generated_text: Type.String({ minLength: 1 }),
  source_texts: Type.Array(Type.String(), { minItems: 1 }),
  language: Type.Optional(Type.String({ description: 'ISO 639-3 code of generated_text; English when absent.' })),
});

const EvaluateFactualConsistencyResponse = Type.Object({
  score: Probability,
  p_consistent: Probability,
  p_inconsistent: Probability,
});

const HallucinationCorrector = Type.Object({
  id: Type.String(),
  name: Type.String(),
  type: Type.Literal('vectara'),
  description: Type.String(),
  enabled: Type.Boolean(),
});
type HallucinationCorrector = Static<typeof HallucinationCorrector>;

const ListHallucinationCorrectorsQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'Regular expression over name and description.' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
const ListHallucinationCorrectorsResponse = Type.Object({
  hallucination_correctors: Type.Array(HallucinationCorrector),
  metadata: ListMetadata,
});

const CorrectHallucinationsRequest = Type.Object({
  generated_text: Type.String(),
  documents: Type.Array(Type.Object({ text: Type.String() })),
  model_name: Type.String({ description: 'The name of a hallucination corrector.' }),
  query: Type.Optional(Type.String()),
});

const CorrectHallucinationsResponse = Type.Object({
  corrected_text: Type.String(),
  corrections: Type.Array(
    Type.Object({ original_text: Type.String(), corrected_text: Type.String(), explanation: Type.String() }),
  ),
  model: Type.String(),
});

const corrector = (number: number, name: string, description: string): HallucinationCorrector => ({
  id: `hcm_${number}`,
  name,
  type: 'vectara',
  description,
  enabled: true,
});

/** The correctors every account has (docs/behaviour/evaluation.md, Correcting hallucinations). */
const PLATFORM_CORRECTORS: readonly HallucinationCorrector[] = [
  corrector(520721853, 'vhc-small-1.0', 'The smaller corrector. Sentences the documents do not support are left out.'),
  corrector(520721854, 'vhc-large-1.0', 'The larger corrector; here it works exactly as the smaller one.'),
];

const toProbabilities = (score: number) => ({
  score,
  p_consistent: score,
  p_inconsistent: Number((1 - score).toFixed(8)),
});

export const evaluation = [
  operation(
    'evaluateFactualConsistency',
    {
      summary: 'How well sources support a text.',
      body: EvaluateFactualConsistencyRequest,
      answer: EvaluateFactualConsistencyResponse,
    },
    ({ body: { generated_text, source_texts, language = 'eng' } }) => {
      const evaluated = evaluateConsistency(generated_text, source_texts, language);
      if ('score' in evaluated) return toProbabilities(evaluated.score);
      if (evaluated.warning === 'fcs_language_not_supported') {
        throw unprocessable(`The language '${language}' is not supported by factual consistency evaluation.`);
      }
      const limit = `generated_text and source_texts should have at most ${MAX_CONSISTENCY_INPUT} characters together.`;
      throw invalidArgument(limit, 'body.source_texts');
    },
  ),

  operation(
    'listHallucinationCorrectors',
    {
      summary: 'List hallucination correctors.',
      query: ListHallucinationCorrectorsQuery,
      answer: ListHallucinationCorrectorsResponse,
    },
    ({ query: { limit = 10, page_key, filter } }) => {
      const position = readPagePosition(ListHallucinationCorrectorsQuery, page_key, { filter });
      const { items, metadata } = pageOf(filterByName(PLATFORM_CORRECTORS, position.filters.filter), limit, position);
      return { hallucination_correctors: items, metadata };
    },
  ),

  operation(
    'correctHallucinations',
    {
      summary: 'Take what documents do not support out of a text.',
      body: CorrectHallucinationsRequest,
      answer: CorrectHallucinationsResponse,
    },
    async ({ body: { generated_text, documents, model_name, query } }) => {
      if (!PLATFORM_CORRECTORS.some(({ name }) => name === model_name)) {
        throw invalidArgument(`Hallucination corrector '${model_name}' was not found.`, 'body.model_name');
      }
      const texts = documents.map(({ text }) => text);
      const language = await detectLanguage(generated_text);
      const spoken = isConsistencyLanguage(language) ? language : 'eng';
      return { ...correctHallucinations(generated_text, texts, query, spoken), model: model_name };
    },
  ),
];

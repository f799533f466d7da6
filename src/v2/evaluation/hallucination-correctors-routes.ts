import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { invalidArgument } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema } from '../../http/errors/error-schema.ts';
import { filterByName } from '../../http/input/name-filter.ts';
import { pageOf, readPagePosition } from '../../http/input/pagination.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import { correctHallucinations } from '../../query/consistency/correct-hallucinations.ts';
import { isConsistencyLanguage } from '../../query/consistency/stop-words.ts';
import * as schema from './evaluation-schema.ts';
import { PLATFORM_CORRECTORS } from './platform-correctors.ts';

export interface HallucinationCorrectorsDependencies {
  /** ISO 639-3 code of the language a text is written in. */
  detectLanguage(text: string): Promise<string>;
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Hallucination Correctors'],
  headers: TimeoutHeaders,
});

export const hallucinationCorrectorsRoutes: FastifyPluginAsyncTypebox<HallucinationCorrectorsDependencies> = async (
  app,
  { detectLanguage },
) => {
  app.get(
    '/v2/hallucination_correctors',
    {
      schema: {
        ...operation('listHallucinationCorrectors', 'List hallucination correctors.'),
        querystring: schema.ListHallucinationCorrectorsQuery,
        response: { 200: schema.ListHallucinationCorrectorsResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async ({ query: { limit = 10, page_key, filter } }) => {
      const position = readPagePosition(page_key, { filter });
      const matching = filterByName(PLATFORM_CORRECTORS, position.filters.filter);
      const { items, metadata } = pageOf(matching, limit, position);
      return { hallucination_correctors: items, metadata };
    },
  );

  app.post(
    '/v2/hallucination_correctors/correct_hallucinations',
    {
      schema: {
        ...operation('correctHallucinations', 'Take what documents do not support out of a text.'),
        body: schema.CorrectHallucinationsRequest,
        response: { 200: schema.CorrectHallucinationsResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
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
  );
};

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { invalidArgument, unprocessable } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema } from '../../http/errors/error-schema.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import { evaluateConsistency, MAX_CONSISTENCY_INPUT } from '../../query/consistency/evaluate-consistency.ts';
import * as schema from './evaluation-schema.ts';

export const factualConsistencyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v2/evaluate_factual_consistency',
    {
      schema: {
        operationId: 'evaluateFactualConsistency',
        summary: 'How well sources support a text.',
        tags: ['Factual Consistency Evaluation'],
        headers: TimeoutHeaders,
        body: schema.EvaluateFactualConsistencyRequest,
        response: {
          200: schema.EvaluateFactualConsistencyResponse,
          400: BadRequestErrorSchema,
          403: ErrorSchema,
          422: ErrorSchema,
        },
      },
    },
    async ({ body: { generated_text, source_texts, language = 'eng' } }) => {
      const evaluation = evaluateConsistency(generated_text, source_texts, language);
      if ('score' in evaluation) return toProbabilities(evaluation.score);
      if (evaluation.warning === 'fcs_language_not_supported') {
        throw unprocessable(`The language '${language}' is not supported by factual consistency evaluation.`);
      }
      const limit = `generated_text and source_texts should have at most ${MAX_CONSISTENCY_INPUT} characters together.`;
      throw invalidArgument(limit, 'body.source_texts');
    },
  );
};

const toProbabilities = (score: number) => ({
  score,
  p_consistent: score,
  p_inconsistent: Number((1 - score).toFixed(8)),
});

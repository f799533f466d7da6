import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { signalOf } from '../../http/request-deadline.ts';
import { BadRequestErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import * as schema from './prompts-schema.ts';
import { renderTemplate } from './render-template.ts';

const DESCRIPTION = [
  'The stages of a query up to its prompt: search, rerank, render. Nothing is generated, no upstream is called, and nothing',
  'shows in the journal or the query history. What is wrong with the template is part of the answer, with its place; what is',
  'wrong with the search is refused as in a query.',
].join(' ');

/** Prompt templates tried out, for whoever writes one. */
export const promptsRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/_emulator/prompts/render',
    {
      schema: {
        operationId: 'renderPrompt',
        summary: 'Check a prompt template, and render it for a query.',
        description: DESCRIPTION,
        tags: ['Emulator'],
        body: schema.RenderPromptRequest,
        response: { 200: schema.RenderPromptResponse, 400: BadRequestErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    (request, reply) => renderTemplate(request.account, request.body, signalOf(request, reply)),
  );
};

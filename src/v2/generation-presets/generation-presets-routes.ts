import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Account, PerAccount } from '../../accounts/account.ts';
import { ApiError, forbidden, invalidField } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema } from '../../http/errors/error-schema.ts';
import { filterByName } from '../../http/input/name-filter.ts';
import { pageOf, readPagePosition } from '../../http/input/pagination.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import { TemplateError } from '../../velocity/velocity.ts';
import type { GenerationPresetsRepository, NewPreset } from './generation-presets-repository.ts';
import * as schema from './generation-presets-schema.ts';
import { unwrapTemplate } from './unwrap-template.ts';

export interface GenerationPresetsDependencies {
  presets: PerAccount<GenerationPresetsRepository>;
  /** Throws a 400 on `field` when no LLM, or more than one, answers to the name. */
  requireLlm(account: Account, name: string, field: string): void;
  /** Throws TemplateError. */
  parseTemplate(template: string): unknown;
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Generation Presets'],
  headers: TimeoutHeaders,
});

export const generationPresetsRoutes: FastifyPluginAsyncTypebox<GenerationPresetsDependencies> = async (
  app,
  { presets, requireLlm, parseTemplate },
) => {
  /** A request as a preset, checked, with the defaults of creation (reference §3.2, §3.3). */
  const readPreset = (account: Account, request: schema.CreateGenerationPresetRequest, ownId?: string): NewPreset => {
    const { id: _id, ownership: _ownership, description = '', enabled = true, ...given } = request;
    const prompt_template = unwrapTemplate(request.prompt_template);
    checkTemplate(prompt_template);
    requireLlm(account, request.llm_name, 'body.llm_name');
    const namesake = presets(account).findByName(request.name);
    if (namesake?.ownership === 'customer' && namesake.id !== ownId) {
      throw invalidField('body.name', `"${request.name}" is already the name of a generation preset.`);
    }
    return { ...given, prompt_template, description, enabled, default: given.default ?? false };
  };

  /** Vectara would notice only at query time; line and column are of more use now (reference §3.3). */
  const checkTemplate = (template: string): void => {
    try {
      parseTemplate(template);
    } catch (error) {
      if (error instanceof TemplateError) throw invalidField('body.prompt_template', error.message);
      throw error;
    }
  };

  const findCustomerPreset = (account: Account, id: string) => {
    const preset = presets(account).find(id);
    if (!preset) throw new ApiError(404, `Generation preset '${id}' was not found.`);
    if (preset.ownership === 'platform') {
      throw forbidden(`The built-in generation preset '${preset.name}' cannot be replaced or deleted.`);
    }
    return preset;
  };

  app.get(
    '/v2/generation_presets',
    {
      schema: {
        ...operation('listGenerationPresets', 'List presets: the platform’s, then the account’s own.'),
        querystring: schema.ListGenerationPresetsQuery,
        response: { 200: schema.ListGenerationPresetsResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async (request) => {
      const { limit = 10, page_key, filter, llm_name } = request.query;
      const position = readPagePosition(page_key, { filter, llm_name });
      const { filters } = position;
      const ofLlm = presets(request.account)
        .list()
        .filter((preset) => filters.llm_name === undefined || preset.llm_name === filters.llm_name);
      const { items, metadata } = pageOf(filterByName(ofLlm, filters.filter), limit, position);
      return { generation_presets: items, metadata };
    },
  );

  app.post(
    '/v2/generation_presets',
    {
      schema: {
        ...operation('createGenerationPreset', 'Create a preset: an LLM, a prompt template and parameters.'),
        body: schema.CreateGenerationPresetRequest,
        response: { 201: schema.GenerationPreset, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async (request, reply) => {
      const preset = readPreset(request.account, request.body);
      return reply.code(201).send(presets(request.account).create(preset));
    },
  );

  app.put(
    '/v2/generation_presets/:generation_preset_id',
    {
      schema: {
        ...operation('replaceGenerationPreset', 'Replace a preset as a whole.'),
        params: schema.GenerationPresetParams,
        body: schema.CreateGenerationPresetRequest,
        response: { 200: schema.GenerationPreset, 400: BadRequestErrorSchema, 403: ErrorSchema, 404: ErrorSchema },
      },
    },
    async (request) => {
      const { id } = findCustomerPreset(request.account, request.params.generation_preset_id);
      return presets(request.account).replace(id, readPreset(request.account, request.body, id));
    },
  );

  app.delete(
    '/v2/generation_presets/:generation_preset_id',
    {
      schema: {
        ...operation('deleteGenerationPreset', 'Delete a preset of the account.'),
        params: schema.GenerationPresetParams,
        response: { 204: Type.Null(), 400: BadRequestErrorSchema, 403: ErrorSchema, 404: ErrorSchema },
      },
    },
    async (request, reply) => {
      presets(request.account).delete(findCustomerPreset(request.account, request.params.generation_preset_id).id);
      return reply.code(204).send(null);
    },
  );
};

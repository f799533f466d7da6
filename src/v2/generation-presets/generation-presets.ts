/** Generation presets: an LLM, a prompt template and parameters under a name. */

import { Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { ApiError, forbidden, invalidField } from '../../errors.ts';
import { filterByName, pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { parseTemplate } from '../../query/templates.ts';
import { TemplateError } from '../../velocity/velocity.ts';
import { requireLlm } from '../llms/find-llm.ts';
import { type NewPreset, presetsOf } from './generation-presets-repository.ts';
import * as schema from './generation-presets-schema.ts';

/**
 * A request as a preset, checked, with the defaults of creation (docs/behaviour/presets.md, Fields and Refusals and
 * conflicts).
 */
function readPreset(account: Account, request: schema.CreateGenerationPresetRequest, ownId?: string): NewPreset {
  const { id: _id, ownership: _ownership, description = '', enabled = true, ...given } = request;
  const prompt_template = unwrapTemplate(request.prompt_template);
  checkTemplate(prompt_template);
  requireLlm(account, request.llm_name, 'body.llm_name');
  const namesake = presetsOf(account).findByName(request.name);
  if (namesake?.ownership === 'customer' && namesake.id !== ownId) {
    throw invalidField('body.name', `"${request.name}" is already the name of a generation preset.`);
  }
  return { ...given, prompt_template, description, enabled, default: given.default ?? false };
}

/**
 * Old listings showed templates as `{"type":"VELOCITY","text":…}`; what was copied from there still works
 * (docs/behaviour/presets.md, Platform presets).
 */
function unwrapTemplate(template: string): string {
  if (!/^\s*\{\s*"(type|text)"/.test(template)) return template;
  try {
    const wrapper = JSON.parse(template);
    return wrapper.type === 'VELOCITY' && typeof wrapper.text === 'string' ? wrapper.text : template;
  } catch {
    return template;
  }
}

/**
 * Vectara would notice only at query time; line and column are of more use now (docs/behaviour/presets.md, Refusals and
 * conflicts).
 */
function checkTemplate(template: string): void {
  try {
    parseTemplate(template);
  } catch (error) {
    if (error instanceof TemplateError) throw invalidField('body.prompt_template', error.message);
    throw error;
  }
}

/** Throws 404, and 403 for one of the platform's. */
function getCustomerPreset(account: Account, id: string): schema.GenerationPreset {
  const preset = presetsOf(account).find(id);
  if (!preset) throw new ApiError(404, `Generation preset '${id}' was not found.`);
  if (preset.ownership === 'platform') {
    throw forbidden(`The built-in generation preset '${preset.name}' cannot be replaced or deleted.`);
  }
  return preset;
}

const path = { generation_preset_id: Type.String({ pattern: 'gnp_.*' }) };

export const generationPresets = [
  operation(
    'listGenerationPresets',
    {
      summary: 'List presets: the platform’s, then the account’s own.',
      query: schema.ListGenerationPresetsQuery,
      answer: schema.ListGenerationPresetsResponse,
    },
    ({ account, query: { limit = 10, page_key, filter, llm_name } }) => {
      const position = readPagePosition(schema.ListGenerationPresetsQuery, page_key, { filter, llm_name });
      const { filters } = position;
      const ofLlm = presetsOf(account)
        .list()
        .filter((preset) => filters.llm_name === undefined || preset.llm_name === filters.llm_name);
      const { items, metadata } = pageOf(filterByName(ofLlm, filters.filter), limit, position);
      return { generation_presets: items, metadata };
    },
  ),

  operation(
    'createGenerationPreset',
    {
      summary: 'Create a preset: an LLM, a prompt template and parameters.',
      body: schema.CreateGenerationPresetRequest,
      answer: schema.GenerationPreset,
    },
    ({ account, body }) => presetsOf(account).create(readPreset(account, body)),
  ),

  operation(
    'replaceGenerationPreset',
    {
      summary: 'Replace a preset as a whole.',
      path,
      body: schema.CreateGenerationPresetRequest,
      answer: schema.GenerationPreset,
    },
    ({ account, path, body }) => {
      const { id } = getCustomerPreset(account, path.generation_preset_id);
      return presetsOf(account).replace(id, readPreset(account, body, id));
    },
  ),

  operation('deleteGenerationPreset', { summary: 'Delete a preset of the account.', path }, ({ account, path }) =>
    presetsOf(account).delete(getCustomerPreset(account, path.generation_preset_id).id),
  ),
];

/** Language models: the platform's, and those that an account registers. */

import type { Account } from '../../accounts/account.ts';
import { invalidField } from '../../errors.ts';
import { filterByName, pageOf, readPagePosition } from '../../http/lists.ts';
import { Kept, operation } from '../../http/operation.ts';
import type { ModelParameters } from '../../upstream/language-model.ts';
import { orConnectionFailed } from '../../upstream/network/connection-failed.ts';
import { promptsOf } from '../generation-presets/platform-presets.ts';
import { checkConnectionSettings } from './check-connection-settings.ts';
import { getCustomerLlm, getLlm } from './find-llm.ts';
import { type LlmRecord, toLlm, toUpstreamSettings } from './llm-record.ts';
import { llmsOf } from './llms-repository.ts';
import * as schema from './llms-schema.ts';
import { models } from './models.ts';
import { applyUpdate, needsConnectionTest, toNewLlm } from './update-llm.ts';

const wire = (llm: LlmRecord) => toLlm(llm, llm.ownership === 'platform' ? promptsOf(llm.name) : undefined);

interface Testing {
  account: Account;
  requestId: string;
  signal: AbortSignal;
}

/** Calls the provider once. What it is called with is nobody's yet, so nothing cached for the LLM is used. */
function test(
  { account, requestId, signal }: Testing,
  llm: LlmRecord,
  parameters: ModelParameters = {},
): Promise<void> {
  const settings = { ...toUpstreamSettings(llm, account.key), cacheKey: requestId };
  return orConnectionFailed('LLM', models(account).testConnection(settings, parameters, signal));
}

function refuseTakenName(account: Account, name: string): void {
  if (llmsOf(account).isNameTaken(name)) throw invalidField('body.name', `"${name}" is already the name of an LLM.`);
}

export const llms = [
  operation(
    'createLLM',
    {
      summary: 'Register an LLM. Its provider is called once before anything is stored.',
      body: schema.CreateLlmRequest,
      answer: schema.Llm,
    },
    async (call) => {
      const { account, body } = call;
      const llm = toNewLlm(body);
      checkConnectionSettings(llm);
      refuseTakenName(account, llm.name);
      const candidate: LlmRecord = { ...llm, id: 'new', default: false, ownership: 'customer', revision: 0 };
      await test(call, candidate, body.test_model_parameters);
      refuseTakenName(account, llm.name); // Another request may have taken it meanwhile.
      return wire(llmsOf(account).create(llm));
    },
  ),

  operation(
    'listLLMs',
    {
      summary: 'List LLMs: the platform’s, then the account’s own.',
      query: schema.ListLlmsQuery,
      answer: schema.ListLlmsResponse,
    },
    ({ account, query }) => {
      const all = llmsOf(account).list();
      return new Kept(all, query, () => {
        const { limit = 10, page_key, filter } = query;
        const position = readPagePosition(schema.ListLlmsQuery, page_key, { filter });
        const { items, metadata } = pageOf(filterByName(all, position.filters.filter), limit, position);
        return { llms: items.map(wire), metadata };
      });
    },
  ),

  operation('getLLM', { summary: 'Get one LLM by id or name.', answer: schema.Llm }, ({ account, path }) =>
    wire(getLlm(account, path.llm_id)),
  ),

  operation(
    'updateLLM',
    {
      summary: 'Change an LLM of the account; a changed connection is tested first.',
      body: schema.UpdateLlmRequest,
      answer: schema.Llm,
    },
    async (call) => {
      const { account, path, body } = call;
      const changed = applyUpdate(getCustomerLlm(account, path.llm_id), body);
      checkConnectionSettings(changed);
      if (!needsConnectionTest(body)) return wire(llmsOf(account).update(changed));
      await test(call, changed, body.test_model_parameters);
      // What changed while the provider was asked must not be undone.
      const current = getCustomerLlm(account, changed.id);
      return wire(llmsOf(account).update(applyUpdate(current, body)));
    },
  ),

  operation('deleteLLM', { summary: 'Delete an LLM of the account.' }, ({ account, path }) =>
    llmsOf(account).delete(getCustomerLlm(account, path.llm_id)),
  ),
];

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { PerAccount } from '../../accounts/account.ts';
import { forbidden, invalidField, notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { filterByName } from '../../http/input/name-filter.ts';
import { pageOf, readPagePosition } from '../../http/input/pagination.ts';
import { sendKept } from '../../http/kept-answers.ts';
import { Kept } from '../../http/operation.ts';
import { signalOf, TimeoutHeaders } from '../../http/request-deadline.ts';
import { orConnectionFailed } from '../../upstream/network/connection-failed.ts';
import type { UpstreamSettings } from '../../upstream/upstream-settings.ts';
import { checkConnectionSettings } from './check-connection-settings.ts';
import { type LlmRecord, toLlm, toUpstreamSettings } from './llm-record.ts';
import type { LlmsRepository } from './llms-repository.ts';
import * as schema from './llms-schema.ts';
import { applyUpdate, needsConnectionTest, toNewLlm } from './update-llm.ts';

export interface LlmsDependencies {
  llms: PerAccount<LlmsRepository>;
  /** Calls the LLM once with a short message; throws UpstreamError (reference §2.7). */
  testConnection(settings: UpstreamSettings, parameters: object, signal: AbortSignal): Promise<void>;
  /** The presets of a platform LLM, shown under their old name. */
  promptsOf(llmName: string): schema.Llm['prompts'];
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Large Language Models'],
  headers: TimeoutHeaders,
});

export const llmsRoutes: FastifyPluginAsyncTypebox<LlmsDependencies> = async (
  app,
  { llms, testConnection, promptsOf },
) => {
  const wire = (llm: LlmRecord) => toLlm(llm, llm.ownership === 'platform' ? promptsOf(llm.name) : undefined);

  const test = (settings: UpstreamSettings, parameters: object | undefined, signal: AbortSignal) =>
    orConnectionFailed('LLM', testConnection(settings, parameters ?? {}, signal));

  app.post(
    '/v2/llms',
    {
      schema: {
        ...operation('createLLM', 'Register an LLM. Its provider is called once before anything is stored.'),
        body: schema.CreateLlmRequest,
        response: { 201: schema.Llm, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async (request, reply) => {
      const repository = llms(request.account);
      const llm = toNewLlm(request.body);
      checkConnectionSettings(llm);
      refuseTakenName(repository, llm.name);
      const candidate = { ...llm, id: 'new', default: false, ownership: 'customer' as const, revision: 0 };
      const settings = toUpstreamSettings(candidate, request.account.key);
      await test({ ...settings, cacheKey: request.id }, request.body.test_model_parameters, signalOf(request, reply));
      refuseTakenName(repository, llm.name); // Another request may have taken it meanwhile.
      return reply.code(201).send(wire(repository.create(llm)));
    },
  );

  app.get(
    '/v2/llms',
    {
      schema: {
        ...operation('listLLMs', 'List LLMs: the platform’s, then the account’s own.'),
        querystring: schema.ListLlmsQuery,
        response: { 200: schema.ListLlmsResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async (request, reply) => {
      const all = llms(request.account).list();
      const answer = () => {
        const { limit = 10, page_key, filter } = request.query;
        const position = readPagePosition(page_key, { filter });
        const { items, metadata } = pageOf(filterByName(all, position.filters.filter), limit, position);
        return { llms: items.map(wire), metadata };
      };
      return sendKept(reply, new Kept(all, request.query, answer));
    },
  );

  app.get(
    '/v2/llms/:llm_id',
    {
      schema: {
        ...operation('getLLM', 'Get one LLM by id or name.'),
        params: schema.LlmParams,
        response: { 200: schema.Llm, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async (request) => wire(findLlm(llms(request.account), request.params.llm_id)),
  );

  app.patch(
    '/v2/llms/:llm_id',
    {
      schema: {
        ...operation('updateLLM', 'Change an LLM of the account; a changed connection is tested first.'),
        params: schema.LlmParams,
        body: schema.UpdateLlmRequest,
        response: { 200: schema.Llm, 400: BadRequestErrorSchema, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async (request, reply) => {
      const repository = llms(request.account);
      const changed = applyUpdate(findCustomerLlm(repository, request.params.llm_id), request.body);
      checkConnectionSettings(changed);
      if (!needsConnectionTest(request.body)) return wire(repository.update(changed));
      const settings = { ...toUpstreamSettings(changed, request.account.key), cacheKey: request.id };
      await test(settings, request.body.test_model_parameters, signalOf(request, reply));
      // What changed while the provider was asked must not be undone.
      const current = findCustomerLlm(repository, changed.id);
      return wire(repository.update(applyUpdate(current, request.body)));
    },
  );

  app.delete(
    '/v2/llms/:llm_id',
    {
      schema: {
        ...operation('deleteLLM', 'Delete an LLM of the account.'),
        params: schema.LlmParams,
        response: { 204: Type.Null(), 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async (request, reply) => {
      const repository = llms(request.account);
      repository.delete(findCustomerLlm(repository, request.params.llm_id));
      return reply.code(204).send(null);
    },
  );
};

function findLlm(repository: LlmsRepository, idOrName: string): LlmRecord {
  const llm = repository.find(idOrName);
  if (!llm) throw notFound('LLM', idOrName);
  return llm;
}

function findCustomerLlm(repository: LlmsRepository, idOrName: string): LlmRecord {
  const llm = findLlm(repository, idOrName);
  if (llm.ownership === 'platform') throw forbidden(`The built-in LLM '${llm.name}' cannot be changed or deleted.`);
  return llm;
}

function refuseTakenName(repository: LlmsRepository, name: string): void {
  if (repository.isNameTaken(name)) throw invalidField('body.name', `"${name}" is already the name of an LLM.`);
}

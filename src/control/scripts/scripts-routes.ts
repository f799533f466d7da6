import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Account, PerAccount } from '../../accounts/account.ts';
import { invalidField, notFound } from '../../errors.ts';
import { operationError } from '../../http/operation-names.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import { lowerCaseNames } from '../../scripting/match/asked.ts';
import type { Scripts } from '../../scripting/scripts.ts';
import { Script, type ScriptStatus } from '../../scripting/scripts-schema.ts';
import { parseChatCompletionRequest } from '../../upstream/chat-completions.ts';
import { findLlmByName } from '../../v2/llms/find-llm.ts';
import { nameableIn, scriptCanMatch } from '../rules/can-match.ts';
import * as schema from './scripts-schema.ts';

export interface ScriptsDependencies {
  scripts: PerAccount<Scripts>;
}

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

/** Scripted answers of the caller's account. */
export const scriptsRoutes: FastifyPluginAsyncTypebox<ScriptsDependencies> = async (app, { scripts }) => {
  const shown = (account: Account) => {
    const names = nameableIn(account);
    return (status: ScriptStatus) => ({ ...status, ...scriptCanMatch(status, names) });
  };
  const listed = (account: Account) => ({
    scripts: scripts(account).list().map(shown(account)),
  });

  app.get(
    '/_emulator/scripts',
    {
      schema: {
        ...operation(
          'listScripts',
          'List scripts in the order they are tried, with how often each was used and whether it can be.',
        ),
        response: { 200: schema.ListScriptsResponse },
      },
    },
    async ({ account }) => listed(account),
  );

  app.post(
    '/_emulator/scripts',
    {
      schema: {
        ...operation('addScripts', 'Add one script, or a list of them, behind those there are.'),
        body: schema.AddScriptsRequest,
        response: { 201: schema.AddScriptsResponse, 400: BadRequestErrorSchema, 409: ErrorSchema },
      },
    },
    async ({ account, body }, reply) => {
      const added = scripts(account)
        .add([body].flat(), (index) => (Array.isArray(body) ? `body[${index}]` : 'body'))
        .map(shown(account));
      return reply.code(201).send(Array.isArray(body) ? added : added[0]!);
    },
  );

  app.put(
    '/_emulator/scripts/:script_id',
    {
      schema: {
        ...operation('putScript', 'Add a script of this id, or put it in the place of the one there is.'),
        params: schema.PutScriptParams,
        body: Script,
        response: { 200: schema.ListedScript, 201: schema.ListedScript, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, params: { script_id: id }, body }, reply) => {
      if (body.id !== undefined && body.id !== id) throw invalidField('body.id', `should be "${id}", as in the path.`);
      const isNew = !scripts(account).find(id);
      return reply.code(isNew ? 201 : 200).send(shown(account)(scripts(account).put(id, body)));
    },
  );

  app.delete(
    '/_emulator/scripts/:script_id',
    {
      schema: {
        ...operation('deleteScript', 'Delete a script.'),
        params: schema.ScriptParams,
        response: { 204: Type.Null(), 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params: { script_id: id } }, reply) => {
      if (!scripts(account).delete(id)) throw notFound('Script', id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/_emulator/scripts',
    { schema: { ...operation('deleteScripts', 'Delete all scripts.'), response: { 204: Type.Null() } } },
    async ({ account }, reply) => {
      scripts(account).clear();
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/_emulator/scripts/reset-counters',
    {
      schema: {
        ...operation('resetScriptCounters', 'Have every script start again with its first use.'),
        response: { 200: schema.ListScriptsResponse },
      },
    },
    async ({ account }) => {
      scripts(account).resetCounters();
      return listed(account);
    },
  );

  app.get(
    '/_emulator/scripts/strict',
    {
      schema: {
        ...operation('getStrictScripts', 'Whether requests that no script answers fail.'),
        response: { 200: schema.StrictScripts },
      },
    },
    async ({ account }) => ({ strict: scripts(account).isStrict() }),
  );

  app.put(
    '/_emulator/scripts/strict',
    {
      schema: {
        ...operation('setStrictScripts', 'Have requests that no script answers fail, or go to the model.'),
        body: schema.StrictScripts,
        response: { 200: schema.StrictScripts, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, body: { strict } }) => {
      scripts(account).setStrict(strict);
      return { strict };
    },
  );

  app.post(
    '/_emulator/scripts/explain',
    {
      schema: {
        ...operation('explainScripts', 'Which script would answer a request to a model, and why the others would not.'),
        body: schema.ExplainScriptsRequest,
        response: { 200: schema.ExplainScriptsResponse, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, body: { llm, model, preset, operation, headers = {}, parameters, ...request } }) => {
      const unknown = operation === undefined ? undefined : operationError(operation);
      if (unknown) throw invalidField('body.operation', unknown);
      const resolved = findLlmByName(account, llm);
      const found = resolved && 'found' in resolved ? resolved.found : { name: llm, model: '' };
      const verdicts = scripts(account).explain({
        llm: { ...found, model: model ?? found.model },
        preset,
        operation,
        headers: lowerCaseNames(headers),
        request: parseChatCompletionRequest({ ...parameters, ...request }),
      });
      return {
        strict: scripts(account).isStrict(),
        answered_by: verdicts.find(({ verdict }) => verdict === 'answers')?.script,
        scripts: verdicts,
      };
    },
  );
};

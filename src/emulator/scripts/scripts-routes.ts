import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, type TObject, Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { invalidField, notFound } from '../../errors.ts';
import { operationError } from '../../http/operation-names.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import { parseChatCompletionRequest } from '../../upstream/chat-completions.ts';
import { findLlmByName } from '../../v2/llms/find-llm.ts';
import type { Powers } from '../powers.ts';
import { canMatchFields, nameableIn, scriptCanMatch } from '../rules/can-match.ts';
import { lowerCaseNames } from './match-script.ts';
import { Script, ScriptId, ScriptStatus } from './script-schema.ts';

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

/** Scripted answers of the caller's account. */
export const scriptsRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'scripts'>> = async (app, { scripts }) => {
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
        response: { 200: ListScriptsResponse },
      },
    },
    async ({ account }) => listed(account),
  );

  app.post(
    '/_emulator/scripts',
    {
      schema: {
        ...operation('addScripts', 'Add one script, or a list of them, behind those there are.'),
        body: AddScriptsRequest,
        response: { 201: AddScriptsResponse, 400: BadRequestErrorSchema, 409: ErrorSchema },
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
        params: PutScriptParams,
        body: Script,
        response: { 200: ListedScript, 201: ListedScript, 400: BadRequestErrorSchema },
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
        params: ScriptParams,
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
        response: { 200: ListScriptsResponse },
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
        response: { 200: StrictScripts },
      },
    },
    async ({ account }) => ({ strict: scripts(account).isStrict() }),
  );

  app.put(
    '/_emulator/scripts/strict',
    {
      schema: {
        ...operation('setStrictScripts', 'Have requests that no script answers fail, or go to the model.'),
        body: StrictScripts,
        response: { 200: StrictScripts, 400: BadRequestErrorSchema },
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
        body: ExplainScriptsRequest,
        response: { 200: ExplainScriptsResponse, 400: BadRequestErrorSchema },
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

/** One of them or a list; JSON Schema looks at members of objects and items of lists only. */
const oneOrList = <One>(schema: TObject) =>
  Type.Unsafe<One | One[]>({ ...schema, type: ['object', 'array'], items: schema });

export const AddScriptsRequest = oneOrList<Script>(Script);
export const ListedScript = Type.Object({ ...ScriptStatus.properties, ...canMatchFields });
type ListedScript = Static<typeof ListedScript>;
export const AddScriptsResponse = oneOrList<ListedScript>(ListedScript);

export const ScriptParams = Type.Object({ script_id: Type.String() });
export const PutScriptParams = Type.Object({ script_id: ScriptId });

export const ListScriptsResponse = Type.Object({ scripts: Type.Array(ListedScript) });

export const StrictScripts = Type.Object({
  strict: Type.Boolean({
    description: 'Whether a request that no script answers fails instead of going to the model.',
  }),
});

export const ExplainScriptsRequest = Type.Object({
  llm: Type.String({ minLength: 1, description: 'Name or id.' }),
  model: Type.Optional(Type.String({ description: 'The provider’s; that of the LLM when absent.' })),
  preset: Type.Optional(Type.String()),
  operation: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  messages: Type.Array(
    Type.Object(
      {
        role: Type.Unsafe<'system' | 'developer' | 'user' | 'assistant' | 'tool'>({
          type: 'string',
          enum: ['system', 'developer', 'user', 'assistant', 'tool'],
        }),
      },
      { additionalProperties: true },
    ),
    { description: 'As in a chat completion.' },
  ),
  parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  tools: Type.Optional(Type.Array(Type.Object({}, { additionalProperties: true }))),
  tool_choice: Type.Optional(Type.Unknown()),
  response_format: Type.Optional(Type.Object({}, { additionalProperties: true })),
  stream: Type.Optional(Type.Boolean()),
});

export const ExplainScriptsResponse = Type.Object({
  strict: Type.Boolean(),
  answered_by: Type.Optional(Type.String({ description: 'The id of the script that would answer, if any.' })),
  scripts: Type.Array(
    Type.Object({
      script: Type.String(),
      verdict: Type.Unsafe<'answers' | 'shadowed' | 'does-not-match'>({
        type: 'string',
        enum: ['answers', 'shadowed', 'does-not-match'],
        description: 'shadowed: it matches, but an earlier script answers.',
      }),
      mismatch: Type.Optional(
        Type.Object(
          { condition: Type.String(), wanted: Type.String(), found: Type.String() },
          { description: 'The first condition that fails.' },
        ),
      ),
    }),
  ),
});

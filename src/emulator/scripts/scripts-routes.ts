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
import { Verdict } from '../rules/verdict-schema.ts';
import { lowerCaseNames } from './match-script.ts';
import { Script, ScriptId, ScriptMatch, ScriptStatus } from './script-schema.ts';

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
        ...operation(
          'explainScripts',
          'Which script would answer a request to a model, or a call of a tool, and why the others would not.',
        ),
        body: ExplainScriptsRequest,
        response: { 200: ExplainScriptsResponse, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, body }) => {
      const { operation, headers = {}, tool } = body;
      const unknown = operation === undefined ? undefined : operationError(operation);
      if (unknown) throw invalidField('body.operation', unknown);
      const around = { operation, headers: lowerCaseNames(headers) };
      const verdicts = tool
        ? scripts(account).explainToolCall({ ...callerIn(body), ...around, ...tool, args: tool.arguments ?? {} })
        : scripts(account).explain({ ...around, ...modelRequestIn(account, body) });
      return {
        strict: scripts(account).isStrict(),
        answered_by: verdicts.find(({ verdict }) => verdict === 'answers')?.script,
        scripts: verdicts,
      };
    },
  );
};

type Explained = Static<typeof ExplainScriptsRequest>;

const callerIn = ({ agent = '', step = '', session = '' }: Explained) => ({ agent, step, session });

/** Throws 400 where the request names no LLM or no messages. */
function modelRequestIn(account: Account, body: Explained) {
  const { llm, model, preset, messages, parameters, tools, tool_choice, response_format, stream } = body;
  if (llm === undefined) throw invalidField('body.llm', 'is required, or tool instead of it.');
  if (messages === undefined) throw invalidField('body.messages', 'is required.');
  const resolved = findLlmByName(account, llm);
  const found = resolved && 'found' in resolved ? resolved.found : { name: llm, model: '' };
  const members = { tools, tool_choice, response_format, stream };
  const given = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
  const request = parseChatCompletionRequest({ ...parameters, messages, ...given });
  const { agent, step, session, purpose = 'turn' } = body;
  const isOfAgent = [agent, step, session, body.purpose].some((one) => one !== undefined);
  return {
    llm: { ...found, model: model ?? found.model },
    preset,
    request: isOfAgent ? { ...request, agent: { ...callerIn(body), purpose } } : request,
  };
}

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
  llm: Type.Optional(
    Type.String({ minLength: 1, description: 'Name or id. Required, unless a call of a tool is meant.' }),
  ),
  model: Type.Optional(Type.String({ description: 'The provider’s; that of the LLM when absent.' })),
  preset: Type.Optional(Type.String()),
  operation: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  agent: Type.Optional(Type.String({ description: 'Key of the agent whose turn asks.' })),
  step: Type.Optional(Type.String()),
  session: Type.Optional(Type.String()),
  purpose: ScriptMatch.properties.purpose,
  tool: Type.Optional(
    Type.Object(
      {
        name: Type.String(),
        type: Type.String(),
        arguments: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      },
      { additionalProperties: false, description: 'A call of a tool, instead of a request to a model.' },
    ),
  ),
  messages: Type.Optional(
    Type.Array(
      Type.Object(
        {
          role: Type.Unsafe<'system' | 'developer' | 'user' | 'assistant' | 'tool'>({
            type: 'string',
            enum: ['system', 'developer', 'user', 'assistant', 'tool'],
          }),
        },
        { additionalProperties: true },
      ),
      { description: 'As in a chat completion. Required, unless a call of a tool is meant.' },
    ),
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
  scripts: Type.Array(Verdict),
});

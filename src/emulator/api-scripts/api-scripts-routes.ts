import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { invalidField, notFound } from '../../errors.ts';
import { CONTRACT_ROWS, type OperationId } from '../../http/operation.ts';
import { operationError } from '../../http/operation-names.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import type { AskedCall } from '../../http/stand-ins.ts';
import { contentOf } from '../journal/entry.ts';
import type { Powers } from '../powers.ts';
import { apiScriptCanMatch, canMatchFields } from '../rules/can-match.ts';
import { lowerCaseNames } from '../scripts/match-script.ts';
import { ApiScript, ApiScriptId, ApiScriptStatus, oneOrList, ScenarioName } from './api-script-schema.ts';
import { FIRST_STATE } from './api-scripts.ts';
import { ApiScriptVerdicts, ExplainApiScripts, ScenarioState } from './api-scripts-schema.ts';

const PATH = '/_emulator/api-scripts';
const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

const ListedApiScript = Type.Object({ ...ApiScriptStatus.properties, ...canMatchFields });
type ListedApiScript = Static<typeof ListedApiScript>;
const ListApiScriptsResponse = Type.Object({ api_scripts: Type.Array(ListedApiScript) });
const Params = Type.Object({ script_id: Type.String() });
const ScenarioParams = Type.Object({ name: ScenarioName });

const listed = (status: ApiScriptStatus): ListedApiScript => ({ ...status, ...apiScriptCanMatch(status) });

/** Scripted answers of operations, in the caller's account. */
export const apiScriptsRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'apiScripts' | 'journal'>> = async (
  app,
  { apiScripts, journal },
) => {
  const all = (account: Account) => ({ api_scripts: apiScripts(account).list().map(listed) });

  app.get(
    PATH,
    {
      schema: {
        ...operation('listApiScripts', 'List API scripts in the order they are tried, with how often each answered.'),
        response: { 200: ListApiScriptsResponse },
      },
    },
    async ({ account }) => all(account),
  );

  app.post(
    PATH,
    {
      schema: {
        ...operation('addApiScripts', 'Add one API script, or a list of them, behind those there are.'),
        body: oneOrList<ApiScript>(ApiScript),
        response: { 201: oneOrList<ListedApiScript>(ListedApiScript), 400: BadRequestErrorSchema, 409: ErrorSchema },
      },
    },
    async ({ account, body }, reply) => {
      const isList = Array.isArray(body);
      const added = apiScripts(account)
        .add([body].flat(), (index) => (isList ? `body[${index}]` : 'body'))
        .map(listed);
      return reply.code(201).send(isList ? added : added[0]!);
    },
  );

  app.put(
    `${PATH}/:script_id`,
    {
      schema: {
        ...operation('putApiScript', 'Add an API script of this id, or put it in the place of the one there is.'),
        params: Type.Object({ script_id: ApiScriptId }),
        body: ApiScript,
        response: { 200: ListedApiScript, 201: ListedApiScript, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, params: { script_id: id }, body }, reply) => {
      if (body.id !== undefined && body.id !== id) throw invalidField('body.id', `should be "${id}", as in the path.`);
      const isNew = !apiScripts(account).find(id);
      return reply.code(isNew ? 201 : 200).send(listed(apiScripts(account).put(id, body)));
    },
  );

  app.delete(
    `${PATH}/:script_id`,
    {
      schema: {
        ...operation('deleteApiScript', 'Delete an API script.'),
        params: Params,
        response: { 204: Type.Null(), 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params: { script_id: id } }, reply) => {
      if (!apiScripts(account).delete(id)) throw notFound('API script', id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    PATH,
    { schema: { ...operation('deleteApiScripts', 'Delete all API scripts.'), response: { 204: Type.Null() } } },
    async ({ account }, reply) => {
      apiScripts(account).clear();
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${PATH}/reset-counters`,
    {
      schema: {
        ...operation(
          'resetApiScriptCounters',
          'Have every API script start again with its first use, and every scenario with its first state.',
        ),
        response: { 200: ListApiScriptsResponse },
      },
    },
    async ({ account }) => {
      apiScripts(account).resetCounters();
      return all(account);
    },
  );

  app.get(
    `${PATH}/scenarios`,
    {
      schema: {
        ...operation('listScenarios', 'The state of each scenario that scripts name.'),
        response: { 200: Type.Object({ scenarios: Type.Array(ScenarioState) }) },
      },
    },
    async ({ account }) => ({ scenarios: apiScripts(account).scenarios() }),
  );

  app.put(
    `${PATH}/scenarios/:name`,
    {
      schema: {
        ...operation('setScenario', 'Put a scenario into a state.'),
        params: ScenarioParams,
        body: Type.Object({ state: Type.String({ minLength: 1, maxLength: 100, default: FIRST_STATE }) }),
        response: { 200: ScenarioState, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, params: { name }, body: { state } }) => {
      apiScripts(account).setState(name, state);
      return { name, state };
    },
  );

  app.post(
    `${PATH}/explain`,
    {
      schema: {
        ...operation('explainApiScripts', 'Which API script would answer a call, and why the others would not.'),
        body: ExplainApiScripts,
        response: { 200: ApiScriptVerdicts, 400: BadRequestErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, body }) => {
      const asked = body.entry === undefined ? describedCall(body) : keptCall(body.entry, account, journal);
      const verdicts = apiScripts(account).explain(asked);
      return {
        answered_by: verdicts.find(({ verdict }) => verdict === 'answers')?.script,
        api_scripts: verdicts,
      };
    },
  );
};

function describedCall({ operation, path = {}, query = {}, headers = {}, body }: ExplainApiScripts): AskedCall {
  if (operation === undefined) throw invalidField('body.operation', 'is required, or entry instead of it.');
  const unknown = operationError(operation);
  if (unknown) throw invalidField('body.operation', unknown);
  const row = CONTRACT_ROWS[operation as OperationId];
  return {
    operationId: operation,
    method: row.method,
    path: row.path.replace(/\{([^}]+)\}/g, (given, name) => path[name] ?? given),
    params: path,
    query,
    headers: lowerCaseNames(headers),
    body,
  };
}

/** A call as the journal has it: what the schema of its operation fills in is there, and large bodies are excerpts. */
function keptCall(id: string, account: Account, journal: Powers['journal']): AskedCall {
  const entry = journal.of(account).find(id);
  if (entry?.operationId === undefined) throw notFound('Journal entry', id);
  const { method, path, url, operationId } = entry;
  const { headers, body } = contentOf(entry);
  const query = Object.fromEntries(new URL(url, 'http://localhost').searchParams);
  return { operationId, method, path, params: paramsIn(operationId, path), query, headers, body };
}

function paramsIn(operationId: string, path: string): Record<string, string> {
  const names = CONTRACT_ROWS[operationId as OperationId].path.split('/');
  const values = path.split('/');
  return Object.fromEntries(
    names.flatMap((name, i) =>
      name.startsWith('{') ? [[name.slice(1, -1), decodeURIComponent(values[i] ?? '')]] : [],
    ),
  );
}

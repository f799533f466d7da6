import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, type TObject, Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { invalidField, notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import type { Powers } from '../powers.ts';
import { canMatchFields, faultCanMatch, nameableIn } from '../rules/can-match.ts';
import { FaultRule, FaultRuleId, FaultStatus } from './fault-rule-schema.ts';

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

const BY_REQUEST = [
  'A request can ask for a fault of its own too, before any rule, in the header `x-emulator-fault`, as JSON or in short:',
  '`status=503;message=Busy`, `rate_limit;retry_after=2`, `delay=200`, `drop` or `drop=after_headers`, `truncate=100`,',
  '`stream_cut;after=generation_chunk:3`, `stream_error=Oh.;before=generation_end`, `upstream_status=500`,',
  '`upstream_slow_first_token=300`, `upstream_drop=2`; several with commas between them. Where magic is switched on, also',
  'in its query or messages: `[[fault:status=503]]`. Answers name what was applied in `x-emulator-fault-applied`.',
].join(' ');

/** What goes wrong on purpose in the caller's account. */
export const faultsRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'faults'>> = async (app, { faults }) => {
  const shown = (account: Account) => {
    const names = nameableIn(account);
    return (status: FaultStatus) => ({ ...status, ...faultCanMatch(status, names) });
  };

  app.get(
    '/_emulator/faults',
    {
      schema: {
        ...operation(
          'listFaults',
          'List faults in the order they are looked at, with how often each fired and whether it can.',
        ),
        response: { 200: ListFaultsResponse },
      },
    },
    async ({ account }) => ({
      faults: faults(account).list().map(shown(account)),
    }),
  );

  app.post(
    '/_emulator/faults',
    {
      schema: {
        ...operation('addFaults', 'Add one fault, or a list of them, behind those there are.'),
        description: BY_REQUEST,
        body: AddFaultsRequest,
        response: { 201: AddFaultsResponse, 400: BadRequestErrorSchema, 409: ErrorSchema },
      },
    },
    async ({ account, body }, reply) => {
      const added = faults(account)
        .add([body].flat(), (index) => (Array.isArray(body) ? `body[${index}]` : 'body'))
        .map(shown(account));
      return reply.code(201).send(Array.isArray(body) ? added : added[0]!);
    },
  );

  app.get(
    '/_emulator/faults/:fault_id',
    {
      schema: {
        ...operation('getFault', 'Get a fault, with how often it fired.'),
        params: FaultParams,
        response: { 200: ListedFault, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params: { fault_id: id } }) => {
      const fault = faults(account).find(id);
      if (!fault) throw notFound('Fault', id);
      return shown(account)(fault);
    },
  );

  app.put(
    '/_emulator/faults/:fault_id',
    {
      schema: {
        ...operation('putFault', 'Add a fault of this id, or put it in the place of the one there is.'),
        params: PutFaultParams,
        body: FaultRule,
        response: { 200: ListedFault, 201: ListedFault, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, params: { fault_id: id }, body }, reply) => {
      if (body.id !== undefined && body.id !== id) throw invalidField('body.id', `should be "${id}", as in the path.`);
      const isNew = !faults(account).find(id);
      return reply.code(isNew ? 201 : 200).send(shown(account)(faults(account).put(id, body)));
    },
  );

  app.delete(
    '/_emulator/faults/:fault_id',
    {
      schema: {
        ...operation('deleteFault', 'Delete a fault.'),
        params: FaultParams,
        response: { 204: Type.Null(), 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params: { fault_id: id } }, reply) => {
      if (!faults(account).delete(id)) throw notFound('Fault', id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/_emulator/faults',
    { schema: { ...operation('deleteFaults', 'Delete all faults.'), response: { 204: Type.Null() } } },
    async ({ account }, reply) => {
      faults(account).clear();
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/_emulator/faults/magic',
    {
      schema: {
        ...operation('getMagicFaults', 'Whether texts in what is asked can cause faults.'),
        response: { 200: MagicFaults },
      },
    },
    async ({ account }) => ({ enabled: faults(account).magic }),
  );

  app.put(
    '/_emulator/faults/magic',
    {
      schema: {
        ...operation('setMagicFaults', 'Let texts such as [[fault:status=503]] in what is asked cause faults, or not.'),
        body: MagicFaults,
        response: { 200: MagicFaults, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, body: { enabled } }) => {
      faults(account).magic = enabled;
      return { enabled };
    },
  );
};

const MOST_AT_ONCE = 1000;

/** One of them or a list; JSON Schema looks at members of objects and items of lists only. */
const oneOrList = <One>(schema: TObject) =>
  Type.Unsafe<One | One[]>({ ...schema, type: ['object', 'array'], items: schema, maxItems: MOST_AT_ONCE });

export const AddFaultsRequest = oneOrList<FaultRule>(FaultRule);
export const ListedFault = Type.Object({ ...FaultStatus.properties, ...canMatchFields });
type ListedFault = Static<typeof ListedFault>;
export const AddFaultsResponse = oneOrList<ListedFault>(ListedFault);

export const ListFaultsResponse = Type.Object({ faults: Type.Array(ListedFault) });

export const FaultParams = Type.Object({ fault_id: Type.String() });
export const PutFaultParams = Type.Object({ fault_id: FaultRuleId });

export const MagicFaults = Type.Object({
  enabled: Type.Boolean({ description: 'Whether `[[fault:…]]` in a query or a message is obeyed.' }),
});

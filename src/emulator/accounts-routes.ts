import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { notFound } from '../errors.ts';
import { ErrorSchema, NotFoundErrorSchema } from '../http/schemas.ts';
import type { Powers } from './powers.ts';

const Account = Type.Object({
  name: Type.String({ description: 'What the header x-emulator-account takes.' }),
  created_at: Type.String({ format: 'date-time' }),
});

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

/** The account that a request reaches. For a scope whose requests have one. */
export const ownAccountRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/_emulator/account',
    {
      schema: {
        ...operation('getAccount', 'The account that a request with these headers reaches; made when it is new.'),
        response: { 200: Type.Object({ name: Type.String() }), 401: ErrorSchema },
      },
    },
    async ({ account }) => ({ name: account.name }),
  );
};

/** The isolated worlds of this server. */
export const accountsRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'accounts' | 'journal'>> = async (
  app,
  { accounts, journal },
) => {
  app.get(
    '/_emulator/accounts',
    {
      schema: {
        ...operation('listAccounts', 'List the accounts, oldest first.'),
        response: { 200: Type.Object({ accounts: Type.Array(Account) }) },
      },
    },
    async () => ({
      accounts: accounts.list().map(({ name, createdAt }) => ({ name, created_at: new Date(createdAt).toISOString() })),
    }),
  );

  app.delete(
    '/_emulator/accounts/:account',
    {
      schema: {
        ...operation('deleteAccount', 'Delete an account with its database; the next request to it finds a new one.'),
        params: Type.Object({ account: Type.String() }),
        response: { 204: Type.Null(), 404: NotFoundErrorSchema },
      },
    },
    async ({ params }, reply) => {
      if (!accounts.remove(params.account)) throw notFound('Account', params.account);
      journal.remove(params.account);
      return reply.code(204).send(null);
    },
  );
};

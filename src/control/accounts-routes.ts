import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Principal } from '../access/principal.ts';
import { DEFAULT_ACCOUNT } from '../accounts/account-name.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { notFound } from '../errors.ts';
import { credentialOf, wantedAccount } from '../http/authentication.ts';
import { ErrorSchema, NotFoundErrorSchema } from '../http/error-schema.ts';

export interface AccountsDependencies {
  accounts: Accounts;
  /** Throws 400, 401 or 403. */
  authenticate(credential: string, wanted: string | undefined): Principal | Promise<Principal>;
}

const Account = Type.Object({
  name: Type.String({ description: 'What the header x-emulator-account takes.' }),
  created_at: Type.String({ format: 'date-time' }),
});

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

/** The isolated worlds of this server. */
export const accountsRoutes: FastifyPluginAsyncTypebox<AccountsDependencies> = async (
  app,
  { accounts, authenticate },
) => {
  app.get(
    '/_emulator/account',
    {
      schema: {
        ...operation('getAccount', 'The account that a request with these headers reaches; made when it is new.'),
        response: { 200: Type.Object({ name: Type.String() }), 401: ErrorSchema },
      },
    },
    async (request) => {
      const wanted = wantedAccount(request);
      const credential = credentialOf(request);
      if (credential === undefined) return { name: accounts.open(wanted ?? DEFAULT_ACCOUNT).name };
      return { name: (await authenticate(credential, wanted)).account.name };
    },
  );

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
      return reply.code(204).send(null);
    },
  );
};

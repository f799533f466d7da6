import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Accounts } from '../../accounts/accounts.ts';
import { malformedBody, notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import { refuse } from './snapshots-routes.ts';
import * as schema from './snapshots-schema.ts';

export interface SnapshotFilesDependencies {
  accounts: Pick<Accounts, 'snapshots'>;
}

const SQLITE = 'application/vnd.sqlite3';
/** What one Buffer is read into. */
const LARGEST_BYTES = 2 ** 31;

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });
const ofSnapshot = { params: schema.SnapshotParams };

/** Snapshots as files, to be taken elsewhere. */
export const snapshotFilesRoutes: FastifyPluginAsyncTypebox<SnapshotFilesDependencies> = async (app, dependencies) => {
  const { snapshots } = dependencies.accounts;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_BYTES }, (_request, body, done) =>
    done(null, body),
  );

  app.get(
    '/_emulator/snapshots/:name/file',
    {
      schema: {
        ...operation('downloadSnapshot', 'The file of a snapshot, an SQLite database. It holds the account’s secrets.'),
        ...ofSnapshot,
        response: {
          200: {
            description: 'The file.',
            content: { [SQLITE]: { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } },
          },
          404: NotFoundErrorSchema,
        },
      },
    },
    async ({ account, params: { name } }, reply) => {
      if (!snapshots.find(account.name, name)) throw notFound('Snapshot', name);
      reply.header('content-disposition', `attachment; filename="${name}.sqlite"`).type(SQLITE);
      return reply.send(await snapshots.read(account.name, name));
    },
  );

  app.put(
    '/_emulator/snapshots/:name/file',
    {
      bodyLimit: LARGEST_BYTES,
      schema: {
        ...operation('uploadSnapshot', 'Keep a file that was downloaded before, in the place of one of this name.'),
        ...ofSnapshot,
        consumes: [SQLITE, 'application/octet-stream'],
        response: { 200: schema.Snapshot, 400: BadRequestErrorSchema, 422: ErrorSchema },
      },
    },
    async ({ account, params: { name }, body }) => {
      if (!Buffer.isBuffer(body) || body.length === 0)
        throw malformedBody('The body should be the file of a snapshot.');
      return schema.toWire(await snapshots.add(account.name, name, body).catch(refuse));
    },
  );
};

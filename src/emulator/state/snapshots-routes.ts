import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SnapshotUnusable } from '../../accounts/check-snapshot.ts';
import type { SnapshotInfo } from '../../accounts/snapshot-info.ts';
import { conflict, malformedBody, notFound, unprocessable } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import type { Powers } from '../powers.ts';
import * as schema from './snapshots-schema.ts';

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });
const ofSnapshot = { params: schema.SnapshotParams };
const errors = { 400: BadRequestErrorSchema, 404: NotFoundErrorSchema };

/** Copies of the caller's account. */
export const snapshotsRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'accounts' | 'seeds'>> = async (
  app,
  { accounts, seeds },
) => {
  const { snapshots } = accounts;

  const requireSnapshot = (account: string, name: string): SnapshotInfo => {
    const found = snapshots.find(account, name);
    if (!found) throw notFound('Snapshot', name);
    return found;
  };

  app.get(
    '/_emulator/snapshots',
    {
      schema: {
        ...operation('listSnapshots', 'List the account’s snapshots, oldest first.'),
        response: { 200: schema.ListSnapshotsResponse },
      },
    },
    async ({ account }) => ({ snapshots: snapshots.list(account.name).map(schema.toWire) }),
  );

  app.post(
    '/_emulator/snapshots',
    {
      schema: {
        ...operation('saveSnapshot', 'Keep what the account holds now under a name.'),
        body: schema.SaveSnapshotRequest,
        response: { 201: schema.Snapshot, 400: BadRequestErrorSchema, 409: ErrorSchema },
      },
    },
    async ({ account, body: { name, overwrite = false } }, reply) => {
      if (!overwrite && snapshots.find(account.name, name)) {
        throw conflict(`There is a snapshot '${name}' already. Send overwrite: true to replace it.`);
      }
      return reply.code(201).send(schema.toWire(await snapshots.save(account, name)));
    },
  );

  app.get(
    '/_emulator/snapshots/:name',
    {
      schema: {
        ...operation('getSnapshot', 'One snapshot.'),
        ...ofSnapshot,
        response: { 200: schema.Snapshot, ...errors },
      },
    },
    async ({ account, params }) => schema.toWire(requireSnapshot(account.name, params.name)),
  );

  app.post(
    '/_emulator/snapshots/:name/load',
    {
      schema: {
        ...operation('loadSnapshot', 'Replace all that the account holds, its credentials too, by a snapshot.'),
        ...ofSnapshot,
        body: Type.Optional(schema.LoadSnapshotRequest),
        response: { 200: schema.Snapshot, 422: ErrorSchema, ...errors },
      },
      // The whole body may be left out.
      preValidation: async (request) => {
        request.body ??= {} as never;
      },
    },
    async ({ account, params, body }) => {
      const from = body?.from_account ?? account.name;
      const info = requireSnapshot(from, params.name);
      await seeds.inTurn(account, async () => {
        const image = await snapshots.image(from, params.name).catch(refuse);
        accounts.reset(account.name, image);
      });
      return schema.toWire(info);
    },
  );

  app.delete(
    '/_emulator/snapshots/:name',
    {
      schema: {
        ...operation('deleteSnapshot', 'Delete a snapshot.'),
        ...ofSnapshot,
        response: { 204: Type.Null(), ...errors },
      },
    },
    async ({ account, params }, reply) => {
      if (!snapshots.delete(account.name, params.name)) throw notFound('Snapshot', params.name);
      return reply.code(204).send(null);
    },
  );
};

export function refuse(error: unknown): never {
  if (error instanceof SnapshotUnusable) throw unprocessable(`The snapshot ${error.message}`);
  throw error;
}

const SQLITE = 'application/vnd.sqlite3';
/** What one Buffer is read into. */
const LARGEST_BYTES = 2 ** 31;

/** Snapshots as files, to be taken elsewhere. */
export const snapshotFilesRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'accounts'>> = async (app, dependencies) => {
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

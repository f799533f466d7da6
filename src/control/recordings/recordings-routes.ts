import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { invalidFields, notFound, unprocessable } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import { BundleInvalid, type Recordings } from '../../recording/recordings.ts';
import { RecordingUnusable } from '../../recording/store/recording-store.ts';
import * as schema from './recordings-schema.ts';

export interface RecordingsDependencies {
  recordings: Recordings;
}

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });
const Params = Type.Object({ id: Type.String() });
const unusable = { 422: ErrorSchema };

/** Recordings belong to the process, not to an account. */
export const recordingsRoutes: FastifyPluginAsyncTypebox<RecordingsDependencies> = async (app, { recordings }) => {
  app.get(
    '/_emulator/recordings',
    {
      schema: {
        ...operation('listRecordings', 'List the recorded upstream calls.'),
        response: { 200: schema.ListRecordingsResponse, ...unusable },
      },
    },
    async () => ({ recordings: readable(() => recordings.list()) }),
  );

  app.get(
    '/_emulator/recordings/:id',
    {
      schema: {
        ...operation('getRecording', 'One recorded upstream call, as its file has it.'),
        params: Params,
        response: { 200: schema.AnyRecording, 404: NotFoundErrorSchema, ...unusable },
      },
    },
    async ({ params: { id } }) => {
      const recording = readable(() => recordings.find(id));
      if (!recording) throw notFound('Recording', id);
      return recording;
    },
  );

  app.delete(
    '/_emulator/recordings/:id',
    {
      schema: {
        ...operation('deleteRecording', 'Delete one recording.'),
        params: Params,
        response: { 204: Type.Null(), 404: NotFoundErrorSchema },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await recordings.delete(id))) throw notFound('Recording', id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/_emulator/recordings',
    { schema: { ...operation('deleteRecordings', 'Delete all recordings.'), response: { 204: Type.Null() } } },
    async (_request, reply) => {
      await recordings.clear();
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/_emulator/recordings/export',
    {
      schema: {
        ...operation('exportRecordings', 'All recordings in one piece of JSON.'),
        response: { 200: schema.AnyBundle, ...unusable },
      },
    },
    async () => readable(() => recordings.export()),
  );

  app.post(
    '/_emulator/recordings/import',
    {
      schema: {
        ...operation(
          'importRecordings',
          'Add what was exported; recordings of the same id are replaced. All or nothing.',
        ),
        body: Type.Unknown(),
        response: { 200: schema.ImportRecordingsResponse, 400: BadRequestErrorSchema },
      },
    },
    async ({ body }) => {
      try {
        return { imported: await recordings.import(body) };
      } catch (error) {
        throw error instanceof BundleInvalid ? invalidFields(error.fields, error.message) : error;
      }
    },
  );

  app.get(
    '/_emulator/recordings/mode',
    {
      schema: {
        ...operation('getRecordingMode', 'Whether upstream calls are recorded, replayed, both or neither.'),
        response: { 200: schema.RecordingSettings },
      },
    },
    async () => schema.toWire(recordings.settings()),
  );

  app.put(
    '/_emulator/recordings/mode',
    {
      schema: {
        ...operation(
          'setRecordingMode',
          'Change it from the next upstream call on. Replays begin with the first answer.',
        ),
        body: schema.RecordingChanges,
        response: { 200: schema.RecordingSettings, 400: BadRequestErrorSchema },
      },
    },
    async ({ body }) => schema.toWire(recordings.configure(body)),
  );
};

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RecordingUnusable ? unprocessable(error.message) : error;
  }
}

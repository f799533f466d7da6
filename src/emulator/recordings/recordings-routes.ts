import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { invalidFields, notFound, unprocessable } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import { RecordingUnusable } from './recording-store.ts';
import { BundleInvalid, type Recordings, type RecordingSettings as Settings } from './recordings.ts';
import {
  AnyBundle,
  AnyRecording,
  ImportRecordingsResponse,
  ListRecordingsResponse,
  RecordingChanges,
  RecordingSettings,
} from './recordings-schema.ts';

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });
const Params = Type.Object({ id: Type.String() });
const unusable = { 422: ErrorSchema };

/** Recordings belong to the process, not to an account. */
export const recordingsRoutes: FastifyPluginAsyncTypebox<{ recordings: Recordings }> = async (app, { recordings }) => {
  app.get(
    '/_emulator/recordings',
    {
      schema: {
        ...operation('listRecordings', 'List the recorded upstream calls.'),
        response: { 200: ListRecordingsResponse, ...unusable },
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
        response: { 200: AnyRecording, 404: NotFoundErrorSchema, ...unusable },
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
        response: { 200: AnyBundle, ...unusable },
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
        response: { 200: ImportRecordingsResponse, 400: BadRequestErrorSchema },
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
        response: { 200: RecordingSettings },
      },
    },
    async () => toWire(recordings.settings()),
  );

  app.put(
    '/_emulator/recordings/mode',
    {
      schema: {
        ...operation(
          'setRecordingMode',
          'Change it from the next upstream call on. Replays begin with the first answer.',
        ),
        body: RecordingChanges,
        response: { 200: RecordingSettings, 400: BadRequestErrorSchema },
      },
    },
    async ({ body }) => toWire(recordings.configure(body)),
  );
};

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RecordingUnusable ? unprocessable(error.message) : error;
  }
}

export const toWire = ({ mode, timing, match }: Settings): Static<typeof RecordingSettings> => ({
  mode,
  timing,
  match: [...match],
});

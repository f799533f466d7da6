import { type Static, Type } from 'typebox';
import type { NamedRecording } from './format/recording-schema.ts';
import { firstWords } from './match/split-body.ts';

/** A recording at a glance. */
export const RecordingSummary = Type.Object({
  id: Type.String(),
  dialect: Type.String(),
  model: Type.String(),
  url: Type.Optional(Type.String()),
  status: Type.Integer(),
  chunks: Type.Integer({ description: 'In how many pieces the answer came.' }),
  recorded_at: Type.Optional(Type.String()),
  prompt: Type.String({ description: 'The first words of the last thing that was said.' }),
});
export type RecordingSummary = Static<typeof RecordingSummary>;

export const summarise = ({ id, recording: { recorded_at, request, response } }: NamedRecording): RecordingSummary => ({
  id,
  dialect: request.dialect,
  model: request.model,
  ...(request.url === undefined ? {} : { url: request.url }),
  status: response.status,
  chunks: response.chunks.length,
  ...(recorded_at === undefined ? {} : { recorded_at }),
  prompt: firstWords(request.body),
});

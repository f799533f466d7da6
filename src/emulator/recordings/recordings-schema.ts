/** The recordings' routes on the wire. */
import { Type } from 'typebox';
import { CountedPart } from './fingerprint.ts';
import { RECORDING_ID, type Recording, type RecordingBundle, RecordingSummary } from './recording-schema.ts';

export const ListRecordingsResponse = Type.Object({ recordings: Type.Array(RecordingSummary) });

export const ImportRecordingsResponse = Type.Object({ imported: Type.Integer() });

/** Sent as they are kept; a serialiser that picks known members would cost more and could only lose something. */
export const AnyRecording = Type.Unsafe<Recording>({
  description: 'A recording: `version`, `recorded_at`, `request` and `response`.',
});
export const AnyBundle = Type.Unsafe<RecordingBundle>({
  description: `All recordings: \`version\`, and \`recordings\`, each an \`id\` (${RECORDING_ID}) and its \`recording\`.`,
});

const mode = Type.Union(
  [Type.Literal('off'), Type.Literal('record'), Type.Literal('replay'), Type.Literal('record-missing')],
  { description: 'What happens to upstream calls.' },
);
const timing = Type.Union([Type.Literal('instant'), Type.Literal('recorded')], {
  description: 'How fast replayed answers arrive.',
});
const match = Type.Array(CountedPart, { description: 'What of a request has to be the same for it to be answered.' });

export const RecordingSettings = Type.Object({ mode, timing, match });
export const RecordingChanges = Type.Object({
  mode,
  timing: Type.Optional(timing),
  match: Type.Optional(match),
});

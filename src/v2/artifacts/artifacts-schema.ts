/** Artifacts on the wire (docs/behaviour/agent-artifacts.md, Artifacts). */
import { type Static, Type } from 'typebox';
import { ArtifactId, ArtifactReference } from '../../agent-loop/event-schema.ts';
import { ListMetadata, pageQuery } from '../../http/lists.ts';

export { ArtifactId };

const time = Type.String({ format: 'date-time' });
const word = <const Words extends readonly string[]>(...words: Words) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: words });

export const SessionArtifact = Type.Object({
  ...ArtifactReference.properties,
  checksum_sha256: Type.String(),
  metadata: Type.Record(Type.String(), Type.Unknown()),
  description: Type.Optional(Type.String()),
  ttl_days: Type.Optional(Type.Integer()),
  created_at: time,
  updated_at: time,
  data: Type.Optional(Type.String({ description: 'The bytes in base64; not in lists.' })),
});
export type SessionArtifact = Static<typeof SessionArtifact>;

export const ListArtifactsQuery = Type.Object({
  sort_by: Type.Optional({ ...word('created_at', 'updated_at'), default: 'created_at' }),
  order_by: Type.Optional({ ...word('desc', 'asc'), default: 'desc' }),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListArtifactsResponse = Type.Object({
  artifacts: Type.Array(SessionArtifact),
  metadata: ListMetadata,
});

import { type Static, Type } from 'typebox';
import type { SnapshotInfo } from '../../accounts/snapshot-info.ts';

export const SnapshotName = Type.String({
  pattern: '^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$',
  description: 'Letters, digits, "-", "_" and ".".',
});

export const Snapshot = Type.Object({
  name: SnapshotName,
  account: Type.String({ description: 'The one it was taken of.' }),
  created_at: Type.String({ format: 'date-time' }),
  size_bytes: Type.Integer(),
  data_version: Type.Integer({ description: 'Emulators that know it or a later one can load the snapshot.' }),
  counts: Type.Record(Type.String(), Type.Integer(), { description: 'How many corpora, documents, llms … it holds.' }),
});

export const SaveSnapshotRequest = Type.Object({
  name: SnapshotName,
  overwrite: Type.Optional(Type.Boolean({ description: 'Whether one of this name is replaced.' })),
});

export const LoadSnapshotRequest = Type.Object({
  from_account: Type.Optional(Type.String({ description: 'Whose snapshot it is; the own account’s when absent.' })),
});

export const SnapshotParams = Type.Object({ name: SnapshotName });
export const ListSnapshotsResponse = Type.Object({ snapshots: Type.Array(Snapshot) });

export const toWire = ({
  name,
  account,
  createdAt,
  bytes,
  dataVersion,
  counts,
}: SnapshotInfo): Static<typeof Snapshot> => ({
  name,
  account,
  created_at: new Date(createdAt).toISOString(),
  size_bytes: bytes,
  data_version: dataVersion,
  counts,
});

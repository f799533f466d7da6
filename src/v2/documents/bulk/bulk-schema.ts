/** Bulk operations on documents on the wire (docs/behaviour/documents.md, Bulk deletion and Bulk metadata updates). */
import { type Static, Type } from 'typebox';
import { discriminatedUnion } from '../../../http/schemas.ts';
import { Metadata } from '../documents-schema.ts';

export const BulkQuery = Type.Object({
  metadata_filter: Type.Optional(Type.String({ description: 'Ignored where document_ids are given.' })),
  document_ids: Type.Optional(Type.String({ description: 'Separated by commas, at most 10000.' })),
  async: Type.Optional(Type.Boolean({ default: true, description: 'Whether to answer before it is done.' })),
});
export type BulkQuery = Static<typeof BulkQuery>;

const time = Type.Optional(Type.String({ format: 'date-time' }));
const ofJob = { job_id: Type.String(), cutoff_at: time };
const ofDelete = {
  ...ofJob,
  response_type: Type.Enum(['async', 'success'], { deprecated: true }),
  cutoff_timestamp: Type.Optional(Type.String({ format: 'date-time', deprecated: true })),
};
const skippedAndFailed = {
  skipped_count: Type.Integer({ description: 'Created or changed after the cut-off.' }),
  failed_count: Type.Integer({ description: 'Unknown ids included.' }),
};

export const BulkDeleteDocumentsResponse = discriminatedUnion([
  Type.Object({ type: Type.Literal('async'), ...ofDelete }),
  Type.Object({ type: Type.Literal('success'), ...ofDelete, deleted_count: Type.Integer(), ...skippedAndFailed }),
]);

export const BulkUpdateDocumentMetadataRequest = Type.Object({
  metadata: Metadata,
  strategy: Type.Optional(
    Type.Enum(['merge', 'replace'], { default: 'merge', description: 'Whether the other keys stay.' }),
  ),
});
export type BulkUpdateDocumentMetadataRequest = Static<typeof BulkUpdateDocumentMetadataRequest>;

export const BulkUpdateDocumentMetadataResponse = discriminatedUnion([
  Type.Object({ type: Type.Literal('async'), ...ofJob }),
  Type.Object({ type: Type.Literal('success'), ...ofJob, updated_count: Type.Integer(), ...skippedAndFailed }),
]);

/** Documents on the wire (docs/behaviour/documents.md, Kinds of documents). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { discriminatedUnion } from '../../http/schemas.ts';
import {
  ChunkingStrategy,
  CustomDimensions,
  Image,
  ImageMetadata,
  Section,
  Table,
} from '../../ingest/structured-document.ts';

export { Image, ImageMetadata, Table } from '../../ingest/structured-document.ts';

export const Metadata = Type.Record(Type.String(), Type.Unknown());

/**
 * Any Unicode but control characters and halves of surrogate pairs, which are stored as something else
 * (docs/behaviour/documents.md, Ids and duplicates).
 */
export const DocumentId = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$',
});

export const CoreDocument = Type.Object({
  id: DocumentId,
  type: Type.Literal('core'),
  metadata: Type.Optional(Metadata),
  tables: Type.Optional(Type.Array(Table)),
  images: Type.Optional(Type.Array(Image)),
  document_parts: Type.Array(
    Type.Object({
      text: Type.String({ description: 'May be empty only where there is an image.' }),
      metadata: Type.Optional(Metadata),
      table_id: Type.Optional(Type.String()),
      image_id: Type.Optional(Type.String()),
      image_part_mode: Type.Optional(
        Type.Union([Type.Literal('text'), Type.Literal('image'), Type.Literal('image_and_text')]),
      ),
      context: Type.Optional(Type.String({ description: 'Embedded with the text, but not part of it.' })),
      custom_dimensions: Type.Optional(CustomDimensions),
    }),
    { minItems: 1 },
  ),
});
export type CoreDocument = Static<typeof CoreDocument>;

export const StructuredDocument = Type.Object({
  id: DocumentId,
  type: Type.Literal('structured'),
  title: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  metadata: Type.Optional(Metadata),
  custom_dimensions: Type.Optional(CustomDimensions),
  sections: Type.Array(Section, { minItems: 1 }),
  chunking_strategy: Type.Optional(ChunkingStrategy),
});
export type StructuredDocument = Static<typeof StructuredDocument>;

export const CreateDocumentRequest = discriminatedUnion([CoreDocument, StructuredDocument]);
export type CreateDocumentRequest = Static<typeof CreateDocumentRequest>;

export const CreateDocumentQuery = Type.Object({
  wait_for: Type.Optional(
    Type.Union([Type.Literal('searchable'), Type.Literal('indexed')], {
      description:
        'Both are reached before the answer, unless indexing is delayed or stepped by /_emulator/jobs/mode: then it waits for neither.',
    }),
  ),
});

export const DocumentPart = Type.Object({
  text: Type.String(),
  metadata: Metadata,
  table_id: Type.Optional(Type.String()),
  image_id: Type.Optional(Type.String()),
  context: Type.Optional(Type.String()),
  custom_dimensions: Type.Optional(Type.Record(Type.String(), Type.Number())),
});
export type DocumentPart = Static<typeof DocumentPart>;

const usage = { description: 'Bytes.' };

export const Document = Type.Object({
  id: Type.String(),
  metadata: Metadata,
  tables: Type.Optional(Type.Array(Table)),
  images: Type.Optional(Type.Array(ImageMetadata)),
  parts: Type.Optional(Type.Array(DocumentPart)),
  storage_usage: Type.Optional(
    Type.Object({ bytes_used: Type.Integer(usage), metadata_bytes_used: Type.Integer(usage) }),
  ),
  extraction_usage: Type.Optional(
    Type.Object({ table_extraction_used: Type.Optional(Type.Integer({ description: 'Pages.' })) }),
  ),
});
export type Document = Static<typeof Document>;

export const ListDocumentsQuery = Type.Object({
  metadata_filter: Type.Optional(Type.String({ description: 'Over declared document attributes and doc.id.' })),
  ...pageQuery({ default: 10, maximum: 1000 }),
});
export const ListDocumentsResponse = Type.Object({ documents: Type.Array(Document), metadata: ListMetadata });
export const UpdateDocumentRequest = Type.Object({ metadata: Type.Optional(Metadata) });

/** Documents on the wire (reference corpora §3). */
import { type Static, Type } from 'typebox';
import { discriminatedUnion } from '../../http/discriminated-union.ts';
import { ListMetadata, pageQuery } from '../../http/pagination.ts';

const Metadata = Type.Record(Type.String(), Type.Unknown());
const DocumentId = Type.String({ minLength: 1, maxLength: 1024, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

export const CoreDocument = Type.Object({
  id: DocumentId,
  type: Type.Literal('core'),
  metadata: Type.Optional(Metadata),
  document_parts: Type.Array(
    Type.Object({
      text: Type.String({ minLength: 1 }),
      metadata: Type.Optional(Metadata),
      context: Type.Optional(Type.String()),
    }),
    { minItems: 1 },
  ),
});

export interface Section {
  id?: number;
  title?: string;
  text: string;
  metadata?: Record<string, unknown>;
  sections?: Section[];
}

const section = (depth: number): Record<string, unknown> => ({
  type: 'object',
  required: ['text'],
  properties: {
    id: Type.Integer(),
    title: Type.String(),
    text: Type.String(),
    metadata: Metadata,
    ...(depth > 0 ? { sections: Type.Array(Type.Unsafe(section(depth - 1))) } : {}),
  },
});

export const StructuredDocument = Type.Object({
  id: DocumentId,
  type: Type.Literal('structured'),
  title: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  metadata: Type.Optional(Metadata),
  sections: Type.Array(Type.Unsafe<Section>(section(5)), { minItems: 1 }),
});

export const CreateDocumentRequest = discriminatedUnion([CoreDocument, StructuredDocument]);
export type CreateDocumentRequest = Static<typeof CreateDocumentRequest>;

export const DocumentPart = Type.Object({
  text: Type.String(),
  metadata: Metadata,
  context: Type.Optional(Type.String()),
});
export type DocumentPart = Static<typeof DocumentPart>;

export const Document = Type.Object({
  id: Type.String(),
  metadata: Metadata,
  parts: Type.Optional(Type.Array(DocumentPart)),
  storage_usage: Type.Optional(
    Type.Object({ bytes_used: Type.Integer(), metadata_bytes_used: Type.Integer() }, { description: 'Bytes.' }),
  ),
});

export const ListDocumentsQuery = Type.Object(pageQuery({ default: 10, maximum: 1000 }));
export const ListDocumentsResponse = Type.Object({ documents: Type.Array(Document), metadata: ListMetadata });
export const DocumentParams = Type.Object({ corpus_key: Type.String(), document_id: Type.String() });

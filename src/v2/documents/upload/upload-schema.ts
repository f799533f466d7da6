/** A file upload on the wire (docs/behaviour/uploads.md, What is uploaded). */
import { type Static, Type } from 'typebox';
import { ChunkingStrategy } from '../../../ingest/structured-document.ts';
import { DocumentId, Metadata } from '../documents-schema.ts';

export const TableGeneration = Type.Object(
  {
    llm_name: Type.Optional(Type.String()),
    prompt_template: Type.Optional(Type.String({ description: 'A Velocity template over $vectaraTable.' })),
    model_parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { description: 'Has each extracted table summarized by an LLM; left out, none is.' },
);
export type TableGeneration = Static<typeof TableGeneration>;

export const TableExtractionConfig = Type.Object({
  extract_tables: Type.Boolean(),
  extractor: Type.Optional(Type.Object({ name: Type.String() })),
  generation: Type.Optional(TableGeneration),
});

/** What is validated has the file's type in place of its bytes; those are in `request.uploadedFile`. */
export const UploadFileRequest = Type.Object({
  file: Type.String({ format: 'binary', description: 'At most 10 MB.' }),
  filename: Type.Optional(DocumentId),
  metadata: Type.Optional(Metadata),
  chunking_strategy: Type.Optional(ChunkingStrategy),
  table_extraction_config: Type.Optional(TableExtractionConfig),
});
export type UploadFileRequest = Static<typeof UploadFileRequest>;

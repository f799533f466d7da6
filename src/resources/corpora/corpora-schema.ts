/** Corpora on the wire (reference corpora §2). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/pagination.ts';

export const CorpusKey = Type.String({ minLength: 1, maxLength: 50, pattern: '^[a-zA-Z0-9_=-]+$' });

export const CreateCorpusRequest = Type.Object({
  key: CorpusKey,
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  save_history: Type.Optional(Type.Boolean()),
  queries_are_answers: Type.Optional(Type.Boolean()),
  documents_are_questions: Type.Optional(Type.Boolean()),
});
export type CreateCorpusRequest = Static<typeof CreateCorpusRequest>;

export const Corpus = Type.Object({
  id: Type.String(),
  key: CorpusKey,
  name: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
  save_history: Type.Boolean(),
  queries_are_answers: Type.Boolean(),
  documents_are_questions: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
});
export type Corpus = Static<typeof Corpus>;

export const ListCorporaQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'Regular expression over key, name and description.' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListCorporaResponse = Type.Object({ corpora: Type.Array(Corpus), metadata: ListMetadata });
export const CorpusParams = Type.Object({ corpus_key: Type.String() });

/** Glossaries on the wire (docs/behaviour/glossaries.md, Glossaries). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';

const GlossaryKey = Type.String({ minLength: 1, maxLength: 50, pattern: '^[a-zA-Z0-9_=-]+$' });
const name = Type.String({ minLength: 1, maxLength: 100 });
const description = Type.Optional(Type.String({ maxLength: 500 }));
const term = Type.String({ minLength: 1, maxLength: 200 });
const expansion = Type.String({ minLength: 1, maxLength: 1000 });

export const CreateGlossaryRequest = Type.Object({
  key: Type.Optional(Type.String({ ...GlossaryKey, description: 'Made from the name when left out.' })),
  name,
  description,
});
export type CreateGlossaryRequest = Static<typeof CreateGlossaryRequest>;

/** In a seed an entry is known again by its key. */
export const SeedGlossary = Type.Object({ key: GlossaryKey, name, description });

export const UpdateGlossaryRequest = Type.Object({ name: Type.Optional(name), description });

export const Glossary = Type.Object({
  key: GlossaryKey,
  name,
  description,
  num_entries: Type.Integer(),
  created_at: Type.String({ format: 'date-time' }),
  updated_at: Type.String({ format: 'date-time', description: 'Moved by changes of entries too.' }),
});
export type Glossary = Static<typeof Glossary>;

export const ListGlossariesQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'A part of the name or the description, in any case.' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListGlossariesResponse = Type.Object({ glossaries: Type.Array(Glossary), metadata: ListMetadata });

export const UpsertGlossaryEntriesRequest = Type.Object({
  entries: Type.Record(Type.String(), expansion, {
    minProperties: 1,
    maxProperties: 1000,
    propertyNames: term,
    description: 'Terms of 1 to 200 characters with what they stand for.',
  }),
});

export const ListGlossaryEntriesQuery = Type.Object(pageQuery({ default: 100, maximum: 1000 }));
export const GlossaryEntriesResponse = Type.Object({
  entries: Type.Array(Type.Object({ term, expansion })),
  metadata: ListMetadata,
});

const terms = Type.Array(term, { minItems: 1, maxItems: 1000 });
/** Some clients send no body with DELETE: the terms may stand in the query instead. */
export const DeleteGlossaryEntriesRequest = Type.Object({ terms: Type.Optional(terms) });
export const DeleteGlossaryEntriesQuery = Type.Object({ terms: Type.Optional(terms) });

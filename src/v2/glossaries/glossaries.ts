/** Glossaries: terms and what they stand for. */

import { type Kept, records } from '../../accounts/records.ts';
import { invalidField } from '../../errors.ts';
import { pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import type { SeedList } from '../seed-list.ts';
import * as schema from './glossaries-schema.ts';

interface StoredGlossary {
  name: string;
  description?: string;
  /** By term, as it was written. A list of pairs, since a term may be `__proto__`. */
  entries: [term: string, expansion: string][];
}

export const glossariesOf = records<StoredGlossary>('glossaries', 'Glossary');

const wire = ({ key, value, createdAt, updatedAt }: Kept<StoredGlossary>): schema.Glossary => ({
  key,
  name: value.name,
  description: value.description,
  num_entries: value.entries.length,
  created_at: new Date(createdAt).toISOString(),
  updated_at: new Date(updatedAt).toISOString(),
});

/** A key that speaks of the name, and that no other glossary is likely to have. */
const keyFrom = (name: string, id: string): string => {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return `${slug.slice(0, 45) || 'glossary'}_${id.slice(0, 4)}`;
};

const holds = (text: string | undefined, part: string) => text?.toLowerCase().includes(part.toLowerCase()) ?? false;

/** `entries` are added; those that a seed no longer has stay. */
export const seedOfGlossaries = {
  list: 'glossaries',
  by: 'key',
  entry: schema.SeedGlossary,
  create: 'createGlossary',
  update: 'updateGlossary',
  parts: {
    entries: { schema: schema.UpsertGlossaryEntriesRequest.properties.entries, operation: 'upsertGlossaryEntries' },
  },
} as const satisfies SeedList;

export const glossaries = [
  operation(
    'createGlossary',
    {
      summary: 'Create a glossary, without entries.',
      body: schema.CreateGlossaryRequest,
      answer: schema.Glossary,
      also: [409],
    },
    ({ account, body: { key, name, description } }) => {
      const chosen = key ?? keyFrom(name, account.newId('glossary'));
      return wire(glossariesOf(account).create(chosen, { name, description, entries: [] }));
    },
  ),

  operation(
    'listGlossaries',
    {
      summary: 'List glossaries in order of creation.',
      query: schema.ListGlossariesQuery,
      answer: schema.ListGlossariesResponse,
    },
    ({ account, query: { filter, limit = 10, page_key } }) => {
      const position = readPagePosition(schema.ListGlossariesQuery, page_key, { filter });
      const part = position.filters.filter ?? '';
      const wanted = glossariesOf(account)
        .list()
        .filter(({ value }) => part === '' || holds(value.name, part) || holds(value.description, part));
      const { items, metadata } = pageOf(wanted, limit, position);
      return { glossaries: items.map(wire), metadata };
    },
  ),

  operation('getGlossary', { summary: 'Get a glossary.', answer: schema.Glossary }, ({ account, path }) =>
    wire(glossariesOf(account).get(path.glossary_key)),
  ),

  operation(
    'updateGlossary',
    { summary: 'Rename or describe a glossary.', body: schema.UpdateGlossaryRequest, answer: schema.Glossary },
    ({ account, path, body }) => {
      const { key, value } = glossariesOf(account).get(path.glossary_key);
      return wire(glossariesOf(account).update(key, { ...value, ...body }));
    },
  ),

  operation('deleteGlossary', { summary: 'Delete a glossary with its entries.' }, ({ account, path }) =>
    glossariesOf(account).delete(path.glossary_key),
  ),

  operation(
    'upsertGlossaryEntries',
    { summary: 'Add entries, or replace those of the same terms.', body: schema.UpsertGlossaryEntriesRequest },
    ({ account, path, body }) => {
      const { key, value } = glossariesOf(account).get(path.glossary_key);
      const entries = [...new Map([...value.entries, ...Object.entries(body.entries)])];
      glossariesOf(account).update(key, { ...value, entries });
    },
  ),

  operation(
    'listGlossaryEntries',
    {
      summary: 'List entries by term.',
      query: schema.ListGlossaryEntriesQuery,
      answer: schema.GlossaryEntriesResponse,
    },
    ({ account, path, query: { limit = 100, page_key } }) => {
      const { entries } = glossariesOf(account).get(path.glossary_key).value;
      const byTerm = entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([term, expansion]) => ({ term, expansion }));
      const { items, metadata } = pageOf(
        byTerm,
        limit,
        readPagePosition(schema.ListGlossaryEntriesQuery, page_key, {}),
      );
      return { entries: items, metadata };
    },
  ),

  operation(
    'deleteGlossaryEntries',
    {
      summary: 'Delete entries; terms that are not there are passed over.',
      query: schema.DeleteGlossaryEntriesQuery,
      body: schema.DeleteGlossaryEntriesRequest,
      optionalBody: true,
    },
    ({ account, path, query, body }) => {
      const terms = new Set([...(body.terms ?? []), ...(query.terms ?? [])]);
      if (terms.size === 0) throw invalidField('body.terms', '[] should have at least 1 items.');
      const { key, value } = glossariesOf(account).get(path.glossary_key);
      glossariesOf(account).update(key, { ...value, entries: value.entries.filter(([term]) => !terms.has(term)) });
    },
  ),
];

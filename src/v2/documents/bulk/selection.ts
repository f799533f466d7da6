import { invalidField } from '../../../errors.ts';
import type { FilterAttribute } from '../../../retrieval/filter/filter-attribute.ts';
import { readRequestFilter } from '../../../retrieval/filter/read-request-filter.ts';
import type { BulkQuery } from './bulk-schema.ts';

/** Which documents a bulk operation is about; kept with its job, so plain JSON. */
export type Selection =
  | { by: 'ids'; ids: string[] }
  /** `cutoff`: documents created or changed after it (milliseconds since 1970) are left alone. */
  | { by: 'filter'; filter: string; cutoff: number };

const MOST_IDS = 10_000;

/** Ids win over a filter; a blank filter selects nothing rather than everything (docs/behaviour/documents.md, Bulk deletion). Throws 400. */
export function readSelection(query: BulkQuery, attributes: readonly FilterAttribute[], now: number): Selection {
  const ids = [...new Set((query.document_ids ?? '').split(',').filter((id) => id !== ''))];
  if (ids.length > MOST_IDS) throw invalidField('query.document_ids', `should have at most ${MOST_IDS} ids.`);
  if (ids.length > 0) return { by: 'ids', ids };
  const filter = query.metadata_filter ?? '';
  const scope = { attributes, level: 'document' as const };
  if (!readRequestFilter(filter, scope, 'query.metadata_filter')) {
    throw invalidField('query', 'should have document_ids or a metadata_filter.');
  }
  return { by: 'filter', filter, cutoff: now };
}

/** What operations that list share: pages, and a filter by name. */

import { type Static, type TSchema, Type } from 'typebox';
import { compileRegex, type Regex, RegexError, regexBudget } from '../basics/regular-expressions.ts';
import { invalidField } from '../errors.ts';
import { fits } from './validation.ts';

/** `limit` and `page_key`, as every list takes them (docs/behaviour/conventions.md, Pages). */
export function pageQuery(limits: { default: number; maximum: number }) {
  return {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.maximum, default: limits.default })),
    page_key: Type.Optional(Type.String({ description: 'Opaque; from metadata.page_key of the page before.' })),
  };
}

export const ListMetadata = Type.Object({
  page_key: Type.Optional(Type.String({ description: 'Present only when another page follows.' })),
});

interface Page<T> {
  items: T[];
  metadata: Static<typeof ListMetadata>;
}

/** What a page key stands for: where to go on, and the filters of the first page, which win over later ones. */
interface PagePosition<Filters> {
  offset: number;
  filters: Filters;
}

/**
 * `filters` are those beside the key, and `query` is what the list takes: the filters in a key, which anybody can write,
 * are held to it as well. Throws 400.
 */
export function readPagePosition<Filters>(
  query: TSchema,
  pageKey: string | undefined,
  filters: Filters,
): PagePosition<Filters> {
  if (!pageKey) return { offset: 0, filters };
  return fromPageKey<PagePosition<Filters>>(
    pageKey,
    ({ offset = 0, filters }) =>
      Number.isSafeInteger(offset) &&
      offset > 0 &&
      filters !== null &&
      typeof filters === 'object' &&
      // A copy, since defaults are written into what is checked.
      fits(query, { ...filters }),
  );
}

/** Cuts one page out of the whole list. The key is left out on the last page: an empty one makes an SDK loop for ever. */
export function pageOf<T, Filters>(all: readonly T[], limit: number, position: PagePosition<Filters>): Page<T> {
  const end = position.offset + limit;
  return {
    items: all.slice(position.offset, end),
    metadata: nextPage(end < all.length, end, position.filters),
  };
}

/** The metadata of a page that was cut elsewhere; `end` is where the next one starts. */
export const nextPage = (isMore: boolean, end: number, filters: unknown): Static<typeof ListMetadata> =>
  isMore ? { page_key: toPageKey({ offset: end, filters }) } : {};

/** Where a page begins, as clients hand it back; they take it for a word without meaning. */
export const toPageKey = (position: object): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** What a page key says; throws 400 unless `isOurs` knows it for a position of its list. */
export function fromPageKey<Position>(pageKey: string, isOurs: (said: Partial<Position>) => boolean): Position {
  try {
    const said = JSON.parse(Buffer.from(pageKey, 'base64url').toString('utf8'));
    if (typeof said === 'object' && said !== null && isOurs(said)) return said;
  } catch {
    // Falls through to the refusal.
  }
  throw invalidField('query.page_key', 'is not a key that this list handed out.');
}

interface Named {
  name: string;
  description?: string;
}

const nameAndDescription = ({ name, description = '' }: Named) => [name, description];

/**
 * The `filter` of list operations: a regular expression over name and description, unanchored and, but for what belongs to
 * agents (docs/behaviour/agents.md, Lists), case-insensitive (docs/behaviour/conventions.md, Pages). It may be any that runs in linear time
 * (docs/behaviour/regular-expressions.md).
 */
export function filterByName<T extends Named>(
  records: readonly T[],
  filter: string | undefined,
  textsOf: (record: T) => string[] = nameAndDescription,
  { ignoreCase } = { ignoreCase: true },
): T[] {
  if (filter === undefined || filter === '') return [...records];
  const expression = compile(filter, ignoreCase);
  const budget = regexBudget();
  try {
    return records.filter((record) => textsOf(record).some((text) => expression.test(text, budget)));
  } catch (error) {
    if (error instanceof RegexError) throw invalidField('query.filter', `${error.message}.`);
    throw error;
  }
}

function compile(filter: string, ignoreCase: boolean): Regex {
  try {
    return compileRegex(filter, { ignoreCase });
  } catch (error) {
    throw invalidField('query.filter', `is not a regular expression that can be used: ${(error as Error).message}.`);
  }
}

/** The same with case, as agents and what belongs to them are filtered. */
export const filterByCase = <T extends Named>(
  records: readonly T[],
  filter: string | undefined,
  textsOf = nameAndDescription as (record: T) => string[],
): T[] => filterByName(records, filter, textsOf, { ignoreCase: false });

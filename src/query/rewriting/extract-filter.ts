/** Intelligent query rewriting: values of filter attributes found in a query become a filter (reference §5.7). */
import type { FilterAttribute } from '../../retrieval/filter/filter-attribute.ts';
import { referenceText } from '../../retrieval/filter/filter-names.ts';

/** The values stored for one attribute of a corpus. */
export interface AttributeValues {
  attribute: Pick<FilterAttribute, 'name' | 'level' | 'type'>;
  values: readonly (string | number)[];
}

/** What was made of the query for one corpus. */
export interface QueryRewriting {
  corpusKey: string;
  /** Undefined when rewriting failed and the query ran as it was. */
  extraction: FilterExtraction | undefined;
  /** In the vocabulary of the history's spans. */
  warnings: ('no_filter_attrs' | 'extracted_empty_filter' | 'failed_to_parse_extracted_filter' | 'failure')[];
}

export interface FilterExtraction {
  query: string;
  /** Undefined when nothing was found. */
  filter: string | undefined;
}

/** Four digits that read as a year. */
const YEAR = /(?<![\p{L}\p{N}])(1[5-9]\d\d|20\d\d)(?![\p{L}\p{N}])/u;

/**
 * Takes the values of text attributes, and years of integer attributes called so, out of the query. Values match as
 * whole words in any letter case; several of one attribute become a list.
 */
export function extractFilter(query: string, attributes: readonly AttributeValues[]): FilterExtraction {
  let rest = query;
  const conditions: string[] = [];
  for (const { attribute, values } of attributes) {
    const found: string[] = [];
    if (attribute.type === 'text') {
      const longestFirst = values.filter((value) => typeof value === 'string' && value.trim() !== '') as string[];
      for (const value of longestFirst.sort((a, b) => b.length - a.length)) {
        const shorter = withoutWord(rest, value);
        if (shorter === undefined) continue;
        rest = shorter;
        found.push(`'${value.replaceAll("'", "''")}'`);
      }
    } else if (attribute.type === 'integer' && /year/i.test(attribute.name)) {
      const year = YEAR.exec(rest)?.[1];
      if (year === undefined || !values.some((value) => String(value) === year)) continue;
      rest = withoutWord(rest, year) ?? rest;
      found.push(year);
    }
    if (found.length === 0) continue;
    const name = referenceText(attribute);
    conditions.push(found.length === 1 ? `${name} = ${found[0]}` : `${name} IN (${found.join(', ')})`);
  }
  // A query that was nothing but values still needs something to search with.
  const left = rest.replace(/\s+/g, ' ').trim();
  return { query: left === '' ? query : left, filter: conditions.length > 0 ? conditions.join(' AND ') : undefined };
}

function withoutWord(text: string, word: string): string | undefined {
  const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'iu');
  return pattern.test(text) ? text.replace(pattern, ' ') : undefined;
}

import type { FoundPart } from '../../retrieval/search/found-part.ts';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A document's metadata as query results show it: with its title, and strings that look like JSON values converted. */
export const shownDocumentMetadata = ({ title, documentMetadata }: FoundPart): Record<string, unknown> =>
  convertStrings({ ...(title === undefined ? {} : { title }), ...documentMetadata });

/** Strings that look like JSON values become them, in query results only (reference corpora §7.4). */
export function convertStrings(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? converted(value) : value]),
  );
}

function converted(text: string): unknown {
  if (NUMBER.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (!text.startsWith('{') && !text.startsWith('[')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

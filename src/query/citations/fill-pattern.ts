import type { CitationSource } from './citation-source.ts';

const PLACEHOLDER = /\{(doc|part)\.([^{}]+)\}/g;

/**
 * Fills `{doc.id}`, `{doc.<key>}` and `{part.<key>}` (docs/behaviour/query.md, Citations). An unknown key is empty;
 * other text in braces stays. `protect` is applied to what is filled in, not to the pattern.
 */
export function fillPattern(
  pattern: string,
  source: CitationSource,
  protect: (text: string) => string = (text) => text,
): string {
  return pattern.replace(PLACEHOLDER, (_, level: string, key: string) => {
    if (level === 'doc' && key === 'id') return protect(source.documentId);
    const metadata = level === 'doc' ? source.documentMetadata : source.partMetadata;
    return protect(Object.hasOwn(metadata, key) ? printMetadata(metadata[key]) : '');
  });
}

/** Numbers without a needless `.0`, lists and objects as JSON, null as nothing. */
function printMetadata(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

import type { CitationOptions } from '../../src/query/citations/citation-source.ts';
import { createCitationWriter } from '../../src/query/citations/citation-writer.ts';

/** Rewrites a text that is complete. */
export function rewriteCitations(text: string, options: CitationOptions): string {
  const writer = createCitationWriter(options);
  return writer.push(text) + writer.end();
}

import type { CitationOptions, CitationSource } from './citation-source.ts';
import { fillPattern } from './fill-pattern.ts';

/** One citation of result `number` (from 1), in a style that has links (docs/behaviour/query.md, Citations). */
export function renderCitation(number: number, source: CitationSource, options: CitationOptions): string {
  const { style, textPattern = '', urlPattern = '' } = options;
  const protect = style === 'html' ? escapeForHtml : undefined;
  const text = fillPattern(textPattern, source, protect) || String(number);
  const url = fillPattern(urlPattern, source, protect);
  return style === 'html' ? `<a href="${url}">${text}</a>` : `[${text}](${url})`;
}

/**
 * Metadata can end neither the attribute nor the element it stands in, and reads back as it was stored: an ampersand
 * is escaped too, or `&copy=1` in a URL would become a sign. URLs are not encoded otherwise.
 */
function escapeForHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

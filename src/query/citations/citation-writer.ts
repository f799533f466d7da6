import type { CitationOptions } from './citation-source.ts';
import { renderCitation } from './render-citation.ts';

/** Rewrites the citations of a text that comes in pieces. */
export interface CitationWriter {
  /** The next piece of the model's text; answers with what can be sent on already, perhaps nothing. */
  push(chunk: string): string;
  /** No more text comes; answers with what was held back. */
  end(): string;
}

/** Longest citation, brackets included: text is never held back beyond it (docs/behaviour/query.md, Citations). */
const LONGEST = 20;

const CITATION = /\[([1-9]\d*(?: *, *[1-9]\d*)*)\]/g;
/** The end of a text that may yet become a citation. */
const UNFINISHED = /\[[\d ,]{0,18}$/;

/** The same with the space that goes when the citation goes. */
const SPACED_CITATION = new RegExp(` ?${CITATION.source}`, 'g');
const SPACED_UNFINISHED = new RegExp(` ?${UNFINISHED.source}| $`);

/**
 * Rewrites the model's `[n]` and `[n, m]` in one of the four styles (docs/behaviour/query.md, Citations). The
 * concatenated output does not depend on how the text is cut, and no citation is ever split over two outputs. Numbers
 * that no result has stay as they are.
 */
export function createCitationWriter(options: CitationOptions): CitationWriter {
  const unfinished = options.style === 'none' ? SPACED_UNFINISHED : UNFINISHED;
  let held = '';
  return {
    push(chunk) {
      const text = held + chunk;
      const open = text.search(unfinished);
      held = open < 0 ? '' : text.slice(open);
      return rewrite(open < 0 ? text : text.slice(0, open), options);
    },
    end() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}

function rewrite(text: string, options: CitationOptions): string {
  switch (options.style) {
    case 'numeric':
      return text;
    case 'none':
      return text.replace(SPACED_CITATION, (written, numbers) => removeCitations(written, numbers, options));
    default:
      return text.replace(CITATION, (written, numbers) => linkCitations(written, numbers, options));
  }
}

function removeCitations(written: string, numbers: string, { results }: CitationOptions): string {
  const cited = readNumbers(written.trimStart(), numbers);
  const unknown = cited.filter((number) => number > results.length);
  if (unknown.length === cited.length) return written;
  return unknown.length === 0 ? '' : written.replace(numbers, unknown.join(', '));
}

function linkCitations(written: string, numbers: string, options: CitationOptions): string {
  const { results } = options;
  const cited = readNumbers(written, numbers);
  if (cited.every((number) => number > results.length)) return written;
  return cited
    .map((number) => {
      const source = results[number - 1];
      return source ? renderCitation(number, source, options) : `[${number}]`;
    })
    .join(', ');
}

/** None where the citation is too long to be one. */
function readNumbers(citation: string, numbers: string): number[] {
  return citation.length > LONGEST ? [] : numbers.split(',').map(Number);
}

import type { Sentence } from './split-sentences.ts';

/**
 * `max_chars_chunking_strategy` (reference corpora §3.6): sentences are put together until `maxChars` (UTF-16 units)
 * would be passed. A longer sentence is cut, at the last blank that fits or else between characters, and its rest goes
 * on as a sentence of its own. A chunk is cut out of `text`, so the white space between its sentences stays.
 */
export function* packSentences(text: string, sentences: Iterable<Sentence>, maxChars: number): Generator<Sentence> {
  let start = 0;
  let end = 0;
  for (const piece of cutLong(sentences, maxChars)) {
    const pieceEnd = piece.offset + piece.text.length;
    if (end > start && pieceEnd - start > maxChars) {
      yield chunk(text, start, end);
      end = start;
    }
    if (end === start) start = piece.offset;
    end = pieceEnd;
  }
  if (end > start) yield chunk(text, start, end);
}

/** A single newline reads as a blank, as inside a sentence; a blank line stays. */
const chunk = (text: string, start: number, end: number): Sentence => ({
  text: text.slice(start, end).replace(/(\n\s*\n)|\n/g, (_, blankLine) => blankLine ?? ' '),
  offset: start,
});

function* cutLong(sentences: Iterable<Sentence>, maxChars: number): Generator<Sentence> {
  for (const { text, offset } of sentences) {
    let start = 0;
    while (text.length - start > maxChars) {
      const end = lastCut(text, start, start + maxChars);
      const piece = text.slice(start, end).trimEnd();
      yield { text: piece, offset: offset + start };
      start = end + (/^\s*/.exec(text.slice(end)) as RegExpExecArray)[0].length;
    }
    yield { text: text.slice(start), offset: offset + start };
  }
}

function lastCut(text: string, start: number, limit: number): number {
  for (let cut = limit; cut > start; cut--) if (/\s/.test(text[cut]!)) return cut;
  const splitsPair = /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(limit - 1, limit + 1));
  return splitsPair ? limit - 1 : limit;
}

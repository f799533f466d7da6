import { NEVER_FINAL, OPENERS, SOMETIMES_FINAL } from './abbreviations.ts';

/**
 * `Intl.Segmenter` finds every place where a sentence could end; the rules here take back the ends it sees after
 * abbreviations, initials, ordinals, inside code and before continuations (docs/behaviour/documents.md, Splitting and
 * part metadata, "Sentence splitting").
 */

/** `offset` counts UTF-16 units into the text after `normaliseNewlines`; the length is `text.length`. */
export interface Sentence {
  text: string;
  offset: number;
}

/** CRLF and lone CR become LF. */
export const normaliseNewlines = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterFor(language: string): Intl.Segmenter {
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
    segmenters.set(language, segmenter);
  }
  return segmenter;
}

/**
 * Sentences in order. A blank line always ends one; a single newline inside one reads as a blank and stays in the text, as
 * the service keeps it. `language` is an ISO 639 code of two or three letters.
 */
export function* splitSentences(source: string, language = 'eng'): Generator<Sentence> {
  const text = normaliseNewlines(source);
  let start = 0;
  for (const border of text.matchAll(/\n\s*\n|$/g)) {
    yield* splitParagraph(text.slice(start, border.index), start, language);
    start = border.index + border[0].length;
  }
}

/** Characters that the segmenter sees at a time: it reads all it is given before it answers, and others wait for that. */
const WINDOW = 16_384;

/** What `Intl.Segmenter` makes of a text, window by window; the last segment of each begins the next. */
function* segmentsOf(text: string, language: string): Generator<{ segment: string; index: number }> {
  let size = WINDOW;
  for (let from = 0; from < text.length; ) {
    const isLast = from + size >= text.length;
    let end = from;
    let held: { segment: string; index: number } | undefined;
    for (const { segment, index } of segmenterFor(language).segment(text.slice(from, from + size))) {
      if (held) yield held;
      held = { segment, index: from + index };
      end = held.index;
    }
    if (isLast && held) return yield held;
    // A sentence that is longer than the window takes a larger one.
    size = end > from ? WINDOW : size * 2;
    from = end;
  }
}

function* splitParagraph(source: string, offset: number, language: string): Generator<Sentence> {
  const paragraph = source.replaceAll('\n', ' ');
  let start = 0;
  let backticks = 0;
  const lastBacktick = paragraph.lastIndexOf('`');
  for (const { segment, index } of segmentsOf(paragraph, language)) {
    if (index > start) {
      const insideCode = backticks % 2 === 1 && lastBacktick >= index;
      if (!insideCode && !belongTogether(paragraph, start, index, language)) {
        yield* trimmed(source, start, index, offset);
        start = index;
        backticks = 0;
      }
    }
    if (segment.includes('`')) backticks += segment.split('`').length - 1;
  }
  yield* trimmed(source, start, paragraph.length, offset);
}

function* trimmed(paragraph: string, start: number, end: number, offset: number): Generator<Sentence> {
  const piece = paragraph.slice(start, end);
  const text = piece.trim();
  if (text) yield { text, offset: offset + start + piece.indexOf(text) };
}

/** More than any word or bracket the rules look at; keeps long paragraphs linear. */
const REACH = 40;
const CJK_STOP = /[。！？｡…‥]["'”’」』）〉》】\])]*$/u;
const QUOTING_PARTICLE = /^(と|って|とか|という|との)/u;
const GERMAN_DATE =
  /^(Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert|Auflage)/u;
const ALSO_ENGLISH = /^(April|August|September|November)/;

function belongTogether(paragraph: string, start: number, border: number, language: string): boolean {
  const before = paragraph.slice(Math.max(start, border - REACH), border);
  const after = paragraph.slice(border, border + REACH);
  const head = before.trimEnd();
  const next = after.trimStart();

  if (!/[\p{L}\p{N}]/u.test(next) && paragraph.length - border < REACH) return true;
  if (CJK_STOP.test(head)) return /[」』]$/u.test(head) && QUOTING_PARTICLE.test(next);
  if (head.length === before.length && next.length === after.length)
    return !/^\p{Script=Han}/u.test(next) && /[.!?]$/.test(head);
  if (/^["'“‘(¿¡[]*\p{Ll}/u.test(next)) return true;
  if (border - start < 8 && /^\s*\(?(\d{1,3}|\p{L}|[ivxIVX]+)[.)]$/u.test(head)) return true;
  return head.endsWith('.') && stopIsPartOfWord(head, next, language);
}

function stopIsPartOfWord(head: string, next: string, language: string): boolean {
  const word = /[\p{L}\p{M}\p{N}.ª-]*$/u.exec(head.slice(0, -1))![0];
  const lower = word.toLowerCase();
  if (/^\d{1,2}$/.test(word)) return GERMAN_DATE.test(next) && (language === 'deu' || !ALSO_ENGLISH.test(next));
  if (lower === 'no' || lower === 'nos') return /^[\p{N}#]/u.test(next);
  if (NEVER_FINAL.has(lower)) return true;
  const isInitial = /^\p{L}$/u.test(word) || /^(\p{L}{1,2}\.)+\p{L}{1,2}$/u.test(word);
  if (!isInitial && !SOMETIMES_FINAL.has(lower)) return false;
  const opener = /^["'“‘(]*([\p{L}\p{M}’']+)/u.exec(next)?.[1];
  return opener === undefined || !OPENERS.has(opener.toLowerCase());
}

/**
 * `max_chars_chunking_strategy` (docs/behaviour/documents.md, Chunking): sentences are put together until `maxChars`
 * (UTF-16 units) would be passed. A longer sentence is cut, at the last blank that fits or else between characters, and
 * its rest goes on as a sentence of its own. A chunk is cut out of `text`, so the white space between its sentences
 * stays.
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

const chunk = (text: string, start: number, end: number): Sentence => ({
  text: text.slice(start, end),
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

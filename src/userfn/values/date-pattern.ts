import { type CalendarFields, fromCalendar, readFraction, readOffset } from './calendar.ts';
import type { DateTime } from './value.ts';

/** Reads a text by the pattern; null where it does not fit, or names no real date. */
export type DateReader = (text: string) => DateTime | null;

interface Letters {
  pattern: string;
  field: keyof CalendarFields;
  read(text: string): number;
}

const LETTERS: Readonly<Record<string, Letters>> = {
  yyyy: { pattern: '\\d{4}', field: 'year', read: Number },
  MM: { pattern: '\\d{2}', field: 'month', read: Number },
  M: { pattern: '\\d{1,2}', field: 'month', read: Number },
  dd: { pattern: '\\d{2}', field: 'day', read: Number },
  d: { pattern: '\\d{1,2}', field: 'day', read: Number },
  HH: { pattern: '\\d{2}', field: 'hour', read: Number },
  H: { pattern: '\\d{1,2}', field: 'hour', read: Number },
  mm: { pattern: '\\d{2}', field: 'minute', read: Number },
  m: { pattern: '\\d{1,2}', field: 'minute', read: Number },
  ss: { pattern: '\\d{2}', field: 'second', read: Number },
  s: { pattern: '\\d{1,2}', field: 'second', read: Number },
  SSS: { pattern: '\\d{3}', field: 'milli', read: readFraction },
  XXX: { pattern: 'Z|[+-]\\d\\d:\\d\\d', field: 'offset', read: readOffset },
};

const PIECE = /([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']|'/gy;

/**
 * Compiles a Java date pattern of `yyyy MM dd HH mm ss SSS XXX` (and one-letter `M d H m s`), quoted text and
 * punctuation (reference corpora §9.5); a month or day not in the pattern is the first. Answers with the reader, or with a sentence saying what is not understood.
 */
export function compileDatePattern(pattern: string): DateReader | string {
  const letters: Letters[] = [];
  let source = '';
  for (const [piece, letter, quoted] of pattern.matchAll(PIECE)) {
    if (letter !== undefined) {
      const known = Object.hasOwn(LETTERS, piece) ? LETTERS[piece]! : undefined;
      if (!known) return `The date pattern letters ${piece} are not known; use ${Object.keys(LETTERS).join(' ')}.`;
      letters.push(known);
      source += `(${known.pattern})`;
    } else if (quoted !== undefined) {
      source += verbatim(quoted === '' ? "'" : quoted.replaceAll("''", "'"));
    } else if (piece === "'") {
      return `The date pattern ${pattern} has a quote that is not closed.`;
    } else if ('[]{}#'.includes(piece)) {
      return `The date pattern character ${piece} is reserved; put it between quotes.`;
    } else {
      source += verbatim(piece);
    }
  }
  if (!letters.some(({ field }) => field === 'year')) return `The date pattern ${pattern} names no year (yyyy).`;

  const whole = new RegExp(`^${source}$`);
  return (text) => {
    const match = whole.exec(text);
    if (!match) return null;
    const fields: CalendarFields = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, milli: 0, offset: 0 };
    letters.forEach(({ field, read }, index) => {
      fields[field] = read(match[index + 1]!);
    });
    return fromCalendar(fields);
  };
}

function verbatim(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

import { type DateTime, dateTime } from './values.ts';

/** Reads a text by the pattern; null where it does not fit, or names no real date. */
type DateReader = (text: string) => DateTime | null;

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
 * punctuation (docs/behaviour/user-functions.md, Functions); a month or day not in the pattern is the first. Answers
 * with the reader, or with a sentence saying what is not understood.
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

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Reads an ISO 8601 date, with or without a time and a zone; zone-less is UTC. Null for anything else. */
export function parseIsoDateTime(text: string): DateTime | null {
  const match = ISO.exec(text);
  if (!match) return null;
  return fromCalendar({
    year: Number(match[1]),
    month: Number(match[2]),
    day: Number(match[3]),
    hour: Number(match[4] ?? 0),
    minute: Number(match[5] ?? 0),
    second: Number(match[6] ?? 0),
    milli: readFraction(match[7]),
    offset: readOffset(match[8]),
  });
}

interface CalendarFields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  milli: number;
  /** Minutes east of UTC. */
  offset: number;
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The moment these fields name, or null when there is no such date or time (30 February, 24:00, second 60). */
function fromCalendar(fields: CalendarFields): DateTime | null {
  const { year, month, day, hour, minute, second, milli, offset } = fields;
  const isLeapDay = month === 2 && day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (!(day >= 1 && day <= MONTH_LENGTHS[month - 1]!) && !isLeapDay) return null;
  if (hour > 23 || minute > 59 || second > 59 || Math.abs(offset) > 18 * 60) return null;
  const minutes = (daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute - offset;
  return dateTime((minutes * 60 + second) * 1_000 + milli);
}

/** Counts in years that begin in March, so that a leap day is the last of its year. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = (month + 9) % 12;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((marchMonth * 153 + 2) / 5) + day - 719_469;
}

/**
 * Minutes east of UTC from `Z`, `+02`, `+0200`, `+02:00`; nothing is UTC (docs/behaviour/user-functions.md, Functions).
 */
function readOffset(text: string | undefined): number {
  if (text === undefined || text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(':', ''));
  return text.startsWith('-') ? -minutes : minutes;
}

/** Milliseconds from the digits after a decimal point; finer digits are cut off. */
function readFraction(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.slice(0, 3).padEnd(3, '0'));
}

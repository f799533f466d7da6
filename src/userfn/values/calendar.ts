import { type DateTime, dateTime } from './value.ts';

export interface CalendarFields {
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
export function fromCalendar(fields: CalendarFields): DateTime | null {
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

/** Minutes east of UTC from `Z`, `+02`, `+0200`, `+02:00`; nothing is UTC (reference corpora §9.5). */
export function readOffset(text: string | undefined): number {
  if (text === undefined || text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(':', ''));
  return text.startsWith('-') ? -minutes : minutes;
}

/** Milliseconds from the digits after a decimal point; finer digits are cut off. */
export function readFraction(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.slice(0, 3).padEnd(3, '0'));
}

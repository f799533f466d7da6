import { fromCalendar, readFraction, readOffset } from './calendar.ts';
import type { DateTime } from './value.ts';

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

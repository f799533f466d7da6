import { parseIsoDateTime } from '../values/iso-datetime.ts';
import { DateTime, Duration, duration, toNumber } from '../values/value.ts';
import { type FunctionDefinition, NUMERIC } from './function-definition.ts';

/** reference corpora §9.5, groups time and duration. `now` and `datetime_parse` are in special-functions.ts. */
export const TIME_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  iso_datetime_parse: {
    signature: 'iso_datetime_parse(text)',
    accepts: [['string']],
    required: 1,
    returns: () => ['datetime'],
    apply: (text) => (typeof text === 'string' ? parseIsoDateTime(text) : null),
  },
  to_unix_timestamp: {
    signature: 'to_unix_timestamp(datetime)',
    accepts: [['datetime']],
    required: 1,
    returns: () => ['number'],
    apply: (moment) => (moment instanceof DateTime ? Math.floor(moment.epochMillis / 1000) : null),
  },
  seconds: inUnit('seconds', 1_000),
  minutes: inUnit('minutes', 60_000),
  hours: inUnit('hours', 3_600_000),
  as_days: {
    signature: 'as_days(duration)',
    accepts: [['duration']],
    required: 1,
    returns: () => ['number'],
    apply: (span) => (span instanceof Duration ? span.millis / 86_400_000 : null),
  },
};

/** Turns a number into a duration and a duration into a number. */
function inUnit(name: string, millis: number): FunctionDefinition {
  return {
    signature: `${name}(number or duration)`,
    accepts: [[...NUMERIC, 'duration']],
    required: 1,
    returns: (first) => [
      ...(NUMERIC.some((type) => first.has(type)) ? (['duration'] as const) : []),
      ...(first.has('duration') ? (['number'] as const) : []),
    ],
    apply: (value) => {
      if (value instanceof Duration) return value.millis / millis;
      const number = toNumber(value);
      return number === null ? null : duration(number * millis);
    },
  };
}

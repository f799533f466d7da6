import { DateTime, Duration, type Value, type ValueType } from './value.ts';

/** One value of each type: the checker learns from the operators themselves what they make of which types. */
export const SAMPLES: Readonly<Record<ValueType, Value>> = {
  number: 1,
  string: '',
  boolean: true,
  datetime: new DateTime(0),
  duration: new Duration(0),
  json: [],
  null: null,
};

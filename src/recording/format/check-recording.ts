import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { TSchema } from 'typebox';
import type { FieldErrors } from '../../errors.ts';
import { toFieldErrors } from '../../http/validation.ts';
import { Recording, RecordingBundle } from './recording-schema.ts';

/** What keeps a value from being a recording, by field under `place` (`body.recordings[0]`, or nothing for a file). */
export function recordingErrors(value: unknown, place = ''): FieldErrors {
  return errorsOf(Recording, value, place, () => timingErrors(value as Recording, place));
}

export function bundleErrors(value: unknown, place: string): FieldErrors {
  return errorsOf(RecordingBundle, value, place, () => {
    const { recordings } = value as RecordingBundle;
    const ids = recordings.map(({ id }) => id);
    return Object.assign(
      {},
      ...recordings.map(({ id, recording }, index) => ({
        ...timingErrors(recording, `${place}.recordings[${index}].recording`),
        ...(ids.indexOf(id) < index ? { [`${place}.recordings[${index}].id`]: `"${id}" comes twice.` } : {}),
      })),
    );
  });
}

function errorsOf(schema: TSchema, value: unknown, place: string, further: () => FieldErrors): FieldErrors {
  const validate = validatorFor(schema);
  if (validate(value)) return further();
  return Object.fromEntries(
    Object.entries(toFieldErrors(place, validate.errors as ErrorObject[], value)).map(([field, rule]) => [
      field.replace(/^\./, ''),
      rule,
    ]),
  );
}

function timingErrors({ response: { chunks, chunk_times_ms: times } }: Recording, place: string): FieldErrors {
  if (times === undefined || times.length === chunks.length) return {};
  const field = `${place}.response.chunk_times_ms`.replace(/^\./, '');
  return { [field]: `should have as many items as chunks (${chunks.length}), not ${times.length}.` };
}

const validators = new WeakMap<TSchema, ValidateFunction>();

function validatorFor(schema: TSchema): ValidateFunction {
  const known = validators.get(schema);
  if (known) return known;
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
  addFormats.default(ajv, ['date-time']);
  const validate = ajv.compile(schema) as ValidateFunction;
  validators.set(schema, validate);
  return validate;
}

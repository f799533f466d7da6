/**
 * Validators and serialisers, compiled on first use: 180 routes compiled eagerly cost a second and 30 MB.
 * Bodies keep unknown fields, coerce nothing and take null as absence; query strings and paths are coerced
 * (Fastify's defaults would drop fields that belong to another variant of a closed union).
 */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import fastJsonStringify from 'fast-json-stringify';
import type { FastifyInstance } from 'fastify';
import { invalidFields } from '../../errors.ts';
import { dropNulls, type JsonSchema } from './drop-nulls.ts';
import { toFieldErrors } from './field-errors.ts';

const PLACES: Record<string, string> = { body: 'body', querystring: 'query', params: 'path', headers: 'header' };

/** What compiles, and with it what is compiled, is shared by all servers of a process: it depends on the schemas alone. */
const ajv = lazily(() => createAjv(false));
const coercingAjv = lazily(() => createAjv('array'));
const serializers = new WeakMap<object, (data: unknown) => string>();

function serializerOf(schema: JsonSchema): (data: unknown) => string {
  const known = serializers.get(schema);
  if (known) return known;
  const made = fastJsonStringify(schema as fastJsonStringify.AnySchema, { rounding: 'trunc' });
  serializers.set(schema, made);
  return made;
}

export function registerValidation(app: FastifyInstance): void {
  app.setValidatorCompiler<JsonSchema>(({ schema, httpPart }) => {
    const isBody = httpPart === 'body';
    const place = PLACES[httpPart ?? 'body'] ?? 'body';
    const validate = lazily(() => (isBody ? ajv() : coercingAjv()).compile(schema) as ValidateFunction);
    const booleans = lazily(() => namesOfBooleans(schema));
    return (data: unknown) => {
      const value = isBody ? dropNulls(schema, data) : lowerCase(booleans(), data);
      if (validate()(value)) return { value };
      return { error: invalidFields(toFieldErrors(place, validate().errors as ErrorObject[], value)) };
    };
  });

  app.setSerializerCompiler<JsonSchema>(({ schema }) => {
    return (data) => serializerOf(schema)(data);
  });
}

function createAjv(coerceTypes: boolean | 'array'): Ajv {
  const ajv = new Ajv({
    removeAdditional: false,
    useDefaults: true,
    discriminator: true,
    allErrors: true,
    verbose: true,
    strict: false,
    coerceTypes,
  });
  addFormats.default(ajv, ['uri', 'date-time', 'date', 'email', 'binary']);
  return ajv;
}

const namesOfBooleans = ({ properties = {} }: JsonSchema): string[] =>
  Object.keys(properties).filter((name) => properties[name]?.type === 'boolean');

/** SDKs send `True` and `False`; coercion knows only the lower-case words. */
function lowerCase(booleans: string[], data: unknown): unknown {
  const values = (data ?? {}) as Record<string, unknown>;
  for (const name of booleans) {
    const value = values[name];
    if (typeof value === 'string' && /^(true|false)$/i.test(value)) values[name] = value.toLowerCase();
  }
  return data;
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * Validators and serialisers, compiled on first use: 180 routes compiled eagerly cost a second and 30 MB.
 * Bodies keep unknown fields, coerce nothing and take null as absence; query strings and paths are coerced
 * (Fastify's defaults would drop fields that belong to another variant of a closed union).
 */

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import fastJsonStringify from 'fast-json-stringify';
import type { FastifyInstance } from 'fastify';
import { didYouMean } from '../basics/suggest.ts';
import { type FieldErrors, invalidFields } from '../errors.ts';
import { dropNulls } from './nulls.ts';
import { notKnown } from './unknown-members.ts';

const PLACES: Record<string, string> = { body: 'body', querystring: 'query', params: 'path', headers: 'header' };

/** What compiles, and with it what is compiled, is shared by all servers of a process: it depends on the schemas alone. */
const ajv = lazily(() => createAjv(false, false));
const coercingAjv = lazily(() => createAjv('array', false));
/** These go on after the first finding, and are asked once there is one. */
const thoroughAjv = lazily(() => createAjv(false, true));
const thoroughCoercingAjv = lazily(() => createAjv('array', true));
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
    const validateAll = lazily(
      () => (isBody ? thoroughAjv() : thoroughCoercingAjv()).compile(schema) as ValidateFunction,
    );
    const booleans = lazily(() => namesOfBooleans(schema));
    return (data: unknown) => {
      const value = isBody ? dropNulls(schema, data) : lowerCase(booleans(), data);
      if (validate()(value)) return { value };
      // In a large value as much may be wrong, and finding it all would keep everybody waiting.
      const told = hasAtMost(MOST_LOOKED_THROUGH, value) ? validateAll() : validate();
      told(value);
      return { error: invalidFields(toFieldErrors(place, told.errors as ErrorObject[], value)) };
    };
  });

  app.setSerializerCompiler<JsonSchema>(({ schema }) => {
    return (data) => serializerOf(schema)(data);
  });
}

/** Whether a value is what a schema says, with nothing coerced. Defaults are written into it. */
export const fits = (schema: object, value: unknown): boolean => ajv().compile(schema)(value) as boolean;

/** What keeps a value from being what a schema says, by field below `place`; empty when nothing does. */
export function misfits(schema: object, value: unknown, place: string): FieldErrors {
  const validate = ajv().compile(schema) as ValidateFunction;
  return validate(value) ? {} : toFieldErrors(place, validate.errors as ErrorObject[], value);
}

function createAjv(coerceTypes: boolean | 'array', allErrors: boolean): Ajv {
  const ajv = new Ajv({
    removeAdditional: false,
    useDefaults: true,
    discriminator: true,
    allErrors,
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

const LONGEST_ECHO = 60;
/** Values in a body that is looked through to its end once something in it is wrong. */
const MOST_LOOKED_THROUGH = 20_000;
/** Of Ajv's findings, which are several for one mistake; comparing them takes time by the square of their number. */
const MOST_COMPARED = 1_000;

/** Whether there are at most so many values in a value, itself and all levels counted. */
export function hasAtMost(count: number, value: unknown): boolean {
  const found = [value];
  // Members are added while this goes on.
  for (const one of found) {
    if (typeof one !== 'object' || one === null) continue;
    const members = Object.values(one);
    if (found.length + members.length > count) return false;
    found.push(...members);
  }
  return true;
}

/**
 * Ajv's findings in Vectara's style: dotted path prefixed by the place of the value, then the value if short, the rule,
 * a full stop (docs/behaviour/conventions.md, Errors).
 */
export function toFieldErrors(place: string, errors: readonly ErrorObject[], value: unknown): FieldErrors {
  if (value === undefined || value === null) return { [place]: 'is required.' };
  const found: FieldErrors = {};
  const telling = withoutAlternatives(errors.slice(0, MOST_COMPARED));
  for (const error of telling.filter((e) => !isSummary(e)).concat(telling)) {
    const path = pathOf(place, error);
    if (!(path in found)) found[path] = textOf(error);
    if (!isSummary(error)) continue;
    // A summary keyword (`oneOf failed`) is worth showing only when nothing below it says more.
    if (Object.keys(found).length > 1 && found[path] === textOf(error)) delete found[path];
  }
  return found;
}

const SUMMARIES = new Set(['oneOf', 'anyOf', 'allOf', 'if']);

/** Whether a finding only says that others are there. */
export const isSummary = (error: ErrorObject): boolean => SUMMARIES.has(error.keyword) && !isChoice(error);

const choicesOf = ({ parentSchema }: ErrorObject): unknown[] =>
  ((parentSchema as { anyOf?: object[] } | undefined)?.anyOf ?? []).map((one) =>
    'const' in one ? one.const : undefined,
  );

/** Whether a value should have been one of several constants. */
const isChoice = (error: ErrorObject): boolean =>
  error.keyword === 'anyOf' && choicesOf(error).every((choice) => choice !== undefined);

/** Without what each constant alone has to say where the value should be one of several. */
export function withoutAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(isChoice);
  return errors.filter(
    ({ instancePath, schemaPath, keyword }) =>
      keyword === 'anyOf' ||
      !choices.some((choice) => instancePath === choice.instancePath && schemaPath.startsWith(`${choice.schemaPath}/`)),
  );
}

function pathOf(place: string, error: ErrorObject): string {
  const missing = error.keyword === 'required' ? (error.params.missingProperty as string) : undefined;
  const tag = error.keyword === 'discriminator' ? (error.params.tag as string) : undefined;
  const extra = error.keyword === 'additionalProperties' ? (error.params.additionalProperty as string) : undefined;
  const steps = error.instancePath.split('/').slice(1).map(unescapePointer);
  for (const last of [missing, tag, extra]) if (last !== undefined) steps.push(last);
  return steps.reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : `${path}.${step}`), place);
}

const unescapePointer = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~');

function textOf(error: ErrorObject): string {
  const { keyword, params, data, parentSchema } = error;
  switch (keyword) {
    case 'required':
      // A missing array was seen reported like an empty one.
      return missingSchema(error)?.minItems
        ? `[] should have at least ${missingSchema(error)?.minItems} items.`
        : 'is required.';
    case 'minItems':
      return `${(data as unknown[]).length === 0 ? '[] ' : ''}should have at least ${params.limit} items.`;
    case 'maxItems':
      return `should have at most ${params.limit} items.`;
    case 'minLength':
      return `${echo(data)}should have at least ${params.limit} characters.`;
    case 'maxLength':
      return `should have at most ${params.limit} characters.`;
    case 'minimum':
    case 'exclusiveMinimum':
      return `${echo(data)}should be ${keyword === 'minimum' ? 'at least' : 'more than'} ${params.limit}.`;
    case 'maximum':
    case 'exclusiveMaximum':
      return `${echo(data)}should be ${keyword === 'maximum' ? 'at most' : 'less than'} ${params.limit}.`;
    case 'enum':
      return oneOf(data, params.allowedValues);
    case 'anyOf':
      return isChoice(error) ? oneOf(data, choicesOf(error)) : `${error.message}.`;
    case 'const':
      return `${echo(data)}should be ${JSON.stringify(params.allowedValue)}.`;
    case 'discriminator':
      return params.tagValue === undefined
        ? `is required; it should be one of [${tagsOf(parentSchema, params.tag).join(', ')}].`
        : oneOf(params.tagValue, tagsOf(parentSchema, params.tag));
    case 'additionalProperties':
      return notKnown(
        params.additionalProperty,
        Object.keys((parentSchema as JsonSchema | undefined)?.properties ?? {}),
      );
    case 'type':
      return `should be of type ${[params.type].flat().join(' or ')}.`;
    case 'pattern':
      return `${echo(data)}should match the pattern ${params.pattern}.`;
    case 'format':
      return `${echo(data)}should be a valid ${params.format}.`;
    default:
      return `${error.message}.`;
  }
}

const oneOf = (data: unknown, values: readonly unknown[]): string =>
  `${echo(data)}should be one of [${values.join(', ')}].${typeof data === 'string' ? didYouMean(data, values.map(String)) : ''}`;

function missingSchema({ parentSchema, params }: ErrorObject): { type?: string; minItems?: number } | undefined {
  return (parentSchema as { properties?: Record<string, object> } | undefined)?.properties?.[params.missingProperty];
}

function tagsOf(schema: unknown, tag: string) {
  const union = schema as { oneOf?: { properties?: Record<string, { const?: string }> }[] } | undefined;
  return (union?.oneOf ?? []).map((variant) => variant.properties?.[tag]?.const ?? '?');
}

function echo(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > 0 && text.length <= LONGEST_ECHO ? `${text} ` : '';
}

/** As much of JSON Schema as null handling needs. */
export interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  nullable?: boolean;
  [keyword: string]: unknown;
}

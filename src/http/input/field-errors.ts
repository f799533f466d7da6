import type { ErrorObject } from 'ajv';
import type { FieldErrors } from '../../errors.ts';

const LONGEST_ECHO = 60;

/**
 * Ajv's findings in Vectara's style: dotted path prefixed by the place of the value, then the value if short, the
 * rule, a full stop (reference §1.3).
 */
export function toFieldErrors(place: string, errors: readonly ErrorObject[], value: unknown): FieldErrors {
  if (value === undefined || value === null) return { [place]: 'is required.' };
  const found: FieldErrors = {};
  for (const error of errors.filter((e) => !SUMMARIES.has(e.keyword)).concat(errors)) {
    const path = pathOf(place, error);
    if (!(path in found)) found[path] = textOf(error);
    if (!SUMMARIES.has(error.keyword)) continue;
    // A summary keyword (`oneOf failed`) is worth showing only when nothing below it says more.
    if (Object.keys(found).length > 1 && found[path] === textOf(error)) delete found[path];
  }
  return found;
}

const SUMMARIES = new Set(['oneOf', 'anyOf', 'allOf', 'if']);

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
      return `${echo(data)}should be one of [${params.allowedValues.join(', ')}].`;
    case 'const':
      return `${echo(data)}should be ${JSON.stringify(params.allowedValue)}.`;
    case 'discriminator':
      return params.tagValue === undefined
        ? `is required; it should be one of [${tagsOf(parentSchema, params.tag).join(', ')}].`
        : `${echo(params.tagValue)}should be one of [${tagsOf(parentSchema, params.tag).join(', ')}].`;
    case 'additionalProperties':
      return 'is not known here.';
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

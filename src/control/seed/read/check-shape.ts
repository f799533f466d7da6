/** Whether a seed has the shape of one: its schema's findings, each with the steps to where it is. */

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { dropNulls, isSummary, type JsonSchema, toFieldErrors, withoutAlternatives } from '../../../http/validation.ts';
import type { Step } from '../seed-invalid.ts';
import { Seed } from '../seed-schema.ts';

export interface Finding {
  steps: Step[];
  message: string;
}

/** Compiled at its first use, for all servers of a process: it depends on the schema alone. */
let validate: ValidateFunction | undefined;

/** Takes nulls for absence, as the API does, and takes them away. */
export function checkShape(value: unknown): Finding[] {
  validate ??= compile();
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return [{ steps: [], message: 'should be an object with lists such as llms and corpora.' }];
  }
  if (validate(dropNulls(Seed as object as JsonSchema, value))) return [];
  const errors = withoutAlternatives(validate.errors as ErrorObject[]);
  return errors.filter((error) => !isSummary(error) || !errors.some((other) => isBelow(other, error))).map(toFinding);
}

/** Not optimized, which would take as long again: a seed is checked once in a while. */
function compile(): ValidateFunction {
  const code = { optimize: false };
  const ajv = new Ajv({ discriminator: true, allErrors: true, verbose: true, strict: false, code });
  addFormats.default(ajv, ['uri', 'date-time', 'date', 'email', 'binary']);
  return ajv.compile(Seed);
}

const isBelow = (other: ErrorObject, summary: ErrorObject) =>
  !isSummary(other) && other.instancePath.startsWith(summary.instancePath);

function toFinding(error: ErrorObject): Finding {
  const [[, message] = ['', 'is not valid.']] = Object.entries(toFieldErrors('seed', [error], {}));
  const { missingProperty, additionalProperty, tag } = error.params;
  const last = missingProperty ?? additionalProperty ?? tag;
  const steps = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step): Step => (/^\d+$/.test(step) ? Number(step) : step));
  return { steps: last === undefined ? steps : [...steps, last], message };
}

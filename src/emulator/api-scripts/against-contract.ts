/** Whether what a script has an operation answer is what the operation may answer: its status, its body, its events. */
import type { TSchema } from 'typebox';
import type { FieldErrors } from '../../errors.ts';
import { CONTRACT_ROWS, type OperationId } from '../../http/operation.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import { misfits } from '../../http/validation.ts';
import { OPERATIONS } from '../../v2/index.ts';
import type { ApiAnswer } from './api-script-schema.ts';

/** By operation, for each answer that was ever given. */
const known = new WeakMap<ApiAnswer, Map<string, FieldErrors>>();

/**
 * By field below `answer`, empty where nothing is wrong. Of an operation that is not emulated the statuses alone are known; of
 * what is patched or passed on, nothing. Any failure may happen: gateways know more statuses than a contract lists.
 */
export function contractProblems(answer: ApiAnswer, operationId: string): FieldErrors {
  const ofAnswer = known.get(answer) ?? new Map<string, FieldErrors>();
  known.set(answer, ofAnswer);
  const found = ofAnswer.get(operationId) ?? problemsOf(answer, operationId);
  ofAnswer.set(operationId, found);
  return found;
}

function problemsOf(answer: ApiAnswer, operationId: string): FieldErrors {
  const { body, text, events, pass, vectara, patch, patch_events } = answer;
  if (pass || vectara || patch !== undefined || patch_events) return {};
  const row = CONTRACT_ROWS[operationId as OperationId];
  const spec = OPERATIONS.find(({ id }) => id === operationId)?.spec;
  const { status = row.statuses[0]! } = answer;
  const statuses = [...row.statuses, ...(spec?.also ?? [])];
  const errors: FieldErrors = {};
  if (status < 400 && !statuses.includes(status)) {
    errors.status = `${status} is none that ${operationId} answers with: ${statuses.join(', ')}.`;
  }
  if (events) return { ...errors, ...(spec ? eventProblems(events, spec.stream, operationId) : {}) };
  if (text !== undefined) return errors;
  const schema = status >= 400 ? envelopeOf(status) : spec?.answer;
  if (spec && status < 400 && !schema && body !== undefined) errors.body = `${operationId} answers without a body.`;
  if (schema && body === undefined) errors.body = 'is missing.';
  else if (schema) Object.assign(errors, misfits(schema, structuredClone(body), 'body'));
  return errors;
}

const envelopeOf = (status: number): TSchema =>
  status === 400 ? BadRequestErrorSchema : status === 404 ? NotFoundErrorSchema : ErrorSchema;

function eventProblems(
  events: NonNullable<ApiAnswer['events']>,
  schema: TSchema | undefined,
  operationId: string,
): FieldErrors {
  if (!schema) return { events: `${operationId} answers with no stream.` };
  return Object.assign(
    {},
    ...events.map(({ data }, i) =>
      // `[DONE]`, say.
      typeof data === 'string' ? {} : misfits(schema, structuredClone(data), `events[${i}].data`),
    ),
  );
}

/** As sentences, each with its place. */
export const problemTexts = (errors: FieldErrors): string[] =>
  Object.entries(errors).map(([field, rule]) => `answer.${field} ${rule}`);

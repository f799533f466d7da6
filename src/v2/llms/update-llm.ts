import { invalidField } from '../../errors.ts';
import { AUTH_TYPES_BY_LLM_TYPE } from '../../upstream/llm-auth.ts';
import { inferCapabilities } from './capabilities.ts';
import type { LlmRecord } from './llm-record.ts';
import type { NewLlm } from './llms-repository.ts';
import type { CreateLlmRequest, UpdateLlmRequest } from './llms-schema.ts';

/** A create request as a record, defaults filled in (docs/behaviour/llms.md, Registration and Capabilities). */
export function toNewLlm(request: CreateLlmRequest): NewLlm {
  const { name, description = '', type, model, uri, headers = {}, auth, idle_timeout_seconds, capabilities } = request;
  return {
    name,
    description,
    enabled: true,
    type,
    model,
    uri,
    headers,
    auth,
    idleTimeoutSeconds: idle_timeout_seconds ?? undefined,
    capabilities: { ...inferCapabilities(type, model), ...capabilities },
  };
}

/**
 * A record with a PATCH applied (docs/behaviour/llms.md, Changes). Throws when the stored auth no longer fits a new
 * type.
 */
export function applyUpdate(llm: LlmRecord, request: UpdateLlmRequest): LlmRecord {
  const { test_model_parameters: _, idle_timeout_seconds, capabilities, ...given } = request;
  // Only these fields can be changed; a name or an id in the body is ignored like any unknown field.
  const { type = llm.type, model = llm.model, uri = llm.uri, auth = llm.auth, headers = llm.headers } = given;
  if (!request.auth && auth && !AUTH_TYPES_BY_LLM_TYPE[type].includes(auth.type)) {
    throw invalidField('body.auth', `is required: the stored ${auth.type} auth does not fit type ${type}.`);
  }
  return {
    ...llm,
    type,
    model,
    uri,
    auth,
    headers,
    description: given.description ?? llm.description,
    enabled: given.enabled ?? llm.enabled,
    idleTimeoutSeconds:
      idle_timeout_seconds === undefined ? llm.idleTimeoutSeconds : (idle_timeout_seconds ?? undefined),
    capabilities: { ...llm.capabilities, ...capabilities },
  };
}

const CONNECTION_FIELDS = ['type', 'model', 'uri', 'auth', 'headers', 'test_model_parameters'] as const;

/**
 * A broken LLM must stay disablable, so only changes of the connection are tested (docs/behaviour/llms.md, Connection
 * test).
 */
export const needsConnectionTest = (request: UpdateLlmRequest) =>
  CONNECTION_FIELDS.some((field) => request[field] !== undefined);

/** What is entered about an LLM, and the requests that it becomes. */

import type { LlmType } from '../../../../upstream/llm-auth.ts';
import type { Capabilities, CreateLlmRequest, Llm, UpdateLlmRequest } from '../../../../v2/llms/llms-schema.ts';
import { type AuthKind, fieldsOf } from './auth-kinds.ts';
import { PROVIDERS } from './providers.ts';

export interface HeaderRow {
  name: string;
  value: string;
}

export interface LlmDraft {
  type: LlmType;
  name: string;
  description: string;
  model: string;
  uri: string;
  /** `kept`: what is stored already stays. */
  auth: AuthKind | 'none' | 'kept';
  /** The fields of the auth, secrets included. */
  credentials: Record<string, string>;
  /** What they look like. */
  placeholders?: Record<string, string>;
  headers: HeaderRow[];
  /** Seconds; empty for the default. */
  idleTimeout: string;
  parameters: Record<string, unknown>;
  /** What is not left to be told from the model's name. */
  capabilities: Partial<Capabilities>;
}

export const newDraft = (): LlmDraft => ({
  type: 'openai-compatible',
  name: '',
  description: '',
  model: '',
  uri: '',
  auth: 'bearer',
  credentials: {},
  headers: [],
  idleTimeout: '',
  parameters: {},
  capabilities: {},
});

export const draftOf = (llm: Llm): LlmDraft => ({
  ...newDraft(),
  type: llm.type,
  name: llm.name,
  description: llm.description,
  model: llm.model,
  uri: llm.uri ?? '',
  auth: llm.auth ? 'kept' : 'none',
  headers: Object.entries(llm.headers ?? {}).map(([name, value]) => ({ name, value })),
  idleTimeout: llm.idle_timeout_seconds === undefined ? '' : String(llm.idle_timeout_seconds),
  capabilities: llm.capabilities,
});

/** The draft with another protocol: an auth that does not fit it gives way to the protocol's usual one. */
export function withType(draft: LlmDraft, type: LlmType, stored?: Llm['auth']): LlmDraft {
  const fitting: readonly string[] = PROVIDERS[type].auth;
  const auth = draft.auth === 'kept' ? stored?.type : draft.auth;
  if (auth && fitting.includes(auth)) return { ...draft, type };
  return { ...draft, type, auth: PROVIDERS[type].auth[0]!, credentials: {} };
}

export function toCreateRequest(draft: LlmDraft): CreateLlmRequest {
  const { type, name, description, model, uri, headers, idleTimeout, parameters, capabilities } = draft;
  return {
    type,
    name,
    ...(description && { description }),
    model,
    ...(uri && { uri }),
    ...optional('auth', authOf(draft)),
    ...(headers.length > 0 && { headers: headersOf(draft) }),
    ...(idleTimeout && { idle_timeout_seconds: Number(idleTimeout) }),
    ...(!isEmpty(parameters) && { test_model_parameters: parameters }),
    ...(!isEmpty(capabilities) && { capabilities }),
  } as CreateLlmRequest;
}

/** Only what differs from what is stored. */
export function toUpdateRequest(draft: LlmDraft, llm: Llm): UpdateLlmRequest {
  const before = draftOf(llm);
  const changed = <Key extends keyof LlmDraft>(key: Key) => JSON.stringify(draft[key]) !== JSON.stringify(before[key]);
  return {
    ...(changed('type') && { type: draft.type }),
    ...(changed('description') && { description: draft.description }),
    ...(changed('model') && { model: draft.model }),
    ...(changed('uri') && { uri: draft.uri }),
    ...optional('auth', authOf(draft)),
    ...(changed('headers') && { headers: headersOf(draft) }),
    ...(changed('idleTimeout') && { idle_timeout_seconds: draft.idleTimeout ? Number(draft.idleTimeout) : null }),
    ...(!isEmpty(draft.parameters) && { test_model_parameters: draft.parameters }),
    ...(changed('capabilities') && { capabilities: draft.capabilities }),
  };
}

/** The request as it may be shown: a secret is as many dots, whatever it is. */
export function masked<Request extends CreateLlmRequest | UpdateLlmRequest>(request: Request): object {
  const { auth } = request;
  if (!auth) return request;
  const secrets = fieldsOf(auth.type).flatMap(([name, { secret }]) => (secret ? [name] : []));
  const hidden = Object.entries(auth).map(([name, value]) => [name, value && secrets.includes(name) ? '••••' : value]);
  return { ...request, auth: Object.fromEntries(hidden) };
}

function authOf({ auth, credentials }: LlmDraft): CreateLlmRequest['auth'] {
  if (auth === 'none' || auth === 'kept') return undefined;
  const fields = fieldsOf(auth).map(([name, { list }]) => {
    const text = credentials[name] ?? '';
    return [name, list ? text.split(/\s+/).filter(Boolean) : text] as const;
  });
  const given = fields.filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return { type: auth, ...Object.fromEntries(given) } as CreateLlmRequest['auth'];
}

const headersOf = ({ headers }: LlmDraft) =>
  Object.fromEntries(headers.filter(({ name }) => name).map(({ name, value }) => [name, value]));

const optional = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };

/** Of JSON that may be anything while it is typed; the API says what it makes of it. */
const isEmpty = (value: unknown) => JSON.stringify(value) === '{}';

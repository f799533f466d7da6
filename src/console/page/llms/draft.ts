/** What is entered about an LLM, and the requests that it becomes. */
import type { Capabilities, CreateLlmRequest, Llm, LlmAuth, LlmType, UpdateLlmRequest } from '../api/types.ts';

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

// What each way to authenticate at a provider asks for.

type AuthKind = LlmAuth['type'];

interface AuthField {
  label: string;
  /** Entered unseen, and never shown. */
  secret?: boolean;
  placeholder?: string;
  hint?: string;
  /** Several values, with spaces between; none is fine. */
  list?: boolean;
}

type FieldsOf<Kind extends AuthKind> = Record<Exclude<keyof Extract<LlmAuth, { type: Kind }>, 'type'>, AuthField>;

const key_json: AuthField = {
  label: 'Service account key',
  secret: true,
  hint: 'Paste the whole JSON key file.',
};
const project: AuthField = { label: 'Project' };
const awsRegion: AuthField = { label: 'Region', placeholder: 'us-east-1' };
const googleRegion: AuthField = { label: 'Region', placeholder: 'us-east5' };

export const AUTH_KINDS: { [Kind in AuthKind]: { label: string; fields: FieldsOf<Kind> } } = {
  bearer: {
    label: 'Bearer token',
    fields: { token: { label: 'Token', secret: true, hint: 'Sent as Authorization: Bearer …' } },
  },
  header: {
    label: 'Header',
    fields: {
      header: { label: 'Header', placeholder: 'x-api-key' },
      value: { label: 'Value', secret: true, hint: 'Sent as is; include any prefix such as Bearer.' },
    },
  },
  oauth_client_credentials: {
    label: 'OAuth client credentials',
    fields: {
      client_id: { label: 'Client ID' },
      client_secret: { label: 'Client secret', secret: true },
      token_endpoint: { label: 'Token endpoint', placeholder: 'https://auth.example.com/oauth/token' },
      scopes: { label: 'Scopes', list: true, hint: 'Separated by spaces; optional.' },
    },
  },
  bedrock_static_iam: {
    label: 'Amazon Bedrock: IAM access key',
    fields: {
      aws_access_key_id: { label: 'Access key ID' },
      aws_secret_access_key: { label: 'Secret access key', secret: true },
      region: awsRegion,
    },
  },
  bedrock_api_key: {
    label: 'Amazon Bedrock: API key',
    fields: { api_key: { label: 'API key', secret: true }, region: awsRegion },
  },
  vertex_service_account: {
    label: 'Vertex AI: service account',
    fields: { key_json, project, region: googleRegion },
  },
  vertex_access_token: {
    label: 'Vertex AI: access token',
    fields: { access_token: { label: 'Access token', secret: true }, project, region: googleRegion },
  },
  api_key: { label: 'API key', fields: { api_key: { label: 'API key', secret: true } } },
  service_account: { label: 'Service account', fields: { key_json } },
};

export const fieldsOf = (kind: AuthKind): [name: string, field: AuthField][] => Object.entries(AUTH_KINDS[kind].fields);

// The protocols that an LLM can speak, and what each needs.

interface Provider {
  label: string;
  uriExample: string;
  uriHint: string;
  /** Whether the protocol has an address of its own. */
  uriOptional?: boolean;
  modelExample: string;
  /** The usual one first. */
  auth: readonly (AuthKind | 'none')[];
}

const OPENAI_AUTH = ['bearer', 'header', 'oauth_client_credentials', 'none'] as const;

export const PROVIDERS: Record<LlmType, Provider> = {
  'openai-compatible': {
    label: 'OpenAI-compatible',
    uriExample: 'https://api.openai.com/v1/chat/completions',
    uriHint: 'The full URL of the chat completions endpoint.',
    modelExample: 'gpt-4o-mini',
    auth: OPENAI_AUTH,
  },
  'openai-responses': {
    label: 'OpenAI Responses',
    uriExample: 'https://api.openai.com/v1/responses',
    uriHint: 'The full URL of the responses endpoint.',
    modelExample: 'gpt-5-mini',
    auth: OPENAI_AUTH,
  },
  anthropic: {
    label: 'Anthropic',
    uriExample: 'https://api.anthropic.com/v1/messages',
    uriHint: 'Leave empty for Anthropic’s own, or the region’s on Bedrock or Vertex AI.',
    uriOptional: true,
    modelExample: 'claude-sonnet-4-5',
    auth: [
      'header',
      'bearer',
      'bedrock_static_iam',
      'bedrock_api_key',
      'vertex_service_account',
      'vertex_access_token',
    ],
  },
  'vertex-ai': {
    label: 'Google Gemini',
    uriExample: 'https://generativelanguage.googleapis.com/v1beta',
    uriHint: 'The base URL of AI Studio, or of a Vertex AI project and location.',
    modelExample: 'gemini-2.5-flash',
    auth: ['api_key', 'service_account'],
  },
};

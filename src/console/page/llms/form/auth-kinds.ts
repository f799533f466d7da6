/** What each way to authenticate at a provider asks for. */
import type { LlmAuth } from '../../../../upstream/llm-auth.ts';

export type AuthKind = LlmAuth['type'];

export interface AuthField {
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
  hint: 'The whole JSON of the key file, pasted.',
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
      value: { label: 'Value', secret: true, hint: 'Sent as it is, with any prefix like Bearer.' },
    },
  },
  oauth_client_credentials: {
    label: 'OAuth client credentials',
    fields: {
      client_id: { label: 'Client id' },
      client_secret: { label: 'Client secret', secret: true },
      token_endpoint: { label: 'Token endpoint', placeholder: 'https://auth.example.com/oauth/token' },
      scopes: { label: 'Scopes', list: true, hint: 'With spaces between; may be empty.' },
    },
  },
  bedrock_static_iam: {
    label: 'Amazon Bedrock: IAM access key',
    fields: {
      aws_access_key_id: { label: 'Access key id' },
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

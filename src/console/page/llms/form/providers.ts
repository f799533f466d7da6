/** The protocols that an LLM can speak, and what each needs. */
import type { LlmType } from '../../../../upstream/llm-auth.ts';
import type { AuthKind } from './auth-kinds.ts';

export interface Provider {
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
    uriHint: 'The whole address of the chat completions.',
    modelExample: 'gpt-4o-mini',
    auth: OPENAI_AUTH,
  },
  'openai-responses': {
    label: 'OpenAI Responses',
    uriExample: 'https://api.openai.com/v1/responses',
    uriHint: 'The whole address of the responses.',
    modelExample: 'gpt-5-mini',
    auth: OPENAI_AUTH,
  },
  anthropic: {
    label: 'Anthropic',
    uriExample: 'https://api.anthropic.com/v1/messages',
    uriHint: 'Empty: Anthropic’s own, or the one of the region on Bedrock or Vertex AI.',
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
    uriHint: 'The base of AI Studio, or of a Vertex AI project and location.',
    modelExample: 'gemini-2.5-flash',
    auth: ['api_key', 'service_account'],
  },
};

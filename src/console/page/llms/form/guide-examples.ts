/** The three LLMs that Vectara's guide to bringing one's own registers; the key is the user's to enter. */
import { type LlmDraft, newDraft } from './draft.ts';

interface Example {
  id: string;
  label: string;
  draft: LlmDraft;
}

interface Given {
  name: string;
  description: string;
  model: string;
  uri: string;
  header: string;
  /** What the value starts with, and how the key of this provider begins. */
  value: string;
}

const example = (id: string, { header, value, ...given }: Given): Example => ({
  id,
  label: given.name,
  draft: {
    ...newDraft(),
    ...given,
    type: 'openai-compatible',
    auth: 'header',
    credentials: { header },
    placeholders: { value },
    parameters: { max_tokens: 256 },
  },
});

export const GUIDE_EXAMPLES: readonly Example[] = [
  example('claude', {
    name: 'Claude 3.7 Sonnet',
    description: 'Claude 3.7 Sonnet, at Anthropic',
    model: 'claude-3-7-sonnet-20250219',
    uri: 'https://api.anthropic.com/v1/chat/completions',
    header: 'x-api-key',
    value: 'sk-ant-…',
  }),
  example('gpt', {
    name: 'GPT-4o Mini',
    description: 'GPT-4o mini, at OpenAI',
    model: 'gpt-4o-mini',
    uri: 'https://api.openai.com/v1/chat/completions',
    header: 'Authorization',
    value: 'Bearer sk-…',
  }),
  example('gemini', {
    name: 'Google Gemini 2.0 Flash',
    description: 'Gemini 2.0 Flash, at Google',
    model: 'gemini-2.0-flash',
    uri: 'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
    header: 'Authorization',
    value: 'Bearer AI…',
  }),
];

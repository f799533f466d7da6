import { inferCapabilities } from './capabilities.ts';
import type { LlmRecord } from './llm-record.ts';

/** The LLM used when a query names no generator (docs/behaviour/llms.md, Platform LLMs). */
export const DEFAULT_LLM = 'mockingbird-2.0';

const NAMES: [name: string, description: string][] = [
  [DEFAULT_LLM, 'Made for answers grounded in search results.'],
  ['gpt-4o', 'General purpose, with images and tools.'],
  ['gpt-4o-mini', 'A smaller general-purpose model.'],
  ['gpt-4', 'An earlier general-purpose model.'],
  ['gpt-4-turbo', 'An earlier general-purpose model with a long context.'],
  ['gpt-3.5-turbo', 'An early, fast model.'],
];

/** LLMs every account has. The emulator's built-in model answers for all of them, without a network. */
export const PLATFORM_LLMS: readonly LlmRecord[] = NAMES.map(([name, description], index) => ({
  id: `llm_${index + 1}`,
  name,
  description: `${description} Answered by the emulator's built-in model.`,
  enabled: true,
  default: name === DEFAULT_LLM,
  ownership: 'platform',
  type: 'openai-compatible',
  model: name,
  headers: {},
  capabilities: inferCapabilities('openai-compatible', name),
  revision: 1,
}));

import type { GenerationPreset } from './generation-presets-schema.ts';
import { MOCKINGBIRD_TEMPLATE, STEPS_TEMPLATE, TABLE_TEMPLATE, TURNS_TEMPLATE } from './platform-templates.ts';

/** The preset of a query that names neither a preset nor an LLM (docs/behaviour/presets.md, Platform presets). */
export const DEFAULT_PRESET = 'mockingbird-2.0';

type Row = [name: string, llm: string, template: string, maxTokens: number, temperature: number, description: string];

const GPT_3 = 'gpt-3.5-turbo';

const ROWS: Row[] = [
  [DEFAULT_PRESET, 'mockingbird-2.0', MOCKINGBIRD_TEMPLATE, 1024, 0, 'Grounded answers by Mockingbird.'],
  ['vectara-summary-ext-24-05-med-omni', 'gpt-4o', STEPS_TEMPLATE, 2048, 0, 'Grounded answers by gpt-4o.'],
  ['vectara-summary-ext-24-05-large', 'gpt-4-turbo', STEPS_TEMPLATE, 2048, 0, 'Grounded answers by gpt-4-turbo.'],
  ['vectara-summary-ext-24-05-med', 'gpt-4', STEPS_TEMPLATE, 2048, 0, 'Grounded answers by gpt-4.'],
  ['vectara-summary-ext-24-05-sml', GPT_3, STEPS_TEMPLATE, 2048, 0, 'Grounded answers by gpt-3.5-turbo.'],
  ['vectara-summary-table-query-ext-dec-2024-gpt-4o', 'gpt-4o', TABLE_TEMPLATE, 2048, 0, 'Answers over tables.'],
  ['vectara-summary-table-query-ext-dec-2024-gpt-3-5', GPT_3, TABLE_TEMPLATE, 2048, 0, 'Answers over tables.'],
  ['vectara-summary-table-md-query-ext-jan-2025-gpt-4o', 'gpt-4o', TABLE_TEMPLATE, 2048, 0, 'Answers over tables.'],
  ['vectara-summary-ext-v1.2.0', GPT_3, TURNS_TEMPLATE, 1024, 0.7, 'An early preset, kept for old requests.'],
  ['vectara-summary-ext-v1.3.0', 'gpt-4', TURNS_TEMPLATE, 1024, 0.7, 'An early preset, kept for old requests.'],
];

export const PLATFORM_PRESETS: readonly GenerationPreset[] = ROWS.map(
  ([name, llm_name, prompt_template, max_tokens, temperature, description], index) => ({
    id: `gnp_${index + 1}`,
    name,
    description,
    llm_name,
    prompt_template,
    max_used_search_results: 25,
    max_tokens,
    temperature,
    frequency_penalty: 0,
    presence_penalty: 0,
    enabled: true,
    // The first preset listed for an LLM is its default.
    default: ROWS.findIndex(([, llm]) => llm === llm_name) === index,
    ownership: 'platform',
  }),
);

const PROMPTS = Map.groupBy(
  PLATFORM_PRESETS.map(({ id, name, description, enabled, default: isDefault, llm_name }) => ({
    llmName: llm_name,
    prompt: { id: id.replace('gnp_', 'pmt_'), name, description, enabled, default: isDefault },
  })),
  ({ llmName }) => llmName,
);

/** The presets of a platform LLM under their deprecated name. */
export const promptsOf = (llmName: string) => (PROMPTS.get(llmName) ?? []).map(({ prompt }) => prompt);

import type { LlmType } from '../../upstream/llm-auth.ts';
import { familyName } from '../../upstream/model-parameters.ts';
import type { Capabilities } from './llms-schema.ts';

type Row = [model: RegExp, image: boolean, context: number, tools: boolean, structured: boolean, alternation: boolean];

/** First match on the name of the model's family wins (docs/behaviour/llms.md, Capabilities). */
const BY_MODEL: Row[] = [
  [/^gpt-5/, true, 400_000, true, true, false],
  [/^gpt-4\.1/, true, 1_047_576, true, true, false],
  [/^(chat)?gpt-4o/, true, 128_000, true, true, false],
  [/^gpt-4-turbo/, true, 128_000, true, false, false],
  [/^gpt-4/, false, 8_192, true, false, false],
  [/^gpt-3\.?5/, false, 16_385, true, false, false],
  [/^o1-(mini|preview)/, false, 128_000, false, false, false],
  [/^o[134]/, true, 200_000, true, true, false],
  [/claude/, true, 200_000, true, false, false],
  [/gemini/, true, 1_048_576, true, true, false],
  [/mockingbird/, false, 32_768, false, false, true],
];

const BY_TYPE: Partial<Record<LlmType, Row>> = {
  'vertex-ai': [/./, true, 1_048_576, true, true, false],
  anthropic: [/./, true, 200_000, true, false, true],
};

const UNKNOWN: Row = [/./, false, 32_768, false, false, false];

/** What a model can do, as far as its name and provider type tell. */
export function inferCapabilities(type: LlmType, model: string): Capabilities {
  const names = [familyName(model), model.toLowerCase()];
  const row = BY_MODEL.find(([pattern]) => names.some((name) => pattern.test(name))) ?? BY_TYPE[type] ?? UNKNOWN;
  const [, image_support, context_limit, tool_calling, structured_outputs, alternation] = row;
  const isClaudeByAnthropic = type === 'anthropic' && /claude/i.test(model);
  return {
    image_support,
    context_limit,
    tool_calling,
    structured_outputs,
    requires_role_alternation: alternation || isClaudeByAnthropic,
  };
}

import type { Message, ModelParameters, ToolCall } from '../language-model.ts';
import { recordIn } from '../messages.ts';
import { questionIn } from './choose-calls.ts';
import { shortened } from './sentences.ts';

/** Whether a request asks to be told what the model thinks: as Anthropic, OpenAI's Responses, OpenRouter and Google have it. */
export function wantsThoughts({ thinking, reasoning, thinkingConfig }: ModelParameters): boolean {
  const { type } = recordIn(thinking) ?? {};
  const { summary, enabled } = recordIn(reasoning) ?? {};
  return (
    type === 'enabled' ||
    type === 'adaptive' ||
    summary != null ||
    enabled === true ||
    recordIn(thinkingConfig)?.includeThoughts === true
  );
}

const LONGEST_QUESTION = 200;

/** The built-in model thinks nothing; it says what it is about to do. */
export function thoughtOf(messages: readonly Message[], calls: readonly ToolCall[]): string {
  const question = shortened(questionIn(messages).replace(/\s+/g, ' '), LONGEST_QUESTION);
  const next =
    calls.length > 0
      ? `I call ${calls.map(({ name }) => name).join(' and ')}.`
      : 'I answer from what this prompt gives me.';
  return question === '' ? next : `The user says “${question}”. ${next}`;
}

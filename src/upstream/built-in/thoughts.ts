import type { Message, ModelParameters, ToolCall } from '../language-model.ts';
import { recordIn, textOf } from '../messages.ts';
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
export function thoughtOf(messages: readonly Message[], call: ToolCall | undefined): string {
  const asked = messages.findLast(({ role }) => role === 'user');
  const question = shortened((asked ? textOf(asked) : '').replace(/\s+/g, ' ').trim(), LONGEST_QUESTION);
  const next = call ? `I call ${call.name}.` : 'I answer from what this prompt gives me.';
  return question === '' ? next : `The user says “${question}”. ${next}`;
}

/** An agent that clarifies in a schema, then searches and answers in another. */
import { agentsFor, inline, searchOf } from '../../support/agents.ts';
import type { Client, Json } from '../../support/client.ts';
import { createCorpus } from '../../support/corpus.ts';

export const bearer = { type: 'bearer', token: 'secret-token' };
export const capabilities = { tool_calling: true, structured_outputs: true };

export const QUESTION = 'How long does a refund take?';
export const CLARIFY = 'What is it about?';
export const SEARCH = 'Search, then answer.';
export const HAND_OVER = `Continue as step 'answer'. Previous step 'clarify' finished with: {"topic":"refund"}`;
export const INTENT = {
  type: 'object',
  properties: { topic: { enum: ['refund'] } },
  required: ['topic'],
  additionalProperties: false,
};
export const ANSWER = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
};
export const TYPES = [
  'input_message',
  'structured_output',
  'step_transition',
  'tool_input',
  'tool_output',
  'structured_output',
];

const structured = (name: string, schema: object) => ({ type: 'structured', json_schema: { name, schema } });

export async function sessionWith(api: Client, model: string, answer: object = ANSWER): Promise<string> {
  const corpus = await createCorpus(api, ['A refund takes five days.', 'Our office is in Oslo.']);
  return agentsFor(api).sessionOf({
    model: { name: model },
    tool_configurations: { kb: searchOf(corpus) },
    first_step: undefined,
    first_step_name: 'clarify',
    steps: {
      clarify: {
        instructions: inline(CLARIFY),
        allowed_tools: [],
        output_parser: structured('intent', INTENT),
        next_steps: [{ step_name: 'answer', condition: "get('$.output.topic') == 'refund'" }],
      },
      answer: { instructions: inline(SEARCH), output_parser: structured('answer', answer) },
    },
  });
}

/** The turn's events as the session has them, oldest first, streamed or not. */
export async function asked(api: Client, at: string, stream: boolean): Promise<Json[]> {
  const { say, stream: streamed } = agentsFor(api);
  await (stream ? streamed(at, QUESTION) : say(at, QUESTION));
  return (await api.read(`${at}/events`)).events.toReversed();
}

/** What the second step's model is told before it searches, as most dialects have it. */
export const CLARIFIED = [
  { role: 'user', content: QUESTION },
  { role: 'assistant', content: '{"topic":"refund"}' },
  { role: 'user', content: HAND_OVER },
];

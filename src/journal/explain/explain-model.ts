import type { Answerer } from '../../calls/provenance.ts';
import type { ModelNote } from '../listen/notes.ts';
import { ms as inMs } from '../view/describe-body.ts';
import { short } from './explain-entry.ts';

/** Unknown while it goes on. */
const rounded = (time: number | undefined) => (time === undefined ? '…' : inMs(time));

/** As a whole sentence's subject and verb. */
const ANSWERED: Record<NonNullable<ShownModelNote['answered_by']>, string> = {
  sent: 'The provider answered',
  simulated: "The built-in model answered in the provider's place (simulated)",
  replayed: "A recording answered in the provider's place (replayed)",
  scripted: 'A script answered, and no model was asked (scripted)',
  'built-in': "The emulator's built-in model answered (built-in)",
  nobody: 'Nobody was asked, yet there was an answer',
};

/** As the journal shows it. */
type ShownModelNote = ModelNote & { answered_by?: Answerer; faults: string[] };

export function explainModel({
  llm,
  messages,
  parameters,
  stream,
  text,
  tool_calls,
  ...outcome
}: ShownModelNote): string {
  const { chunks, first_chunk_ms, ms, finish_reason, usage, error, answered_by, faults } = outcome;
  const lines = [
    `The LLM "${llm}" was asked ${stream ? 'for a stream' : 'for one answer'} with ${messages.length} messages ` +
      `and parameters ${JSON.stringify(parameters)}:`,
    ...messages.map(({ role, content }) => `  ${role}: ${short(content)}`),
  ];
  if (faults.length > 0) lines.push(`On purpose it failed with ${faults.join(', ')}.`);
  if (answered_by === 'nobody') lines.push('Nobody answered: nothing was sent to a provider.');
  if (error !== undefined) lines.push(`It failed after ${rounded(ms)} ms: ${error}`);
  if (chunks === 0) return [...lines, ...(error === undefined ? ['It has said nothing yet.'] : [])].join('\n');
  lines.push(
    `${answered_by ? ANSWERED[answered_by] : 'It answered'} in ${chunks} chunks, the first after ${rounded(first_chunk_ms)} ms, the last after ${rounded(ms)} ms: ${short(text)}`,
  );
  for (const call of tool_calls ?? []) lines.push(`It called the tool ${call.name} with ${call.arguments}`);
  if (finish_reason) lines.push(`It finished with ${finish_reason}.`);
  if (usage)
    lines.push(`It used ${usage.promptTokens} tokens for the prompt and ${usage.completionTokens} for the answer.`);
  return lines.join('\n');
}

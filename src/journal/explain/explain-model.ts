import type { ModelNote } from '../listen/notes.ts';
import { ms as inMs } from '../view/describe-body.ts';
import { short } from './explain-entry.ts';

/** Unknown while it goes on. */
const rounded = (time: number | undefined) => (time === undefined ? '…' : inMs(time));

export function explainModel({ llm, messages, parameters, stream, text, tool_calls, ...outcome }: ModelNote): string {
  const { chunks, first_chunk_ms, ms, finish_reason, usage, error } = outcome;
  const lines = [
    `The LLM "${llm}" was asked ${stream ? 'for a stream' : 'for one answer'} with ${messages.length} messages ` +
      `and parameters ${JSON.stringify(parameters)}:`,
    ...messages.map(({ role, content }) => `  ${role}: ${short(content)}`),
  ];
  if (error !== undefined) lines.push(`It failed after ${rounded(ms)} ms: ${error}`);
  if (chunks === 0) return [...lines, ...(error === undefined ? ['It has said nothing yet.'] : [])].join('\n');
  lines.push(
    `It answered in ${chunks} chunks, the first after ${rounded(first_chunk_ms)} ms, the last after ${rounded(ms)} ms: ${short(text)}`,
  );
  for (const call of tool_calls ?? []) lines.push(`It called the tool ${call.name} with ${call.arguments}`);
  if (finish_reason) lines.push(`It finished with ${finish_reason}.`);
  if (usage)
    lines.push(`It used ${usage.promptTokens} tokens for the prompt and ${usage.completionTokens} for the answer.`);
  return lines.join('\n');
}

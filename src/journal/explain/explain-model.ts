import type { ModelNote } from '../listen/notes.ts';
import { short } from './explain-entry.ts';

export function explainModel({ llm, messages, parameters, stream, text, tool_calls, ...outcome }: ModelNote): string {
  const { chunks, first_chunk_ms, ms, finish_reason, usage, error } = outcome;
  const lines = [
    `The LLM "${llm}" was asked ${stream ? 'for a stream' : 'for one answer'} with ${messages.length} messages ` +
      `and parameters ${JSON.stringify(parameters)}:`,
    ...messages.map(({ role, content }) => `  ${role}: ${short(content)}`),
  ];
  if (error !== undefined) lines.push(`It failed after ${ms} ms: ${error}`);
  if (chunks === 0) return [...lines, ...(error === undefined ? ['It has said nothing yet.'] : [])].join('\n');
  lines.push(
    `It answered in ${chunks} chunks, the first after ${first_chunk_ms} ms, the last after ${ms ?? '…'} ms: ${short(text)}`,
  );
  for (const call of tool_calls ?? []) lines.push(`It called the tool ${call.name} with ${call.arguments}`);
  if (finish_reason) lines.push(`It finished with ${finish_reason}.`);
  if (usage)
    lines.push(`It used ${usage.promptTokens} tokens for the prompt and ${usage.completionTokens} for the answer.`);
  return lines.join('\n');
}

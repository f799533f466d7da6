import type { FinishReason, ModelChunk, ToolCall, Usage } from './language-model.ts';

export interface CollectedAnswer {
  text: string;
  toolCalls: ToolCall[];
  reason: FinishReason;
  usage?: Usage;
}

/** A model's whole answer from its chunks. */
export async function collectChunks(chunks: AsyncIterable<ModelChunk>): Promise<CollectedAnswer> {
  const answer: CollectedAnswer = { text: '', toolCalls: [], reason: 'stop' };
  for await (const chunk of chunks) {
    if (chunk.type === 'text') answer.text += chunk.text;
    else if (chunk.type === 'finish') Object.assign(answer, { reason: chunk.reason, usage: chunk.usage });
    else {
      answer.toolCalls[chunk.index] ??= { id: chunk.id ?? '', name: chunk.name ?? '', arguments: '' };
      answer.toolCalls[chunk.index]!.arguments += chunk.arguments;
    }
  }
  return { ...answer, toolCalls: answer.toolCalls.filter(Boolean) };
}

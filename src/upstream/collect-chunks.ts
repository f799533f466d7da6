import type { FinishReason, ModelChunk, ToolCall, Usage } from './language-model.ts';

export interface CollectedAnswer {
  text: string;
  /** What the model thought; undefined when it told no thoughts. */
  thinking?: string;
  toolCalls: ToolCall[];
  reason: FinishReason;
  usage?: Usage;
  /** Members of the message that the provider wants back with it. */
  state?: Record<string, unknown>;
}

/** A model's whole answer from its chunks. */
export async function collectChunks(chunks: AsyncIterable<ModelChunk>): Promise<CollectedAnswer> {
  const answer: CollectedAnswer = { text: '', toolCalls: [], reason: 'stop' };
  for await (const chunk of chunks) {
    if (chunk.type === 'text') answer.text += chunk.text;
    else if (chunk.type === 'thinking') answer.thinking = (answer.thinking ?? '') + chunk.text;
    else if (chunk.type === 'finish') Object.assign(answer, { reason: chunk.reason, usage: chunk.usage });
    else if (chunk.type === 'state') answer.state = { ...answer.state, ...chunk.members };
    else {
      answer.toolCalls[chunk.index] ??= { id: '', name: '', arguments: '' };
      const call = answer.toolCalls[chunk.index]!;
      call.id ||= chunk.id ?? '';
      call.name ||= chunk.name ?? '';
      call.arguments += chunk.arguments;
      if (chunk.extraContent) call.extraContent = chunk.extraContent;
    }
  }
  return { ...answer, toolCalls: answer.toolCalls.filter(Boolean) };
}

import { collectChunks } from '../collect-chunks.ts';
import type { ModelChunk } from '../language-model.ts';
import { toOpenAiChatToolCall } from '../openai-chat/openai-chat-messages.ts';
import type { ChatCompletion, ChatCompletionEnvelope } from './chat-completion-wire.ts';
import { chatCompletionUsage } from './estimate-usage.ts';

/** A model's answer as one OpenAI chat completion (reference §7.3). Throws what the chunks throw. */
export async function toChatCompletion(
  chunks: AsyncIterable<ModelChunk>,
  { id, created, model, promptCharacters }: ChatCompletionEnvelope,
): Promise<ChatCompletion> {
  const { text, toolCalls, reason, usage } = await collectChunks(chunks);
  const length = toolCalls.reduce((sum, call) => sum + call.arguments.length, text.length);
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && toolCalls.length ? null : text,
          ...(toolCalls.length ? { tool_calls: toolCalls.map(toOpenAiChatToolCall) } : {}),
        },
        finish_reason: reason,
      },
    ],
    usage: chatCompletionUsage(usage, promptCharacters, length),
  };
}

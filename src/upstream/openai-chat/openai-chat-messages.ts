import type { Message, ToolCall } from '../language-model.ts';
import type { OpenAiChatMessage, OpenAiChatToolCall } from './openai-chat-wire.ts';

export function toOpenAiChatMessage({ role, content, toolCalls, toolCallId, extra }: Message): OpenAiChatMessage {
  return {
    ...extra,
    role,
    content: toolCalls?.length && content === '' ? null : content,
    ...(toolCalls?.length ? { tool_calls: toolCalls.map(toOpenAiChatToolCall) } : {}),
    ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
  };
}

export function toOpenAiChatToolCall({ id, name, arguments: written }: ToolCall): OpenAiChatToolCall {
  return { id, type: 'function', function: { name, arguments: written } };
}

import type { ContentPart, Message, ModelRequest, ResponseFormat, ToolChoice } from '../language-model.ts';
import type { OpenAiChatMessage, OpenAiChatTool } from '../openai-chat/openai-chat-wire.ts';

/** OpenAI's own parameters, which other providers refuse by name. */
const OPENAI_ONLY = [
  'n',
  'user',
  'seed',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'stream_options',
  'store',
  'metadata',
  'service_tier',
  'parallel_tool_calls',
  'prediction',
  'modalities',
  'audio',
];

/**
 * An OpenAI-shaped body, already validated, for LLMs of other dialects and for the built-in ones (reference §7.1, §7.2).
 * Parameters not mentioned there become extras; tools that are no functions are OpenAI's own, and left out.
 */
export function parseChatCompletionRequest(body: Record<string, unknown>): ModelRequest {
  const {
    model: _,
    messages,
    stream,
    response_format: responseFormat,
    tools,
    tool_choice: toolChoice,
    max_completion_tokens: maxCompletionTokens,
    ...rest
  } = body;
  const parameters = Object.fromEntries(
    Object.entries(rest).filter(([name, value]) => !OPENAI_ONLY.includes(name) && value !== null),
  );
  return {
    messages: (messages as ReceivedMessage[]).map(toMessage),
    parameters: { ...parameters, ...(maxCompletionTokens == null ? {} : { max_tokens: Number(maxCompletionTokens) }) },
    tools: Array.isArray(tools)
      ? (tools as Partial<OpenAiChatTool>[]).flatMap((tool) => tool.function ?? [])
      : undefined,
    toolChoice: toToolChoice(toolChoice as ReceivedToolChoice),
    responseFormat: (responseFormat as ResponseFormat | null) ?? undefined,
    stream: stream === true,
  };
}

type ReceivedMessage = Omit<OpenAiChatMessage, 'role'> & { role: Message['role'] | 'developer' };
type ReceivedToolChoice = 'auto' | 'none' | 'required' | { function?: { name: string } } | null | undefined;

function toMessage({ role, content, tool_calls: calls, tool_call_id: toolCallId, ...extra }: ReceivedMessage): Message {
  return {
    role: role === 'developer' ? 'system' : role,
    content: (content as string | ContentPart[] | null) ?? '',
    ...(calls?.length ? { toolCalls: calls.map(({ id, function: called }) => ({ id, ...called })) } : {}),
    ...(toolCallId === undefined ? {} : { toolCallId }),
    ...(Object.keys(extra).length ? { extra } : {}),
  };
}

const toToolChoice = (choice: ReceivedToolChoice): ToolChoice | undefined =>
  typeof choice === 'object' ? choice?.function && { name: choice.function.name } : choice;

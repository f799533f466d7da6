/** What a model of type `openai-compatible` is sent (docs/behaviour/llms.md, OpenAI-compatible). */
import type {
  ContentPart,
  Message,
  ModelParameters,
  ModelRequest,
  ToolCall,
  ToolChoice,
  ToolDefinition,
} from './language-model.ts';
import { isReasoningModel, namedParameters } from './model-parameters.ts';

/** The URI verbatim. */

export interface OpenAiChatToolCall {
  id: string;
  type: 'function' | 'custom';
  function?: { name: string; arguments: string };
  custom?: { name: string; input: string };
  extra_content?: Record<string, unknown>;
}

export interface OpenAiChatMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string | ContentPart[] | null;
  tool_calls?: OpenAiChatToolCall[];
  tool_call_id?: string;
}

interface OpenAiChatRequest {
  model: string;
  messages: OpenAiChatMessage[];
  max_tokens?: number;
  max_completion_tokens?: number;
  temperature?: number;
  frequency_penalty?: number;
  presence_penalty?: number;
  tools?: object[];
  tool_choice?: 'auto' | 'none' | 'required' | { type: 'function'; function: { name: string } };
  response_format?: object;
  stream?: true;
  stream_options?: { include_usage: true };
}

/** Members left undefined do not reach the wire. */
export function openAiChatRequest(model: string, request: ModelRequest): OpenAiChatRequest {
  return {
    // An agent tells what its session has used; nobody else does, and some servers refuse the wish.
    ...(request.agent && request.stream ? { stream_options: { include_usage: true } } : {}),
    ...toParameters(model, request.parameters),
    model,
    messages: request.messages.map(toOpenAiChatMessage),
    tools: request.tools?.map(toTool),
    tool_choice: request.toolChoice && toToolChoice(request.toolChoice),
    response_format: request.responseFormat,
    stream: request.stream ? true : undefined,
  } satisfies OpenAiChatRequest;
}

/** Extras win over the parameter they rename: an explicit `max_completion_tokens` replaces `max_tokens`. */
function toParameters(model: string, parameters: ModelParameters): Partial<OpenAiChatRequest> {
  const { maxTokens, temperature, frequencyPenalty, presencePenalty, extras } = namedParameters(parameters);
  if (isReasoningModel(model)) return { max_completion_tokens: maxTokens, ...extras };
  return {
    max_tokens: 'max_completion_tokens' in extras ? undefined : maxTokens,
    temperature,
    frequency_penalty: frequencyPenalty,
    presence_penalty: presencePenalty,
    ...extras,
  };
}

export function toOpenAiChatMessage({ role, content, toolCalls, toolCallId, extra }: Message): OpenAiChatMessage {
  return {
    ...extra,
    role,
    content: toolCalls?.length && content === '' ? null : content,
    ...(toolCalls?.length ? { tool_calls: toolCalls.map(toOpenAiChatToolCall) } : {}),
    ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
  };
}

export function toOpenAiChatToolCall({
  id,
  name,
  arguments: written,
  isCustom,
  extraContent,
}: ToolCall): OpenAiChatToolCall {
  const extra = extraContent && { extra_content: extraContent };
  if (isCustom) return { id, type: 'custom', custom: { name, input: written }, ...extra };
  return { id, type: 'function', function: { name, arguments: written }, ...extra };
}

const toTool = ({ name, description, parameters, strict, custom }: ToolDefinition) =>
  custom
    ? { type: 'custom', custom: { name, description, ...custom } }
    : {
        type: 'function',
        function: { name, description, parameters: parameters && withProperties(parameters), strict },
      };

/** Schemas of MCP servers may do without properties, OpenAI's may not. */
export const withProperties = (schema: Record<string, unknown>): Record<string, unknown> =>
  schema.type === 'object' && schema.properties === undefined ? { ...schema, properties: {} } : schema;

const toToolChoice = (choice: ToolChoice): OpenAiChatRequest['tool_choice'] =>
  typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };

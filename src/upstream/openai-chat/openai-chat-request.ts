import type { ModelParameters, ModelRequest, ToolChoice, ToolDefinition } from '../language-model.ts';
import { isReasoningModel, namedParameters } from '../model-parameters.ts';
import { toOpenAiChatMessage } from './openai-chat-messages.ts';
import type { OpenAiChatRequest, OpenAiChatTool } from './openai-chat-wire.ts';

/** The body for `openai-compatible` (reference §2.5.1). Members left undefined do not reach the wire. */
export function openAiChatRequest(model: string, request: ModelRequest): OpenAiChatRequest {
  return {
    ...openAiChatParameters(model, request.parameters),
    model,
    messages: request.messages.map(toOpenAiChatMessage),
    tools: request.tools?.map(toTool),
    tool_choice: request.toolChoice && toToolChoice(request.toolChoice),
    response_format: request.responseFormat,
    stream: request.stream ? true : undefined,
  } satisfies OpenAiChatRequest;
}

/** Extras win over the parameter they rename: an explicit `max_completion_tokens` replaces `max_tokens`. */
function openAiChatParameters(model: string, parameters: ModelParameters): Partial<OpenAiChatRequest> {
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

const toTool = ({ name, description, parameters, strict }: ToolDefinition): OpenAiChatTool => ({
  type: 'function',
  function: { name, description, parameters, strict },
});

const toToolChoice = (choice: ToolChoice): OpenAiChatRequest['tool_choice'] =>
  typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };

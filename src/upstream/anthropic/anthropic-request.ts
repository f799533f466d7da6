import type { ModelRequest, ResponseFormat, ToolChoice } from '../language-model.ts';
import { liftSystemMessages } from '../messages/message-text.ts';
import { namedParameters } from '../model-parameters.ts';
import type { AnthropicEndpoint } from './anthropic-endpoint.ts';
import { toAnthropicMessages } from './anthropic-messages.ts';
import type { AnthropicRequest } from './anthropic-wire.ts';

const DEFAULT_MAX_TOKENS = 4096;
const JSON_INSTRUCTION = 'Answer with a single valid JSON object and nothing else.';

/** The body for `anthropic` (reference §2.5.4, §7.2). Members left undefined do not reach the wire. */
export function anthropicRequest(endpoint: AnthropicEndpoint, request: ModelRequest): AnthropicRequest {
  const { system, conversation } = liftSystemMessages(request.messages);
  const { maxTokens, temperature, extras } = namedParameters(request.parameters);
  const { stop, ...passedOn } = extras;
  const instructions = [system, request.responseFormat?.type === 'json_object' ? JSON_INSTRUCTION : ''];
  return {
    max_tokens: maxTokens ?? DEFAULT_MAX_TOKENS,
    temperature,
    stop_sequences: stop == null ? undefined : ([stop].flat() as string[]),
    ...passedOn,
    ...endpoint.body,
    messages: toAnthropicMessages(conversation),
    system: instructions.filter(Boolean).join('\n\n') || undefined,
    ...toolMembers(request),
    stream: request.stream && endpoint.host !== 'bedrock' ? true : undefined,
  } satisfies AnthropicRequest;
}

/** The name of the tool whose forced call stands for an answer by JSON schema. */
export const schemaToolName = (format: ResponseFormat | undefined): string | undefined =>
  format?.type === 'json_schema' ? format.json_schema.name : undefined;

function toolMembers({
  tools = [],
  toolChoice,
  responseFormat,
}: ModelRequest): Pick<AnthropicRequest, 'tools' | 'tool_choice'> {
  const declared = tools.map(({ name, description, parameters }) => ({
    name,
    description,
    input_schema: parameters ?? { type: 'object' },
  }));
  if (responseFormat?.type === 'json_schema') {
    const { name, description, schema } = responseFormat.json_schema;
    return { tools: [...declared, { name, description, input_schema: schema }], tool_choice: { type: 'tool', name } };
  }
  if (declared.length === 0) return {};
  return { tools: declared, tool_choice: toolChoice && toToolChoice(toolChoice) };
}

function toToolChoice(choice: ToolChoice): NonNullable<AnthropicRequest['tool_choice']> {
  if (typeof choice === 'object') return { type: 'tool', name: choice.name };
  return { type: choice === 'required' ? 'any' : choice };
}

import type { ModelRequest, ResponseFormat } from '../language-model.ts';
import { isReasoningModel, namedParameters } from '../model-parameters.ts';
import type { ResponsesRequest } from './openai-responses-wire.ts';
import { toResponsesInput } from './responses-input.ts';

/** The body for `openai-responses`, never streaming (reference §2.5.2). Members left undefined do not reach the wire. */
export function responsesRequest(model: string, request: ModelRequest): ResponsesRequest {
  const { maxTokens, temperature, extras } = namedParameters(request.parameters);
  const { stop: _, ...passedOn } = extras;
  return {
    max_output_tokens: maxTokens,
    temperature: isReasoningModel(model) ? undefined : temperature,
    text: request.responseFormat && { format: toFormat(request.responseFormat) },
    ...passedOn,
    model,
    input: request.messages.flatMap(toResponsesInput),
    tools: request.tools?.map((tool) => ({ type: 'function' as const, ...tool })),
    tool_choice:
      typeof request.toolChoice === 'object' ? { type: 'function', ...request.toolChoice } : request.toolChoice,
  } satisfies ResponsesRequest;
}

const toFormat = (format: ResponseFormat): object =>
  format.type === 'json_schema' ? { type: 'json_schema', ...format.json_schema } : format;

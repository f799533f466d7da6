import type { ModelRequest, ResponseFormat, ToolChoice } from '../language-model.ts';
import { liftSystemMessages } from '../messages/message-text.ts';
import { namedParameters } from '../model-parameters.ts';
import { toGeminiContents } from './gemini-contents.ts';
import type { GeminiRequest } from './gemini-wire.ts';

/** The body for `vertex-ai` (reference §2.5.3, §7.2). Members left undefined do not reach the wire. */
export function geminiRequest(request: ModelRequest): GeminiRequest {
  const { system, conversation } = liftSystemMessages(request.messages);
  return {
    contents: toGeminiContents(conversation),
    systemInstruction: system ? { parts: [{ text: system }] } : undefined,
    generationConfig: generationConfig(request),
    tools: request.tools?.length ? [{ functionDeclarations: request.tools.map(toDeclaration) }] : undefined,
    toolConfig: request.toolChoice && { functionCallingConfig: toCallingConfig(request.toolChoice) },
  } satisfies GeminiRequest;
}

/** Undefined when there is nothing to say. */
function generationConfig({ parameters, responseFormat }: ModelRequest): GeminiRequest['generationConfig'] {
  const { maxTokens, temperature, frequencyPenalty, presencePenalty, extras } = namedParameters(parameters);
  const { stop, top_p: topP, ...passedOn } = extras;
  const config = {
    maxOutputTokens: maxTokens,
    temperature,
    frequencyPenalty,
    presencePenalty,
    stopSequences: stop == null ? undefined : ([stop].flat() as string[]),
    topP: (topP as number | null) ?? undefined,
    ...responseConfig(responseFormat),
    ...passedOn,
  } satisfies GeminiRequest['generationConfig'];
  return Object.values(config).some((value) => value !== undefined) ? config : undefined;
}

function responseConfig(format: ResponseFormat | undefined): GeminiRequest['generationConfig'] {
  if (!format || format.type === 'text') return {};
  if (format.type === 'json_object') return { responseMimeType: 'application/json' };
  return { responseMimeType: 'application/json', responseJsonSchema: format.json_schema.schema };
}

const toDeclaration = ({ name, description, parameters }: NonNullable<ModelRequest['tools']>[number]) => ({
  name,
  description,
  parametersJsonSchema: parameters,
});

type CallingConfig = NonNullable<GeminiRequest['toolConfig']>['functionCallingConfig'];

function toCallingConfig(choice: ToolChoice): CallingConfig {
  if (typeof choice === 'object') return { mode: 'ANY', allowedFunctionNames: [choice.name] };
  return { mode: ({ auto: 'AUTO', none: 'NONE', required: 'ANY' } as const)[choice] };
}

import { Type } from 'typebox';
import { takesSchemaBesideTools } from '../gemini-request.ts';
import type {
  ContentPart,
  Message,
  ModelRequest,
  ResponseFormat,
  ToolChoice,
  ToolDefinition,
} from '../language-model.ts';
import { declarationsOf, objectionToTools, objectionToTurns } from './gemini-tools.ts';
import { dotted, Members, mismatchOf } from './wire-response.ts';

type Body = Record<string, unknown>;
type Schema = Record<string, unknown>;

export interface Part {
  text?: string;
  inlineData?: { mimeType?: string; data?: string };
  fileData?: { fileUri?: string };
  thought?: boolean;
  thoughtSignature?: string;
  functionCall?: { id?: string; name?: string; args?: object };
  functionResponse?: { id?: string; name?: string; response?: object };
}

export interface Content {
  role?: string;
  parts?: Part[];
}

interface GenerationConfig {
  maxOutputTokens?: number;
  stopSequences?: string[];
  responseMimeType?: string;
  responseJsonSchema?: Schema;
  responseSchema?: Schema;
  thinkingConfig?: Schema;
}

export interface Declaration {
  name: string;
  description?: string;
  parameters?: Schema;
  parametersJsonSchema?: Schema;
}

/** Google's objection to a body, in its own words; undefined if there is none. */
export function refuseGeminiRequest(body: Body, model: string): string | undefined {
  const { contents, generationConfig } = body;
  if (!Array.isArray(contents) || contents.length === 0) {
    return '* GenerateContentRequest.contents: contents is not specified\n';
  }
  for (const [index, content] of (contents as Content[]).entries()) {
    if (!Array.isArray(content?.parts) || content.parts.length === 0) {
      return `* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.\n`;
    }
    if (content.role !== undefined && content.role !== 'user' && content.role !== 'model') {
      return 'Please use a valid role: user, model.';
    }
  }
  const unknown = unknownName(body);
  if (unknown !== undefined) return unknown;
  const mismatch = mismatchOf(GeminiBody, body);
  if (mismatch !== undefined) {
    return `Invalid value at '${dotted(mismatch.path)}': expected ${mismatch.expected}.`;
  }
  const { responseMimeType } = (generationConfig ?? {}) as GenerationConfig;
  if (responseMimeType === 'application/json' && body.tools !== undefined && !takesSchemaBesideTools(model))
    return "Function calling with a response mime type: 'application/json' is unsupported";
  const objection = objectionToTools(body) ?? objectionToTurns(contents);
  if (objection !== undefined) return objection;
  const unsigned = signsCalls(model) ? unsignedCall(contents) : undefined;
  if (unsigned !== undefined)
    return `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${unsigned}\`.`;
  const limit = (generationConfig as GenerationConfig | undefined)?.maxOutputTokens;
  return limit !== undefined && limit < 1 ? 'max_output_tokens must be positive.' : undefined;
}

/** From the third version on a call has a signature, and is refused without it. */
export const signsCalls = takesSchemaBesideTools;

/** Only what was called since the user spoke is looked at, and of calls at once the first. */
function unsignedCall(contents: Content[]): string | undefined {
  const spoke = contents.findLastIndex(({ role, parts = [] }) => role !== 'model' && parts.some(({ text }) => text));
  const calling = contents
    .slice(spoke + 1)
    .map(({ parts = [] }) => parts.find(({ functionCall }) => functionCall !== undefined));
  return calling.find((part) => part && !part.thoughtSignature)?.functionCall?.name;
}

const MEMBERS = new Set(
  `contents systemInstruction system_instruction generationConfig generation_config tools toolConfig tool_config safetySettings
  safety_settings cachedContent cached_content labels modelArmorConfig model store serviceTier`.split(/\s+/),
);
const GENERATION_CONFIG = new Set(
  `maxOutputTokens temperature topP topK candidateCount stopSequences frequencyPenalty presencePenalty seed responseMimeType
  responseSchema responseJsonSchema _responseJsonSchema responseModalities responseLogprobs logprobs thinkingConfig mediaResolution
  speechConfig imageConfig audioTimestamp routingConfig modelConfig enableEnhancedCivicAnswers enableAffectiveDialog`.split(
    /\s+/,
  ),
);

/** Google takes its names in snake case too. */
const camelCase = (name: string): string => name.replace(/(?<=[a-z])_([a-z])/g, (_, letter) => letter.toUpperCase());

function unknownName(body: Body): string | undefined {
  const words = (name: string, place: string) =>
    `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`;
  const member = Object.keys(body).find((name) => !MEMBERS.has(name));
  if (member !== undefined) return words(member, '');
  const config = Object.keys((body.generationConfig ?? {}) as Body).find(
    (name) => !GENERATION_CONFIG.has(camelCase(name)),
  );
  return config === undefined ? undefined : words(config, " at 'generation_config'");
}

/** What a body of Google's generateContent protocol asks for. */
export function readGeminiRequest(body: Body, stream: boolean): ModelRequest {
  const system = (body.systemInstruction as Content | undefined)?.parts ?? [];
  const config = (body.generationConfig ?? {}) as GenerationConfig;
  return {
    messages: [
      ...(system.length > 0 ? [{ role: 'system' as const, content: system.flatMap(toPart) }] : []),
      ...(body.contents as Content[]).flatMap(toMessages),
    ],
    parameters: {
      ...(config.maxOutputTokens === undefined ? {} : { max_tokens: config.maxOutputTokens }),
      ...(config.stopSequences === undefined ? {} : { stop: config.stopSequences }),
      ...(config.thinkingConfig === undefined ? {} : { thinkingConfig: config.thinkingConfig }),
    },
    tools: declarationsOf(body).map(toTool),
    toolChoice: toToolChoice(body.toolConfig),
    responseFormat: toResponseFormat(config),
    stream,
  };
}

/** Results of functions come in a user's entry, but are messages of their own. */
function toMessages({ role, parts = [] }: Content): Message[] {
  const results = parts.flatMap(({ functionResponse: result }): Message[] =>
    result === undefined
      ? []
      : [{ role: 'tool', content: JSON.stringify(result.response ?? {}), toolCallId: result.id ?? result.name }],
  );
  const toolCalls = parts.flatMap(({ functionCall: call }) =>
    call === undefined
      ? []
      : [{ id: call.id ?? call.name ?? '', name: call.name ?? '', arguments: JSON.stringify(call.args ?? {}) }],
  );
  const content = parts.flatMap(toPart);
  if (content.length === 0 && results.length > 0) return results;
  const said: Message = { role: role === 'model' ? 'assistant' : 'user', content: plainIfText(content) };
  return [...results, toolCalls.length > 0 ? { ...said, toolCalls } : said];
}

function toPart({ text, thought, inlineData, fileData }: Part): ContentPart[] {
  if (thought) return [];
  if (text !== undefined) return [{ type: 'text', text }];
  if (inlineData !== undefined) {
    const { mimeType = 'image/png', data = '' } = inlineData;
    return [{ type: 'image_url', image_url: { url: `data:${mimeType};base64,${data}` } }];
  }
  return fileData === undefined ? [] : [{ type: 'image_url', image_url: { url: fileData.fileUri ?? '' } }];
}

const plainIfText = (parts: ContentPart[]): Message['content'] =>
  parts.length === 1 && parts[0]!.type === 'text' ? parts[0]!.text : parts;

const toTool = ({ name, description, parameters, parametersJsonSchema }: Declaration): ToolDefinition => ({
  name,
  description,
  parameters: parametersJsonSchema ?? (parameters && withLowerCaseTypes(parameters)),
});

function toToolChoice(config: unknown): ToolChoice | undefined {
  const { mode, allowedFunctionNames: [name] = [] } =
    (config as { functionCallingConfig?: { mode?: string; allowedFunctionNames?: string[] } } | undefined)
      ?.functionCallingConfig ?? {};
  if (mode !== 'ANY') return mode === 'NONE' ? 'none' : undefined;
  return name === undefined ? 'required' : { name };
}

function toResponseFormat(config: GenerationConfig): ResponseFormat | undefined {
  if (config.responseMimeType !== 'application/json') return undefined;
  const schema = config.responseJsonSchema ?? (config.responseSchema && withLowerCaseTypes(config.responseSchema));
  return schema === undefined
    ? { type: 'json_object' }
    : { type: 'json_schema', json_schema: { name: 'response', schema } };
}

/** Google's own schema dialect writes `STRING` for `string`. */
const withLowerCaseTypes = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema), (key, value) =>
    key === 'type' && typeof value === 'string' ? value.toLowerCase() : value,
  );

const Text = Type.String();

const Part = Type.Object({
  text: Type.Optional(Text),
  inlineData: Type.Optional(Type.Object({ mimeType: Type.Optional(Text), data: Type.Optional(Text) })),
  fileData: Type.Optional(Type.Object({ fileUri: Type.Optional(Text) })),
  functionCall: Type.Optional(
    Type.Object({ id: Type.Optional(Text), name: Type.Optional(Text), args: Type.Optional(Members) }),
  ),
  functionResponse: Type.Optional(
    Type.Object({ id: Type.Optional(Text), name: Type.Optional(Text), response: Type.Optional(Members) }),
  ),
});

const Declaration = Type.Object({
  name: Text,
  description: Type.Optional(Text),
  parameters: Type.Optional(Members),
  parametersJsonSchema: Type.Optional(Members),
});

/** The parts of a generateContent body that are read here; all else may be anything. */
export const GeminiBody = Type.Object({
  contents: Type.Array(Type.Object({ role: Type.Optional(Text), parts: Type.Array(Part) })),
  systemInstruction: Type.Optional(Type.Object({ parts: Type.Optional(Type.Array(Part)) })),
  tools: Type.Optional(Type.Array(Type.Object({ functionDeclarations: Type.Optional(Type.Array(Declaration)) }))),
  toolConfig: Type.Optional(
    Type.Object({
      functionCallingConfig: Type.Optional(
        Type.Object({ mode: Type.Optional(Text), allowedFunctionNames: Type.Optional(Type.Array(Text)) }),
      ),
    }),
  ),
  generationConfig: Type.Optional(
    Type.Object({
      maxOutputTokens: Type.Optional(Type.Integer()),
      stopSequences: Type.Optional(Type.Array(Text)),
      responseMimeType: Type.Optional(Text),
      responseJsonSchema: Type.Optional(Members),
      responseSchema: Type.Optional(Members),
      thinkingConfig: Type.Optional(Members),
    }),
  ),
});

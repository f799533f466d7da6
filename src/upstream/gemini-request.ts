/** What a model of type `vertex-ai` is sent, and where (docs/behaviour/llms.md, Gemini). */
import type {
  ContentPart,
  Message,
  ModelRequest,
  ResponseFormat,
  ToolCall,
  ToolChoice,
  ToolDefinition,
} from './language-model.ts';
import {
  argumentsObject,
  isMadeUp,
  jsonObject,
  liftSystemMessages,
  mediaSource,
  mergeAdjacentRoles,
  partsOf,
  recordIn,
  textOf,
  wordIn,
} from './messages.ts';
import { extrasFor, namedParameters, stopSequences } from './model-parameters.ts';

const PLACE = /^\/?(?:(v\w+)\/)?(projects\/[^/]+\/locations\/[^/]+)\//;
/** Also of whole continents, and where certificates are exchanged. */
const VERTEX_HOST = /(?:^|-)aiplatform(?:\.[\w-]+)*\.googleapis\.com$/;
/** What Google's OpenAI-compatible addresses have below those of its own protocol. */
const OPENAI_TAIL = /(?:\/endpoints\/openapi|(?<=\/v\w+)\/openai)(?:\/chat\/completions)?$/;

/**
 * The registered URI stripped of model path, method and query, then rebuilt from `model`. A model may be written with its
 * collection (`models/M`, `publishers/google/models/M`, `tunedModels/M`, `endpoints/N`), its publisher (`meta/M`) or as a
 * whole resource name. An endpoint or a tuned model that the URI names is what is called: `model` then only says what it
 * was made from. Vertex AI keeps models with publishers, AI Studio does not.
 */
export function geminiUrl(uri: string, model: string, stream: boolean): string {
  const { origin, pathname, hostname } = new URL(uri);
  const path = pathname
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '')
    .replace(/:[A-Za-z]+$/, '')
    .replace(OPENAI_TAIL, '');
  const method = stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  if (/\/(?:endpoints|tunedModels)\/[^/]+$/.test(path)) return `${origin}${path}:${method}`;
  if (/\/(?:endpoints|tunedModels)$/.test(path))
    return `${origin}${path}/${escaped(model.split('/').at(-1)!)}:${method}`;
  const [, above = '', publisher] = /^(.*?)(?:\/publishers(?:\/([^/]+))?)?(?:\/models(?:\/[^/]+)?)?$/.exec(path) ?? [];
  const whole = PLACE.exec(model);
  const version = /^\/v\w+/.exec(above)?.[0] ?? '/v1';
  const base = whole ? `${/^(.*)\/projects\//.exec(above)?.[1] ?? (above || version)}/${whole[2]}` : above;
  const placed = model.replace(PLACE, '').replace(/^\//, '');
  if (/^(?:endpoints|tunedModels)\//.test(placed)) return `${origin}${base || '/v1beta'}/${encoded(placed)}:${method}`;
  const [, own, name] = /^(?:publishers\/([^/]+)\/)?(?:models\/)?(.*)$/.exec(placed)!;
  const isVertex =
    base.includes('/projects/') || own !== undefined || publisher !== undefined || VERTEX_HOST.test(hostname);
  const [, prefixed, bare] = /^(?:([\w.-]+)\/)?(.*)$/.exec(name!)!;
  if (!isVertex)
    return `${origin}${base || '/v1beta'}/models/${escaped(prefixed === 'google' ? bare! : name!)}:${method}`;
  const owner = escaped(own ?? prefixed ?? publisher ?? 'google');
  return `${origin}${base || '/v1'}/publishers/${owner}/models/${escaped(bare!)}:${method}`;
}

/** One segment of a path; the `@` before a version stays. */
const escaped = (segment: string): string => encodeURIComponent(segment).replaceAll('%40', '@');
const encoded = (path: string): string => path.split('/').map(escaped).join('/');

/** Members left undefined do not reach the wire. */
export function geminiRequest(request: ModelRequest): object {
  const { system, conversation } = liftSystemMessages(request.messages);
  const tools = request.tools?.length ? [{ functionDeclarations: request.tools.map(toDeclaration) }] : undefined;
  return {
    contents: toContents(conversation, request.messages.length > 0),
    systemInstruction: system.trim() ? { parts: [{ text: system }] } : undefined,
    generationConfig: generationConfig(request),
    tools,
    toolConfig: tools && request.toolChoice && { functionCallingConfig: toCallingConfig(request.toolChoice) },
  };
}

/** Undefined when there is nothing to say. */
function generationConfig({ parameters, responseFormat }: ModelRequest): object | undefined {
  const { maxTokens, temperature, frequencyPenalty, presencePenalty, extras } = namedParameters(parameters);
  const { top_p: topP, top_k: topK, max_completion_tokens: limit, ...further } = extras;
  const config = {
    maxOutputTokens: limit ?? maxTokens,
    temperature,
    frequencyPenalty,
    presencePenalty,
    stopSequences: stopSequences(extras.stop),
    topP: topP ?? undefined,
    topK: topK ?? undefined,
    seed: extras.seed ?? undefined,
    ...responseConfig(responseFormat),
    ...extrasFor('other', further),
  };
  return Object.values(config).some((value) => value !== undefined) ? config : undefined;
}

function responseConfig(format: ResponseFormat | undefined): object {
  if (!format || format.type === 'text') return {};
  if (format.type === 'json_object') return { responseMimeType: 'application/json' };
  return { responseMimeType: 'application/json', responseJsonSchema: format.json_schema.schema };
}

/** Google wants a name to begin with a letter or an underscore. */
const wireName = (name: string): string => (/^[a-zA-Z_]/.test(name) ? name : `t_${name}`);

/** The name of a tool, from that by which it is called. */
export const ownName = (called: string, tools: readonly ToolDefinition[] = []): string =>
  tools.find(({ name }) => name === called)?.name ??
  tools.find(({ name }) => wireName(name) === called)?.name ??
  called;

/** Google's models take a schema beside tools from their third version on. */
export const takesSchemaBesideTools = (model: string): boolean => /gemini-(?:[3-9]|\d\d)/.test(model);

const toDeclaration = ({ name, description, parameters, custom }: ToolDefinition): object => ({
  name: wireName(name),
  description,
  parametersJsonSchema: custom
    ? { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] }
    : parameters,
});

function toCallingConfig(choice: ToolChoice): object {
  if (typeof choice === 'object') return { mode: 'ANY', allowedFunctionNames: [wireName(choice.name)] };
  return { mode: ({ auto: 'AUTO', none: 'NONE', required: 'ANY' } as const)[choice] };
}

interface Content {
  role: 'user' | 'model';
  parts: object[];
}

/** Everything but system messages; results of tools become the user's, neighbours of one role one entry, the user begins. */
function toContents(conversation: Message[], hasMessages: boolean): Content[] {
  /** Names by id, as far as the conversation has come: an id may be used again. */
  const names = new Map<string, string>();
  const contents: Content[] = [];
  for (const message of mergeAdjacentRoles(conversation)) {
    for (const { id, name } of message.toolCalls ?? []) names.set(id, name);
    const role = message.role === 'assistant' ? 'model' : 'user';
    const parts = message.role === 'tool' ? [toolResult(message, names)] : toParts(message);
    if (parts.length === 0) continue;
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts });
  }
  if (contents[0]?.role !== 'user' && hasMessages) contents.unshift({ role: 'user', parts: [{ text: '.' }] });
  return contents;
}

const toParts = ({ content, toolCalls = [] }: Message): object[] => [
  ...partsOf(content).map(toPart),
  ...toolCalls.map(toFunctionCall),
];

function toFunctionCall({ id, name, arguments: written, isCustom, extraContent }: ToolCall): object {
  const signature = wordIn(recordIn(extraContent?.google)?.thought_signature);
  return {
    functionCall: {
      ...ownId(id),
      name: wireName(name),
      args: isCustom ? { input: written } : argumentsObject(written),
    },
    ...(signature !== undefined && { thoughtSignature: signature }),
  };
}

const MEDIA_TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  pdf: 'application/pdf',
};

function toPart(part: ContentPart): object {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'image_url':
      return toMedia(part.image_url.url);
    case 'file':
      return toMedia(part.file.file_data ?? '', 'application/pdf');
    case 'input_audio':
      return { inlineData: { mimeType: `audio/${part.input_audio.format}`, data: part.input_audio.data } };
  }
}

function toMedia(url: string, otherwise?: string): object {
  const source = mediaSource(url, otherwise);
  if ('base64' in source) return { inlineData: { mimeType: source.mediaType, data: source.base64 } };
  const extension = /\.(\w+)$/.exec(URL.parse(source.url)?.pathname ?? '')?.[1]?.toLowerCase() ?? '';
  return { fileData: { fileUri: source.url, mimeType: MEDIA_TYPES[extension] } };
}

/** Google matches results to calls by the function's name and by its own id, if it gave one, and wants an object. */
function toolResult(message: Message, names: Map<string, string>): object {
  const text = textOf(message);
  const id = message.toolCallId ?? '';
  const response = jsonObject(text) ?? { result: text };
  return { functionResponse: { ...ownId(id), name: wireName(names.get(id) ?? id), response } };
}

const ownId = (id: string): { id?: string } => (id === '' || isMadeUp(id) ? {} : { id });

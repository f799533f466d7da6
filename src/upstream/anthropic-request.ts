/** What a model of type `anthropic` is sent, and where (docs/behaviour/llms.md, Anthropic). */
import type { ContentPart, Message, ModelRequest, ToolChoice, ToolDefinition } from './language-model.ts';
import {
  argumentsObject,
  liftSystemMessages,
  mediaSource,
  mergeAdjacentRoles,
  objectsOf,
  partsOf,
  recordIn,
  textIn,
  textOf,
} from './messages.ts';
import { extrasFor, namedParameters, stopSequences } from './model-parameters.ts';
import type { UpstreamSettings } from './upstream-settings.ts';

/** Where a model of type `anthropic` is served, and what that place wants in the body. */
interface AnthropicEndpoint {
  url: string;
  host: 'direct' | 'bedrock' | 'vertex';
  body: { model?: string; anthropic_version?: string };
  headers: Record<string, string>;
}

const DEFAULT_URI = 'https://api.anthropic.com/v1/messages';

export function anthropicEndpoint({ auth, uri, model }: UpstreamSettings, stream: boolean): AnthropicEndpoint {
  switch (auth?.type) {
    case 'bedrock_static_iam':
    case 'bedrock_api_key': {
      const method = stream ? 'invoke-with-response-stream' : 'invoke';
      const base = baseOf(uri, BEDROCK_TAIL) ?? `https://bedrock-runtime.${auth.region}.amazonaws.com`;
      return {
        url: `${base}/model/${encodeURIComponent(model.replace(/^bedrock\//, ''))}/${method}`,
        host: 'bedrock',
        body: { anthropic_version: 'bedrock-2023-05-31' },
        headers: {},
      };
    }
    case 'vertex_service_account':
    case 'vertex_access_token': {
      const { region, project } = auth;
      const host = region === 'global' ? 'aiplatform.googleapis.com' : `${region}-aiplatform.googleapis.com`;
      const name = encodeURIComponent(model.replace(/^(?:.*\/)?models\/|^(?:vertex_ai|anthropic)\//, '')).replaceAll(
        '%40',
        '@',
      );
      const place = `projects/${encodeURIComponent(project)}/locations/${encodeURIComponent(region)}`;
      return {
        url: `${baseOf(uri, VERTEX_TAIL) ?? `https://${host}`}/v1/${place}/publishers/anthropic/models/${name}:${stream ? 'streamRawPredict' : 'rawPredict'}`,
        host: 'vertex',
        body: { anthropic_version: 'vertex-2023-10-16' },
        headers: {},
      };
    }
    default:
      return {
        url: uri || DEFAULT_URI,
        host: 'direct',
        body: { model },
        headers: { 'anthropic-version': '2023-06-01' },
      };
  }
}

/** What an address of Bedrock, or of Claude on Vertex AI, has of what is appended anyway. */
const BEDROCK_TAIL = /\/model(?:\/[^/]+(?:\/(?:invoke|converse)[\w-]*)?)?$/;
const VERTEX_TAIL = /\/v1(?:beta1)?(?:\/projects\/.*|\/publishers\/.*)?$/;

/** A registered URI stands for scheme, host and path prefix, so that tests can point at a local stand-in. */
function baseOf(uri: string | undefined, tail: RegExp): string | undefined {
  if (!uri) return undefined;
  const { origin, pathname } = new URL(uri);
  return origin + pathname.replace(/\/+$/, '').replace(tail, '');
}

type Block = { type: string; [member: string]: unknown };

interface AnthropicMessage {
  role: 'user' | 'assistant';
  content: string | Block[];
}

const DEFAULT_MAX_TOKENS = 4096;
const JSON_INSTRUCTION = 'Answer with a single valid JSON object and nothing else.';

/** Members left undefined do not reach the wire. */
export function anthropicRequest(endpoint: AnthropicEndpoint, request: ModelRequest, by: SchemaBy): object {
  const { system, conversation } = liftSystemMessages(request.messages);
  const { maxTokens, temperature, extras } = namedParameters(request.parameters);
  const { metadata, service_tier: tier, max_completion_tokens: limit, parallel_tool_calls: parallel } = extras;
  const instructions = [system, request.responseFormat?.type === 'json_object' ? JSON_INSTRUCTION : ''];
  return {
    max_tokens: limit ?? maxTokens ?? DEFAULT_MAX_TOKENS,
    temperature,
    stop_sequences: stopSequences(extras.stop),
    // Of the names that OpenAI has too, only Anthropic's own values.
    metadata: recordIn(metadata)?.user_id === undefined ? undefined : metadata,
    service_tier: tier === 'auto' || tier === 'standard_only' ? tier : undefined,
    ...extrasFor('other', extras),
    ...endpoint.body,
    messages: toMessages(conversation),
    system: instructions.filter((one) => one.trim() !== '').join('\n\n') || undefined,
    ...toolMembers(request, by, parallel === false),
    stream: request.stream && endpoint.host !== 'bedrock' ? true : undefined,
  };
}

/** Everything but system messages: roles alternate, results of tools are the user's, the user begins. */
function toMessages(conversation: Message[]): AnthropicMessage[] {
  const turns: { role: AnthropicMessage['role']; content: Block[] }[] = [];
  for (const message of mergeAdjacentRoles(conversation)) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const blocks = toBlocks(message);
    if (blocks.length === 0) continue;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: blocks });
  }
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', content: [{ type: 'text', text: '.' }] });
  const end = turns.at(-1)!.content.at(-1)!;
  // An answer that is to be gone on with may not end in blanks.
  if (turns.at(-1)!.role === 'assistant' && end.type === 'text') end.text = textIn(end.text).trimEnd();
  return turns.map(({ role, content }) => ({ role, content: plainIfText(content) }));
}

const plainIfText = (blocks: Block[]): AnthropicMessage['content'] =>
  blocks.length === 1 && blocks[0]!.type === 'text' ? textIn(blocks[0]!.text) : blocks;

function toBlocks(message: Message): Block[] {
  const { role, content, toolCalls = [], toolCallId = '', extra } = message;
  if (role === 'tool')
    return [
      {
        type: 'tool_result',
        tool_use_id: ownId(toolCallId),
        content: textOf(message),
        ...(message.isError && { is_error: true }),
      },
    ];
  return [
    // What a model thought before it called a tool has to come back with the call.
    ...(role === 'assistant' ? (objectsOf(extra?.thinking_blocks as Block[]) as Block[]) : []),
    ...partsOf(content).map(toBlock),
    ...toolCalls.map(({ id, name, arguments: written, isCustom }) => ({
      type: 'tool_use',
      id: ownId(id),
      name,
      input: isCustom ? { input: written } : argumentsObject(written),
    })),
  ];
}

/** Ids of other providers may have characters that Anthropic refuses; what differs goes on to differ. */
const ownId = (id: string): string => id.replace(/[^a-zA-Z0-9_-]/g, (odd) => `_${odd.charCodeAt(0).toString(16)}`);

function toBlock(part: ContentPart): Block {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image_url':
      return { type: 'image', source: toSource(part.image_url.url) };
    case 'file':
      return {
        type: 'document',
        source: toSource(part.file.file_data ?? '', 'application/pdf'),
        title: part.file.filename,
      };
    case 'input_audio':
      return { type: 'text', text: '' };
  }
}

function toSource(url: string, otherwise?: string): object {
  const source = mediaSource(url, otherwise);
  return 'base64' in source
    ? { type: 'base64', media_type: source.mediaType, data: source.base64 }
    : { type: 'url', url: source.url };
}

/**
 * How an answer by JSON schema is asked for: by Anthropic's own member, or by a tool in its place, which is called alone or
 * `beside` the agent's own.
 */
export type SchemaBy = 'output_config' | 'tool' | 'tool beside';

/** An agent's tools could not be called where one is forced, and a model that thinks is not to be forced. */
export const firstSchemaBy = ({ agent }: ModelRequest): SchemaBy => (agent ? 'output_config' : 'tool');

/** The name of the tool whose call stands for an answer by JSON schema. */
export const schemaToolName = ({ responseFormat: format }: ModelRequest, by: SchemaBy): string | undefined =>
  format?.type === 'json_schema' && by !== 'output_config' ? format.json_schema.name : undefined;

function toolMembers(request: ModelRequest, by: SchemaBy, oneAtATime: boolean): object {
  const { tools = [], toolChoice, responseFormat, parameters } = request;
  const declared = tools.map(toTool);
  const format = responseFormat?.type === 'json_schema' ? responseFormat.json_schema : undefined;
  if (format && by !== 'output_config') {
    const { name, description, schema } = format;
    const thinks = /^(?:enabled|adaptive)$/.test(textIn(recordIn(parameters.thinking)?.type));
    return {
      tools: [...declared, { name, description, input_schema: objectSchema(schema) }],
      tool_choice: by === 'tool' ? { type: 'tool', name } : thinks ? undefined : { type: 'any' },
    };
  }
  const output_config = format && { format: { type: 'json_schema', schema: closed(format.schema) } };
  if (declared.length === 0) return { output_config };
  const choice = toolChoice ?? (oneAtATime ? 'auto' : undefined);
  const chosen = choice && {
    ...toToolChoice(choice),
    ...(oneAtATime && choice !== 'none' && { disable_parallel_tool_use: true }),
  };
  return { tools: declared, tool_choice: chosen, output_config };
}

/** Anthropic wants it said of every object that it has no further members; what says otherwise is left to its refusal. */
const closed = (schema: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(JSON.stringify(schema), (key, value) =>
    recordIn(value)?.type === 'object' && key !== 'properties' ? { additionalProperties: false, ...value } : value,
  );

const toTool = ({ name, description, parameters, custom }: ToolDefinition): object => ({
  name,
  description,
  input_schema: custom
    ? { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] }
    : objectSchema(parameters ?? {}),
});

const objectSchema = (schema: Record<string, unknown>): object => ({ type: 'object', ...schema });

function toToolChoice(choice: ToolChoice): object {
  if (typeof choice === 'object') return { type: 'tool', name: choice.name };
  return { type: choice === 'required' ? 'any' : choice };
}

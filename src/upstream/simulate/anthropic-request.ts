import { Type } from 'typebox';
import type { ContentPart, Message, ModelRequest, ToolChoice } from '../language-model.ts';
import { jsonObject } from '../messages.ts';
import { objectionToTools } from './anthropic-tools.ts';
import { Members, mismatchOf } from './wire-response.ts';

type Body = Record<string, unknown>;

export interface Block {
  type?: string;
  text?: string;
  source?: { type?: string; media_type?: string; data?: string; url?: string };
  id?: string;
  name?: string;
  input?: object;
  tool_use_id?: string;
  content?: string | Block[];
}

export interface AnthropicMessage {
  role: string;
  content: string | Block[];
}

export interface AnthropicTool {
  type?: string;
  name: string;
  description?: string;
  input_schema?: Record<string, unknown>;
}

/** What a body of Anthropic's Messages protocol asks for. */
export function readAnthropicRequest(body: Body, stream: boolean): ModelRequest {
  const system = textOfBlocks(body.system as string | Block[] | undefined);
  return {
    messages: [
      ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
      ...(body.messages as AnthropicMessage[]).flatMap(toMessages),
    ],
    parameters: {
      max_tokens: body.max_tokens as number,
      ...(Array.isArray(body.stop_sequences) ? { stop: body.stop_sequences } : {}),
      ...(body.thinking === undefined ? {} : { thinking: body.thinking }),
    },
    tools: (body.tools as AnthropicTool[] | undefined)?.map(({ name, description, input_schema: parameters }) => ({
      name,
      description,
      parameters,
    })),
    toolChoice: toToolChoice(body.tool_choice as { type?: string; name?: string } | undefined),
    ...toResponseFormat(body.output_config as OutputConfig | undefined),
    stream,
  };
}

export interface OutputConfig {
  format?: { type?: string; schema?: Record<string, unknown> };
}

const toResponseFormat = ({ format }: OutputConfig = {}): Pick<ModelRequest, 'responseFormat'> =>
  format?.type === 'json_schema'
    ? { responseFormat: { type: 'json_schema', json_schema: { name: 'output', schema: format.schema ?? {} } } }
    : {};

/** Results of tools come in a user's message, but are messages of their own. */
function toMessages({ role, content }: AnthropicMessage): Message[] {
  if (typeof content === 'string') return [{ role: role === 'assistant' ? 'assistant' : 'user', content }];
  const results = content
    .filter(({ type }) => type === 'tool_result')
    .map((block): Message => ({ role: 'tool', content: textOfBlocks(block.content), toolCallId: block.tool_use_id }));
  const toolCalls = content
    .filter(({ type }) => type === 'tool_use')
    .map(({ id = '', name = '', input = {} }) => ({ id, name, arguments: JSON.stringify(input) }));
  const parts = content.flatMap(toPart);
  if (parts.length === 0 && results.length > 0) return results;
  const said: Message = { role: role === 'assistant' ? 'assistant' : 'user', content: parts };
  return [...results, toolCalls.length > 0 ? { ...said, toolCalls } : said];
}

function toPart({ type, text = '', source = {} }: Block): ContentPart[] {
  if (type === 'text') return [{ type, text }];
  if (type !== 'image') return [];
  const url = source.type === 'url' ? (source.url ?? '') : `data:${source.media_type};base64,${source.data}`;
  return [{ type: 'image_url', image_url: { url } }];
}

const textOfBlocks = (blocks: string | Block[] = ''): string =>
  typeof blocks === 'string' ? blocks : blocks.map(({ text = '' }) => text).join('\n');

function toToolChoice({ type, name }: { type?: string; name?: string } = {}): ToolChoice | undefined {
  if (type === 'tool' && name !== undefined) return { name };
  return type === 'any' ? 'required' : type === 'none' ? 'none' : undefined;
}

/** Where Claude is served, which decides what the body must and must not hold (docs/behaviour/llms.md, Anthropic). */
export type AnthropicHost = 'direct' | 'bedrock' | 'vertex';

const REQUIRED: Record<AnthropicHost, string[]> = {
  direct: ['model', 'max_tokens', 'messages'],
  bedrock: ['anthropic_version', 'max_tokens', 'messages'],
  vertex: ['anthropic_version', 'max_tokens', 'messages'],
};
const REFUSED: Record<AnthropicHost, string[]> = { direct: [], bedrock: ['model', 'stream'], vertex: ['model'] };

const PARAMETERS = new Set(
  `anthropic_beta anthropic_version cache_control container context_management inference_geo max_tokens mcp_servers messages metadata
  model output_config output_format service_tier speed stop_sequences stream system temperature thinking tool_choice tools top_k
  top_p`.split(/\s+/),
);

/** The body of a request, or Anthropic's objection to it in its own words. */
export function anthropicBody(text: string, host: AnthropicHost): { body: Body } | { objection: string } {
  const body = jsonObject(text);
  if (body === undefined) return { objection: 'The request body is not valid JSON: expected an object' };
  const objection = objectionTo(body, host);
  return objection === undefined ? { body } : { objection };
}

function objectionTo(body: Body, host: AnthropicHost): string | undefined {
  const missing = REQUIRED[host].find((name) => body[name] === undefined);
  if (missing !== undefined) return `${missing}: Field required`;
  const refused = REFUSED[host].find((name) => body[name] !== undefined);
  if (refused !== undefined) return `${refused}: Extra inputs are not permitted`;
  const unknown = Object.keys(body).find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) return `${unknown}: Extra inputs are not permitted`;
  const { max_tokens: limit, messages, temperature, tools, tool_choice: choice } = body;
  if (!Number.isInteger(limit)) return 'max_tokens: Input should be a valid integer';
  if ((limit as number) < 1) return 'max_tokens: must be greater than or equal to 1';
  if (typeof temperature === 'number' && (temperature < 0 || temperature > 1)) return 'temperature: range: 0..1';
  if (choice !== undefined && !Array.isArray(tools)) return 'tool_choice: may only be specified while providing tools';
  if (!Array.isArray(messages)) return 'messages: Input should be a valid list';
  if (messages.length === 0) return 'messages: at least one message is required';
  for (const [index, message] of messages.entries()) {
    const objection = objectionToMessage(message ?? {}, index, index === messages.length - 1);
    if (objection !== undefined) return objection;
  }
  const mismatch = mismatchOf(AnthropicBody, body);
  if (mismatch) return `${mismatch.path.join('.')}: Input should be ${mismatch.expected}`;
  return objectionToThinking(body) ?? objectionToTools(body as unknown as Parameters<typeof objectionToTools>[0]);
}

const LEAST_THINKING_TOKENS = 1024;

/** Who thinks has room for it, chooses its tools itself, and has its thoughts of the running turn sent back. */
function objectionToThinking({ thinking, max_tokens: limit, tool_choice: choice, messages }: Body): string | undefined {
  const { type, budget_tokens: budget = 0 } = (thinking ?? {}) as { type?: string; budget_tokens?: number };
  if (type !== 'enabled' && type !== 'adaptive') return undefined;
  if (type === 'enabled' && budget < LEAST_THINKING_TOKENS)
    return `thinking.enabled.budget_tokens: Input should be greater than or equal to ${LEAST_THINKING_TOKENS}`;
  if (type === 'enabled' && budget >= (limit as number))
    return '`max_tokens` must be greater than `thinking.budget_tokens`.';
  if (['any', 'tool'].includes((choice as { type?: string } | undefined)?.type ?? ''))
    return 'Thinking may not be enabled when tool_choice forces tool use.';
  const all = messages as AnthropicMessage[];
  const index = all.findLastIndex(({ role }) => role === 'assistant');
  const [first] = typeof all[index]?.content === 'object' ? all[index].content : [];
  if (index !== all.length - 2 || !calls(all[index]) || /thinking$/.test(first?.type ?? '')) return undefined;
  return `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first?.type}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`;
}

const calls = (message: AnthropicMessage | undefined): boolean =>
  typeof message?.content === 'object' && message.content.some(({ type }) => type === 'tool_use');

function objectionToMessage(message: Body, index: number, isLast: boolean): string | undefined {
  const { role, content } = message;
  if (role === 'system') {
    return 'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.';
  }
  if (role !== 'user' && role !== 'assistant') {
    return `messages.${index}.role: Input should be 'user' or 'assistant'`;
  }
  if (index === 0 && role !== 'user') return 'messages: first message must use the "user" role';
  if (content === undefined) return `messages.${index}.content: Field required`;
  if (typeof content !== 'string' && !Array.isArray(content)) {
    return `messages.${index}.content: Input should be a valid list`;
  }
  if (content.length === 0 && !(isLast && role === 'assistant')) {
    return `messages.${index}: all messages must have non-empty content except for the optional final assistant message`;
  }
  if (isLast && role === 'assistant' && typeof content === 'string' && content !== content.trimEnd())
    return 'messages: final assistant content cannot end with trailing whitespace';
  const hasEmptyText = Array.isArray(content) && content.some((block) => block?.type === 'text' && !block.text);
  return hasEmptyText ? 'messages: text content blocks must be non-empty' : undefined;
}

const Text = Type.String();

const TextBlocks = Type.Union([Text, Type.Array(Type.Object({ type: Text, text: Type.Optional(Text) }))]);

const Block = Type.Object({
  type: Text,
  text: Type.Optional(Text),
  source: Type.Optional(
    Type.Object({
      type: Text,
      media_type: Type.Optional(Text),
      data: Type.Optional(Text),
      url: Type.Optional(Text),
    }),
  ),
  id: Type.Optional(Text),
  name: Type.Optional(Text),
  input: Type.Optional(Members),
  tool_use_id: Type.Optional(Text),
  content: Type.Optional(TextBlocks),
});

/** The parts of a body of Anthropic's Messages protocol that are read here; all else may be anything. */
export const AnthropicBody = Type.Object({
  model: Type.Optional(Text),
  messages: Type.Array(Type.Object({ role: Text, content: Type.Union([Text, Type.Array(Block)]) })),
  system: Type.Optional(TextBlocks),
  tools: Type.Optional(
    Type.Array(
      Type.Object({
        type: Type.Optional(Text),
        name: Text,
        description: Type.Optional(Text),
        input_schema: Type.Optional(Members),
      }),
    ),
  ),
  tool_choice: Type.Optional(Type.Object({ type: Text, name: Type.Optional(Text) })),
  stop_sequences: Type.Optional(Type.Array(Text)),
  output_config: Type.Optional(Type.Object({ format: Type.Optional(Type.Object({ schema: Type.Optional(Members) })) })),
});

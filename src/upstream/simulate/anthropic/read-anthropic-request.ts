import type { ContentPart, Message, ModelRequest, ToolChoice } from '../../language-model.ts';

type Body = Record<string, unknown>;

interface Block {
  type?: string;
  text?: string;
  source?: { type?: string; media_type?: string; data?: string; url?: string };
  id?: string;
  name?: string;
  input?: object;
  tool_use_id?: string;
  content?: string | Block[];
}

interface AnthropicMessage {
  role: string;
  content: string | Block[];
}

interface AnthropicTool {
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
    },
    tools: (body.tools as AnthropicTool[] | undefined)?.map(({ name, description, input_schema: parameters }) => ({
      name,
      description,
      parameters,
    })),
    toolChoice: toToolChoice(body.tool_choice as { type?: string; name?: string } | undefined),
    stream,
  };
}

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

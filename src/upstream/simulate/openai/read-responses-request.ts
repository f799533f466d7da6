import type {
  ContentPart,
  Message,
  ModelRequest,
  ResponseFormat,
  ToolChoice,
  ToolDefinition,
} from '../../language-model.ts';

type Body = Record<string, unknown>;

interface Item {
  type?: string;
  role?: string;
  content?: string | { type: string; text?: string; image_url?: string }[];
  call_id?: string;
  name?: string;
  arguments?: string;
  output?: unknown;
}

/** What a body of OpenAI's Responses protocol asks for. */
export function readResponsesRequest(body: Body): ModelRequest {
  const { instructions, max_output_tokens: limit, text, tools, tool_choice: choice } = body;
  const input: Item[] =
    typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : (body.input as Item[]);
  return {
    messages: [
      ...(typeof instructions === 'string' ? [{ role: 'system' as const, content: instructions }] : []),
      ...input.flatMap(toMessages),
    ],
    parameters: typeof limit === 'number' ? { max_tokens: limit } : {},
    tools: (Array.isArray(tools) ? (tools as ToolDefinition[]) : undefined)?.map(
      ({ name, description, parameters }) => ({
        name,
        description,
        parameters,
      }),
    ),
    toolChoice: (choice ?? undefined) as ToolChoice | undefined,
    responseFormat: toResponseFormat((text as { format?: { type?: string } } | undefined)?.format),
    stream: false,
  };
}

function toMessages({ type = 'message', role, content = '', ...item }: Item): Message[] {
  if (type === 'function_call') {
    const call = { id: item.call_id ?? '', name: item.name ?? '', arguments: item.arguments ?? '' };
    return [{ role: 'assistant', content: '', toolCalls: [call] }];
  }
  if (type === 'function_call_output') {
    const output = typeof item.output === 'string' ? item.output : JSON.stringify(item.output ?? '');
    return [{ role: 'tool', content: output, toolCallId: item.call_id }];
  }
  if (type !== 'message') return [];
  return [{ role: roleOf(role), content: typeof content === 'string' ? content : content.flatMap(toPart) }];
}

const roleOf = (role: string | undefined): Message['role'] =>
  role === 'assistant' ? 'assistant' : role === 'system' || role === 'developer' ? 'system' : 'user';

function toPart({ text, image_url: url }: { text?: string; image_url?: string }): ContentPart[] {
  if (text !== undefined) return [{ type: 'text', text }];
  return url === undefined ? [] : [{ type: 'image_url', image_url: { url } }];
}

function toResponseFormat(format: { type?: string } | undefined): ResponseFormat | undefined {
  if (format?.type === 'json_object') return { type: 'json_object' };
  if (format?.type !== 'json_schema') return undefined;
  const { type: _, ...schema } = format;
  return { type: 'json_schema', json_schema: schema as { name: string; schema: Record<string, unknown> } };
}

import type { Static } from 'typebox';
import { collectChunks } from '../collect-chunks.ts';
import type {
  ContentPart,
  Message,
  ModelRequest,
  ResponseFormat,
  ToolChoice,
  ToolDefinition,
} from '../language-model.ts';
import { reasons } from '../model-parameters.ts';
import type { UpstreamRequest, UpstreamResponse } from '../network/upstream-fetch.ts';
import {
  missing,
  type OpenAiRefusal,
  OpenAiResponsesBody,
  openAiBody,
  openAiError,
  refuseCount,
  refuseForReasoning,
  refuseShape,
} from './openai-request.ts';
import { refuseLength, refuseName, refuseSchema, refuseTools } from './openai-tools.ts';
import type { Simulation } from './simulated-fetch.ts';
import { jsonResponse, requestId } from './wire-response.ts';

const LEAST_OUTPUT_TOKENS = 16;
const LONGEST_CALL_ID = 64;

const PARAMETERS = new Set(
  `background conversation include input instructions max_output_tokens max_tool_calls metadata model parallel_tool_calls
  previous_response_id prompt prompt_cache_key prompt_cache_retention reasoning safety_identifier service_tier store stream
  stream_options temperature text tool_choice tools top_logprobs top_p truncation user`.split(/\s+/),
);
/** What chat completions call otherwise. */
const MOVED: Record<string, string | undefined> = {
  max_tokens: 'max_output_tokens',
  max_completion_tokens: 'max_output_tokens',
  messages: 'input',
  reasoning_effort: 'reasoning.effort',
  response_format: 'text.format',
  verbosity: 'text.verbosity',
};

/** OpenAI's responses, always in one piece: https://platform.openai.com/docs/api-reference/responses */
export async function answerOpenAiResponses(
  request: UpstreamRequest,
  { model, now }: Simulation,
): Promise<UpstreamResponse> {
  const parsed = openAiBody(request.body);
  if ('refusal' in parsed) return openAiError(parsed.refusal);
  const { body } = parsed;
  const refusal = refuse(body);
  if (refusal !== undefined) return openAiError(refusal);
  const asked = readResponsesRequest(body);
  const { thinking, text, toolCalls, reason, usage } = await collectChunks(model.generate(asked, request.signal));
  const status = reason === 'length' ? 'incomplete' : 'completed';
  const { promptTokens = 0, completionTokens = 0, reasoningTokens = 0 } = usage ?? {};
  const output = [
    ...(reasons(String(body.model)) ? [reasoning(requestId(request, 'rs_', 48), thinking, body)] : []),
    ...(text === '' && toolCalls.length > 0 ? [] : [message(requestId(request, 'msg_', 48), status, text)]),
    ...toolCalls.map(({ id, ...call }, index) => ({
      id: requestId(request, `fc_${index}`, 47),
      type: 'function_call',
      status: 'completed',
      call_id: id,
      ...call,
    })),
  ];
  return jsonResponse(
    200,
    {
      id: requestId(request, 'resp_', 48),
      object: 'response',
      created_at: Math.floor(now() / 1000),
      status,
      error: null,
      incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
      instructions: body.instructions ?? null,
      max_output_tokens: body.max_output_tokens ?? null,
      model: body.model,
      output,
      parallel_tool_calls: true,
      previous_response_id: null,
      reasoning: { effort: null, summary: null },
      store: true,
      temperature: body.temperature ?? 1,
      text: body.text ?? { format: { type: 'text' } },
      tool_choice: body.tool_choice ?? 'auto',
      tools: body.tools ?? [],
      top_p: body.top_p ?? 1,
      truncation: 'disabled',
      usage: {
        input_tokens: promptTokens,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: completionTokens,
        output_tokens_details: { reasoning_tokens: reasoningTokens },
        total_tokens: promptTokens + completionTokens,
      },
      user: null,
      metadata: {},
    },
    { 'x-request-id': requestId(request, 'req_', 32) },
  );
}

/** A summary where one is asked for; what was really thought is told to nobody. */
const reasoning = (id: string, summary: string | undefined, body: Body): object => ({
  id,
  type: 'reasoning',
  summary: summary ? [{ type: 'summary_text', text: summary }] : [],
  ...(wantsEncrypted(body) ? { encrypted_content: Buffer.from(`${id} ${summary ?? ''}`).toString('base64') } : {}),
});

const wantsEncrypted = ({ include }: Body): boolean =>
  Array.isArray(include) && include.includes('reasoning.encrypted_content');

const message = (id: string, status: string, text: string): object => ({
  id,
  type: 'message',
  status,
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
});

type Format = NonNullable<Static<typeof OpenAiResponsesBody>['text']>['format'];

function refuseFormat(format: Format): OpenAiRefusal | undefined {
  if (format?.type !== 'json_schema') return undefined;
  const { name, schema, strict } = format;
  if (name === undefined) return missing('text.format.name');
  if (!schema) return missing('text.format.schema');
  const whose = { whose: `response_format '${name}'`, param: 'text.format.schema', code: 'invalid_json_schema' };
  return refuseName(name, 'text.format.name') ?? refuseSchema(schema, strict === true, whose);
}

/** Tools other than functions are OpenAI's own. Where nothing is said of `strict`, schemas are made strict, not refused. */
function refuseToolsOf({ tools, tool_choice: choice }: Static<typeof OpenAiResponsesBody>): OpenAiRefusal | undefined {
  const declared = (tools ?? []).flatMap((tool, index) => {
    const isFunction = tool.type === 'function' || tool.type === 'custom';
    return isFunction ? [{ at: `tools[${index}]`, ...tool }] : [];
  });
  const isOwn = declared.length < (tools ?? []).length;
  const chosen = typeof choice === 'object' ? choice?.name : undefined;
  return refuseTools(declared, isOwn || choice === 'auto' ? undefined : choice, chosen);
}

type InputItem = Extract<Static<typeof OpenAiResponsesBody>['input'], unknown[]>[number];

/** Calls of the conversation so far. */
function refuseCalls(input: string | InputItem[]): OpenAiRefusal | undefined {
  for (const [index, { type, call_id: id, name }] of (typeof input === 'string' ? [] : input).entries()) {
    if (type !== 'function_call' && type !== 'function_call_output') continue;
    if (id === undefined) return missing(`input[${index}].call_id`);
    if (type === 'function_call' && name === undefined) return missing(`input[${index}].name`);
    const refusal =
      refuseLength(id, LONGEST_CALL_ID, `input[${index}].call_id`) ??
      (type === 'function_call' ? refuseName(name!, `input[${index}].name`) : undefined);
    if (refusal) return refusal;
  }
  return undefined;
}

/** Calls without their outputs, and outputs without their calls. */
function refuseUnpaired(input: string | { type?: string; call_id?: string }[]): OpenAiRefusal | undefined {
  const items = typeof input === 'string' ? [] : input;
  const idsOf = (end: string) => items.filter(({ type }) => type?.endsWith(end)).map(({ call_id: id }) => id);
  const [calls, outputs] = [idsOf('_call'), idsOf('_call_output')];
  const stray = outputs.find((id) => !calls.includes(id));
  if (stray !== undefined)
    return { message: `No tool call found for function call output with call_id ${stray}.`, param: 'input' };
  const open = calls.find((id) => id !== undefined && !outputs.includes(id));
  return open === undefined
    ? undefined
    : { message: `No tool output found for function call ${open}.`, param: 'input' };
}

function refuse(body: Record<string, unknown>): OpenAiRefusal | undefined {
  const { input } = body;
  if (input === undefined) return missing('input');
  if (typeof input !== 'string' && (!Array.isArray(input) || !input.every(isItem))) {
    const words = "Invalid type for 'input': expected one of a string or array of input items.";
    return { message: words, param: 'input', code: 'invalid_type' };
  }
  const unknown = Object.keys(body).find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) {
    const now = MOVED[unknown];
    const message = now
      ? `Unsupported parameter: '${unknown}'. In the Responses API, this parameter has moved to '${now}'.`
      : `Unknown parameter: '${unknown}'.`;
    return { message, param: unknown, code: now ? 'unsupported_parameter' : 'unknown_parameter' };
  }
  if (wantsEncrypted(body) && !reasons(String(body.model)))
    return { message: 'Encrypted content is not supported with this model.', param: 'include' };
  return (
    refuseShape(OpenAiResponsesBody, body) ??
    refuseFormat((body.text as Static<typeof OpenAiResponsesBody>['text'])?.format) ??
    refuseToolsOf(body as Static<typeof OpenAiResponsesBody>) ??
    refuseCalls(input) ??
    refuseUnpaired(input) ??
    refuseForReasoning(body) ??
    refuseCount(body, 'max_output_tokens', LEAST_OUTPUT_TOKENS)
  );
}

const isItem = (item: unknown): boolean => typeof item === 'object' && item !== null;

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
    parameters: { ...(typeof limit === 'number' ? { max_tokens: limit } : {}), reasoning: body.reasoning },
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

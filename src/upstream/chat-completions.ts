/**
 * `POST /v2/llms/chat/completions` for LLMs that are not OpenAI's: what an OpenAI-shaped body asks for
 * (docs/behaviour/chat-completions.md, Request and Upstream).
 */
import type { FieldErrors } from '../errors.ts';
import type {
  ContentPart,
  Message,
  ModelRequest,
  ResponseFormat,
  ToolCall,
  ToolChoice,
  ToolDefinition,
} from './language-model.ts';
import type { LlmType } from './llm-auth.ts';
import { argumentsIn, mediaUrlError, recordIn, textIn, wordIn } from './messages.ts';
import { withoutOpenAiService } from './model-parameters.ts';
import { unpaired } from './tool-turns.ts';

type Body = Record<string, unknown>;
type Part = Record<string, unknown>;

/** Which parts of messages, besides texts and images, LLMs of a type take. The built-in ones take none. */
const TAKEN: Record<LlmType | 'built-in', readonly string[]> = {
  'openai-compatible': ['file', 'input_audio'],
  'openai-responses': ['file'],
  'vertex-ai': ['file', 'input_audio'],
  anthropic: ['file'],
  'built-in': [],
};

/**
 * What of a body, valid by its schema, has no translation for LLMs of that type, by field. Nothing that was asked is left
 * out in silence, but for the parameters and tools that are OpenAI's own.
 */
export function chatCompletionErrors(body: Body, type: LlmType | 'built-in'): FieldErrors {
  const errors: FieldErrors = {};
  for (const [index, message] of (body.messages as Body[]).entries()) {
    const at = `body.messages[${index}]`;
    const { role, content, tool_calls: calls } = message;
    if (!ROLES.includes(textIn(role))) errors[`${at}.role`] = `should be one of [${ROLES.join(', ')}].`;
    if (role === 'tool' && !wordIn(message.tool_call_id)) errors[`${at}.tool_call_id`] = 'is required for role tool.';
    if (role === 'function' && !wordIn(message.name)) errors[`${at}.name`] = 'is required for role function.';
    if (Array.isArray(content)) {
      for (const [part, value] of content.entries()) {
        const error = typeof value === 'string' ? undefined : partError(recordIn(value), type);
        if (error) errors[`${at}.content[${part}]${error.member}`] = error.text;
      }
    }
    if (calls != null && !Array.isArray(calls)) errors[`${at}.tool_calls`] = 'should be a list of calls.';
    else
      for (const [call, value] of ((calls ?? []) as unknown[]).entries()) {
        if (!calledBy(recordIn(value)))
          errors[`${at}.tool_calls[${call}]`] = 'should have a function with a name and arguments.';
      }
  }
  // What cannot be read cannot be paired either, and the built-in LLMs do without.
  const pairing = type === 'built-in' || Object.keys(errors).length > 0 ? {} : pairingErrors(body.messages as Body[]);
  return { ...errors, ...pairing, ...toolErrors(body), ...parameterErrors(body) };
}

function pairingErrors(messages: Body[]): FieldErrors {
  const { results, calls } = unpaired(withoutLegacyCalls(messages));
  return Object.fromEntries([
    ...results.map((index) => [
      `body.messages[${index}].${messages[index]!.role === 'tool' ? 'tool_call_id' : 'name'}`,
      'should be that of a call in the message before.',
    ]),
    ...calls.map(({ message, call }) => [
      `body.messages[${message}].${messages[message]!.tool_calls ? `tool_calls[${call}]` : 'function_call'}`,
      'should be answered by the messages that follow.',
    ]),
  ]);
}

/** Parameters that every provider wants as they are defined. */
function parameterErrors(body: Body): FieldErrors {
  const errors: FieldErrors = {};
  for (const name of ['temperature', 'top_p', 'frequency_penalty', 'presence_penalty']) {
    if (body[name] != null && typeof body[name] !== 'number') errors[`body.${name}`] = 'should be of type number.';
  }
  for (const name of ['max_tokens', 'max_completion_tokens']) {
    const count = body[name];
    if (count == null) continue;
    if (!Number.isInteger(count)) errors[`body.${name}`] = 'should be of type integer.';
    else if ((count as number) < 1) errors[`body.${name}`] = `${count} should be at least 1.`;
  }
  if (body.stop != null && ![body.stop].flat().every((one) => typeof one === 'string'))
    errors['body.stop'] = 'should be text or a list of texts.';
  return errors;
}

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];

function partError(part: Part | undefined, of: LlmType | 'built-in'): { member: string; text: string } | undefined {
  const taken = TAKEN[of];
  const type = textIn(part?.type);
  const wrong = (member: string, text = 'is required.') => ({ member, text });
  switch (type) {
    case 'text':
      return typeof part!.text === 'string' ? undefined : wrong('.text', 'should be text.');
    case 'refusal':
      return typeof part!.refusal === 'string' ? undefined : wrong('.refusal', 'should be text.');
    case 'image_url': {
      const text = mediaUrlError(imageUrlIn(part!));
      return text === undefined ? undefined : wrong('.image_url.url', text);
    }
    case 'file': {
      const file = recordIn(part!.file);
      if (!taken.includes(type)) break;
      // Only OpenAI knows what was uploaded to it.
      if (of === 'openai-responses' && wordIn(file?.file_id)) return undefined;
      const text = mediaUrlError(file?.file_data);
      return text === undefined ? undefined : wrong('.file.file_data', text);
    }
    case 'input_audio': {
      const audio = recordIn(part!.input_audio);
      if (!taken.includes(type)) break;
      if (!wordIn(audio?.format)) return wrong('.input_audio.format');
      const text = mediaUrlError(`data:audio/wav;base64,${textIn(audio?.data)}`);
      return text === undefined ? undefined : wrong('.input_audio.data', 'should be base64.');
    }
  }
  if (!part) return wrong('', 'should be a content part.');
  return wrong('.type', `"${type}" should be one of [${['text', 'image_url', ...taken].join(', ')}] for this LLM.`);
}

function toolErrors({ tools, tool_choice: choice, functions, function_call: called }: Body): FieldErrors {
  const errors: FieldErrors = {};
  for (const [name, list] of [
    ['tools', tools],
    ['functions', functions],
  ] as const) {
    if (list == null) continue;
    if (!Array.isArray(list)) errors[`body.${name}`] = 'should be a list.';
    else
      for (const [index, tool] of list.entries()) {
        const declared = name === 'tools' ? toolIn(recordIn(tool)) : functionIn(recordIn(tool));
        if (declared === undefined)
          errors[`body.${name}[${index}]`] = 'should be a tool with a type and a function with a name.';
        else if (declared !== 'of OpenAI' && isOdd(declared.parameters))
          errors[`body.${name}[${index}]`] = 'should have parameters that are a JSON schema.';
      }
  }
  if (choice != null && toToolChoice(choice) === undefined)
    errors['body.tool_choice'] = 'should be none, auto, required or name a tool.';
  if (Object.keys(errors).length > 0) return errors;
  const field = choice == null ? 'body.function_call' : 'body.tool_choice';
  const wanted = toToolChoice(choice ?? called);
  const names = declaredTools(tools, functions).map(({ name }) => name);
  if (wanted === 'required' && names.length === 0) errors[field] = 'should not be required without tools.';
  else if (typeof wanted === 'object' && !names.includes(wanted.name))
    errors[field] = `should name one of the tools: [${names.join(', ')}].`;
  return errors;
}

const isOdd = (parameters: unknown): boolean => parameters != null && recordIn(parameters) === undefined;

/** A tool, one of OpenAI's own, which others do not have, or undefined for what is none. */
function toolIn(tool: Part | undefined): ToolDefinition | 'of OpenAI' | undefined {
  if (!tool) return undefined;
  const custom = recordIn(tool.custom);
  if (tool.type === 'custom')
    return custom && functionIn({ ...custom, parameters: undefined }, { format: recordIn(custom.format) });
  if (tool.type === 'function' || (tool.type === undefined && tool.function !== undefined))
    return functionIn(recordIn(tool.function));
  return wordIn(tool.type) === undefined ? undefined : 'of OpenAI';
}

function functionIn(declared: Part | undefined, custom?: ToolDefinition['custom']): ToolDefinition | undefined {
  const name = wordIn(declared?.name);
  if (name === undefined) return undefined;
  const { description, parameters, strict } = declared!;
  return {
    name,
    ...(wordIn(description) && { description: textIn(description) }),
    ...(parameters != null && { parameters: parameters as Record<string, unknown> }),
    ...(typeof strict === 'boolean' && { strict }),
    ...(custom && { custom }),
  };
}

/** A call of the history: a function's, with its arguments as text or, as some servers give them, as an object; or a custom tool's. */
function calledBy(call: Part | undefined): Omit<ToolCall, 'id'> | undefined {
  const called = recordIn(call?.function);
  const custom = recordIn(call?.custom);
  const name = wordIn(called?.name) ?? wordIn(custom?.name);
  if (name === undefined) return undefined;
  return custom
    ? { name, arguments: textIn(custom.input), isCustom: true }
    : { name, arguments: argumentsIn(called?.arguments) };
}

const imageUrlIn = ({ image_url: image }: Part): unknown => (typeof image === 'string' ? image : recordIn(image)?.url);

/** What a body asks for; whatever `chatCompletionErrors` finds in it is left out. Parameters not known here become extras. */
export function parseChatCompletionRequest(body: Body): ModelRequest {
  const {
    model: _,
    messages,
    stream,
    response_format: responseFormat,
    tools,
    functions,
    tool_choice: toolChoice,
    function_call: functionCall,
    ...rest
  } = body;
  const { max_completion_tokens: limit, ...parameters } = withoutOpenAiService(rest);
  const allowed = recordIn(recordIn(toolChoice)?.allowed_tools)?.tools;
  const allowedNames = Array.isArray(allowed) ? allowed.map((one) => nameIn(recordIn(one))) : undefined;
  const declared = declaredTools(tools, functions).filter(({ name }) => allowedNames?.includes(name) ?? true);
  return {
    messages: withoutLegacyCalls(messages as Body[]).map(toMessage),
    parameters: { ...parameters, ...(limit == null ? {} : { max_tokens: Number(limit) }) },
    tools: Array.isArray(tools) || declared.length > 0 ? declared : undefined,
    toolChoice: toToolChoice(toolChoice ?? functionCall),
    responseFormat: (responseFormat as ResponseFormat | null) ?? undefined,
    stream: stream === true,
  };
}

const declaredTools = (tools: unknown, functions: unknown): ToolDefinition[] =>
  [
    ...(Array.isArray(tools) ? tools : []).map((tool) => toolIn(recordIn(tool))),
    ...(Array.isArray(functions) ? functions : []).map((one) => functionIn(recordIn(one))),
  ].filter((tool) => typeof tool === 'object');

/** `function_call` and the role `function` as the calls and results that took their place; both go by the function's name. */
function withoutLegacyCalls(messages: Body[]): Body[] {
  return messages.map((message) => {
    const { function_call: called, ...others } = message;
    if (message.role === 'function')
      return { ...others, role: 'tool', tool_call_id: `call_${textIn(message.name)}`, name: undefined };
    const name = wordIn(recordIn(called)?.name);
    if (name === undefined) return message;
    return { ...others, tool_calls: [{ id: `call_${name}`, type: 'function', function: called }] };
  });
}

function toMessage({ role, content, tool_calls: calls, tool_call_id: toolCallId, ...extra }: Body): Message {
  const toolCalls = (Array.isArray(calls) ? calls : []).flatMap((one): ToolCall[] => {
    const call = recordIn(one);
    const called = calledBy(call);
    const extraContent = recordIn(call?.extra_content);
    return called ? [{ id: textIn(call?.id), ...called, ...(extraContent && { extraContent }) }] : [];
  });
  const { refusal, ...others } = extra;
  const further = Object.entries(others).filter(([, value]) => value !== undefined && value !== null);
  return {
    role: role === 'developer' ? 'system' : (role as Message['role']),
    content: Array.isArray(content) ? content.flatMap(toPart) : textIn(content) || textIn(refusal),
    ...(toolCalls.length ? { toolCalls } : {}),
    ...(toolCallId == null ? {} : { toolCallId: String(toolCallId) }),
    ...(further.length ? { extra: Object.fromEntries(further) } : {}),
  };
}

function toPart(value: unknown): ContentPart[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }];
  const part = recordIn(value) ?? {};
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: textIn(part.text) }];
    case 'refusal':
      return [{ type: 'text', text: textIn(part.refusal) }];
    case 'image_url': {
      const detail = wordIn(recordIn(part.image_url)?.detail);
      return [{ type: 'image_url', image_url: { url: textIn(imageUrlIn(part)), ...(detail && { detail }) } }];
    }
    case 'file':
      return [{ type: 'file', file: recordIn(part.file) ?? {} }];
    case 'input_audio':
      return [{ type: 'input_audio', input_audio: part.input_audio as { data: string; format: string } }];
    default:
      return [];
  }
}

/** Undefined for none, and for what is none. */
function toToolChoice(choice: unknown): ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  const given = recordIn(choice);
  const allowed = recordIn(given?.allowed_tools);
  if (allowed) return allowed.mode === 'required' ? 'required' : 'auto';
  const name = nameIn(given);
  return name === undefined ? undefined : { name };
}

/** The name of the tool that a choice means. */
const nameIn = (given: Part | undefined): string | undefined =>
  wordIn(recordIn(given?.function)?.name) ?? wordIn(recordIn(given?.custom)?.name) ?? wordIn(given?.name);

import { type TSchema, Type } from 'typebox';
import { jsonObject } from '../messages.ts';
import { isReasoningModel } from '../model-parameters.ts';
import type { UpstreamResponse } from '../network/upstream-fetch.ts';
import { dotted, jsonResponse, Members, mismatchOf, optional } from './wire-response.ts';

/** OpenAI's refusal of a request: https://platform.openai.com/docs/guides/error-codes */
export interface OpenAiRefusal {
  message: string;
  param?: string;
  code?: string;
}

type Body = Record<string, unknown>;

export const openAiError = ({ message, param, code }: OpenAiRefusal): UpstreamResponse =>
  jsonResponse(400, {
    error: { message, type: 'invalid_request_error', param: param ?? null, code: code ?? null },
  });

/** The body of a request that names a model, or why there is none. */
export function openAiBody(text: string): { body: Body } | { refusal: OpenAiRefusal } {
  const body = jsonObject(text);
  if (body === undefined) {
    const message =
      'We could not parse the JSON body of your request. (HINT: This likely means you aren’t using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)';
    return { refusal: { message } };
  }
  if (typeof body.model !== 'string' || body.model === '') {
    return { refusal: { message: 'you must provide a model parameter' } };
  }
  return { body };
}

export const missing = (param: string): OpenAiRefusal => ({
  message: `Missing required parameter: '${param}'.`,
  param,
  code: 'missing_required_parameter',
});

export const invalidType = (param: string, expected: string): OpenAiRefusal => ({
  message: `Invalid type for '${param}': expected ${expected}.`,
  param,
  code: 'invalid_type',
});

export const emptyArray = (param: string): OpenAiRefusal => ({
  message: `Invalid '${param}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
  param,
  code: 'empty_array',
});

/** Why a body is refused whose members are not of their types; undefined if they are. */
export function refuseShape(shape: TSchema, body: Body): OpenAiRefusal | undefined {
  const mismatch = mismatchOf(shape, body);
  return mismatch && invalidType(dotted(mismatch.path), mismatch.expected);
}

/** Why a count, a limit on tokens say, is refused; undefined if it may stand. */
export function refuseCount(
  body: Body,
  param: string,
  least: number,
  most = Number.POSITIVE_INFINITY,
): OpenAiRefusal | undefined {
  const count = body[param];
  if (count === undefined || count === null) return undefined;
  if (typeof count !== 'number' || !Number.isInteger(count)) return invalidType(param, 'an integer');
  const refusal = (where: string, bound: string, code: string): OpenAiRefusal => ({
    message: `Invalid '${param}': integer ${where} value. Expected a value ${bound}, but got ${count} instead.`,
    param,
    code,
  });
  if (count < least) return refusal('below minimum', `>= ${least}`, 'integer_below_min_value');
  return count > most ? refusal('above maximum', `<= ${most}`, 'integer_above_max_value') : undefined;
}

/** Parameters that reasoning models refuse (docs/behaviour/llms.md, Upstream requests). */
export function refuseForReasoning(body: Body): OpenAiRefusal | undefined {
  if (!isReasoningModel(String(body.model))) return undefined;
  if (body.max_tokens != null) {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    return { message, param: 'max_tokens', code: 'unsupported_parameter' };
  }
  const param = ['temperature', 'frequency_penalty', 'presence_penalty'].find((name) => body[name] != null);
  if (param === undefined) return undefined;
  const message = `Unsupported parameter: '${param}' is not supported with this model.`;
  return { message, param, code: 'unsupported_parameter' };
}

/** The parts of OpenAI's bodies that are read here; all else may be anything. */

const Text = Type.String();

/** A named schema. */
const Schema = { name: Type.Optional(Text), schema: optional(Members), strict: optional(Type.Boolean()) };

const ChatPart = Type.Object({ type: Text, text: optional(Text), image_url: optional(Type.Object({ url: Text })) });

export const OpenAiChatBody = Type.Object({
  messages: Type.Array(
    Type.Object({
      content: optional(Type.Union([Text, Type.Array(ChatPart)])),
      tool_calls: optional(
        Type.Array(
          Type.Union([
            Type.Object({ id: Text, function: Type.Object({ name: Text, arguments: Text }) }),
            Type.Object({ id: Text, custom: Type.Object({ name: Text, input: Text }) }),
          ]),
        ),
      ),
      tool_call_id: optional(Text),
    }),
  ),
  tools: optional(
    Type.Array(
      Type.Union([
        Type.Object({
          function: Type.Object({
            name: Text,
            parameters: optional(Members),
            strict: optional(Type.Boolean()),
          }),
        }),
        Type.Object({ custom: Type.Object({ name: Text }) }),
      ]),
    ),
  ),
  tool_choice: optional(
    Type.Union([
      Text,
      Type.Object({ function: Type.Object({ name: Text }) }),
      Type.Object({ custom: Type.Object({ name: Text }) }),
      Type.Object({ allowed_tools: Type.Object({ mode: Text, tools: Type.Array(Members) }) }),
    ]),
  ),
  response_format: optional(Type.Object({ type: Text, json_schema: optional(Type.Object(Schema)) })),
  stream: optional(Type.Boolean()),
});

const InputPart = Type.Object({ type: Text, text: Type.Optional(Text), image_url: Type.Optional(Text) });

export const OpenAiResponsesBody = Type.Object({
  input: Type.Union([
    Text,
    Type.Array(
      Type.Object({
        type: Type.Optional(Text),
        role: Type.Optional(Text),
        content: Type.Optional(Type.Union([Text, Type.Array(InputPart)])),
        call_id: Type.Optional(Text),
        name: Type.Optional(Text),
        arguments: Type.Optional(Text),
      }),
    ),
  ]),
  tools: optional(
    Type.Array(
      Type.Object({
        type: Text,
        name: Type.Optional(Text),
        parameters: optional(Members),
        strict: optional(Type.Boolean()),
      }),
    ),
  ),
  tool_choice: optional(Type.Union([Text, Type.Object({ type: Text, name: Type.Optional(Text) })])),
  text: optional(Type.Object({ format: optional(Type.Object({ type: Text, ...Schema })) })),
});

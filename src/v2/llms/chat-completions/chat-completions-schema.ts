/**
 * OpenAI-compatible chat completions (docs/behaviour/chat-completions.md, Request and Response). Unknown fields are
 * passed on in both directions.
 */
import { type Static, Type } from 'typebox';

const open = { additionalProperties: true };

const JsonSchemaSpec = Type.Object({
  name: Type.String({ minLength: 1, pattern: '^[a-zA-Z0-9_-]+$' }),
  description: Type.Optional(Type.String()),
  strict: Type.Optional(Type.Boolean()),
  schema: Type.Record(Type.String(), Type.Unknown()),
});

const ResponseFormat = Type.Object({
  type: Type.Unsafe<'text' | 'json_object' | 'json_schema'>({
    type: 'string',
    enum: ['json_schema', 'json_object', 'text'],
  }),
  json_schema: Type.Optional(JsonSchemaSpec),
});

export const CreateChatCompletionRequest = Type.Object(
  {
    model: Type.String({ minLength: 1, description: 'Name (or id) of a registered LLM.' }),
    messages: Type.Array(
      Type.Object({ role: Type.String(), content: Type.Unknown(), name: Type.Optional(Type.String()) }, open),
      { minItems: 1 },
    ),
    stream: Type.Optional(Type.Boolean({ default: false })),
    response_format: Type.Optional(ResponseFormat),
    stream_options: Type.Optional(Type.Object({ include_usage: Type.Optional(Type.Boolean()) }, open)),
  },
  open,
);
export type CreateChatCompletionRequest = Static<typeof CreateChatCompletionRequest>;

const choice = (part: 'message' | 'delta') =>
  Type.Object({ index: Type.Integer(), [part]: Type.Object({ role: Type.Optional(Type.String()) }, open) }, open);

/** Typed loosely: an upstream's answer is passed on as it came. */
export const CreateChatCompletionResponse = Type.Unsafe<unknown>(
  Type.Object({ object: Type.Literal('chat.completion'), choices: Type.Array(choice('message')) }, open),
);

export const CreateChatCompletionStreamResponse = Type.Unsafe<unknown>(
  Type.Object({ object: Type.Literal('chat.completion.chunk'), choices: Type.Array(choice('delta')) }, open),
);

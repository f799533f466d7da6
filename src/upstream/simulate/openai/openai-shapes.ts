/** The parts of OpenAI's bodies that are read here; all else may be anything. */
import { Type } from 'typebox';
import { Members, optional } from '../body-shape.ts';

const Text = Type.String();

const ChatPart = Type.Object({ type: Text, text: optional(Text), image_url: optional(Type.Object({ url: Text })) });

export const OpenAiChatBody = Type.Object({
  messages: Type.Array(
    Type.Object({
      content: optional(Type.Union([Text, Type.Array(ChatPart)])),
      tool_calls: optional(
        Type.Array(Type.Object({ id: Text, function: Type.Object({ name: Text, arguments: Text }) })),
      ),
      tool_call_id: optional(Text),
    }),
  ),
  tools: optional(Type.Array(Type.Object({ function: Type.Object({ name: Text, parameters: optional(Members) }) }))),
  tool_choice: optional(Type.Union([Text, Type.Object({ function: Type.Object({ name: Text }) })])),
  response_format: optional(
    Type.Object({ type: Text, json_schema: optional(Type.Object({ schema: optional(Members) })) }),
  ),
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
  tools: optional(Type.Array(Type.Object({ type: Text, name: Text, parameters: optional(Members) }))),
  tool_choice: optional(Type.Union([Text, Type.Object({ name: Text })])),
  text: optional(Type.Object({ format: optional(Type.Object({ type: Text, schema: Type.Optional(Members) })) })),
});

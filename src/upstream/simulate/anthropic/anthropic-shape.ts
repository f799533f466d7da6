import { Type } from 'typebox';
import { Members } from '../body-shape.ts';

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
  messages: Type.Array(Type.Object({ role: Text, content: Type.Union([Text, Type.Array(Block)]) })),
  system: Type.Optional(TextBlocks),
  tools: Type.Optional(
    Type.Array(Type.Object({ name: Text, description: Type.Optional(Text), input_schema: Type.Optional(Members) })),
  ),
  tool_choice: Type.Optional(Type.Object({ type: Text, name: Type.Optional(Text) })),
  stop_sequences: Type.Optional(Type.Array(Text)),
});

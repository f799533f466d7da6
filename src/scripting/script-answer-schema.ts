/** What a script has a model say. */
import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false };

const MOST_CHUNKS = 100_000;
/** An hour, in milliseconds. */
const LONGEST_WAIT = 3_600_000;

const wait = (description: string) => Type.Number({ minimum: 0, maximum: LONGEST_WAIT, description });

/** A chunk is a text, or a text with the time it comes at. JSON Schema looks at the members of objects only. */
const Chunk = Type.Unsafe<string | { text: string; after_ms?: number }>({
  ...Type.Object(
    { text: Type.String(), after_ms: Type.Optional(wait('Since the chunk before; overrides the timing.')) },
    closed,
  ),
  type: ['string', 'object'],
});

export const Timing = Type.Object(
  {
    first_token_ms: Type.Optional(wait('From the request to the first chunk.')),
    tokens_per_second: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description: 'Every chunk counts as one token.' }),
    ),
    jitter: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'How much shorter or longer a gap may be, as a share of it.',
      }),
    ),
    seed: Type.Optional(Type.Integer({ description: 'The same seed gives the same jitter; 0 when absent.' })),
  },
  { ...closed, description: 'An answer that is not streamed comes when the stream would have ended.' },
);
export type Timing = Static<typeof Timing>;

export const ScriptedToolCall = Type.Object(
  {
    id: Type.Optional(Type.String({ minLength: 1 })),
    name: Type.String({ minLength: 1 }),
    arguments: Type.Unsafe<string | Record<string, unknown>>({
      type: ['string', 'object'],
      additionalProperties: true,
      description: 'A text is passed on as it is, valid JSON or not.',
    }),
  },
  closed,
);

export const ScriptedError = Type.Object(
  {
    kind: Type.Optional(
      Type.Unsafe<'http' | 'unreachable' | 'idle' | 'invalid'>({
        type: 'string',
        enum: ['http', 'unreachable', 'idle', 'invalid'],
        description: 'http when absent.',
      }),
    ),
    status: Type.Optional(Type.Integer({ minimum: 300, maximum: 599, description: 'For http.' })),
    message: Type.Optional(Type.String({ description: 'For http, what the provider says.' })),
    type: Type.Optional(Type.String({ description: 'For http, as in OpenAI’s errors.' })),
    code: Type.Optional(Type.String({ description: 'For http, as in OpenAI’s errors.' })),
    body: Type.Optional(
      Type.Unknown({ description: 'For http, the provider’s whole answer instead of message, type and code.' }),
    ),
    reason: Type.Optional(Type.String({ minLength: 1, description: 'For unreachable and invalid.' })),
    seconds: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'For idle, the silence that is reported.' }),
    ),
  },
  { ...closed, description: 'Fails as the upstream would, after the text and chunks that are given.' },
);
export type ScriptedError = Static<typeof ScriptedError>;

export const ScriptAnswer = Type.Object(
  {
    text: Type.Optional(Type.String({ description: 'Streamed word by word.' })),
    chunks: Type.Optional(Type.Array(Chunk, { maxItems: MOST_CHUNKS, description: 'Streamed one by one.' })),
    json: Type.Optional(Type.Unknown({ description: 'Said as JSON text.' })),
    tool_calls: Type.Optional(Type.Array(ScriptedToolCall, { minItems: 1, maxItems: 128 })),
    timing: Type.Optional(Timing),
    finish_reason: Type.Optional(
      Type.Unsafe<'stop' | 'length' | 'tool_calls' | 'content_filter'>({
        type: 'string',
        enum: ['stop', 'length', 'tool_calls', 'content_filter'],
        description: 'tool_calls when there are any, else stop, when absent.',
      }),
    ),
    usage: Type.Optional(
      Type.Object(
        { prompt_tokens: Type.Integer({ minimum: 0 }), completion_tokens: Type.Integer({ minimum: 0 }) },
        { ...closed, description: 'Estimated when absent.' },
      ),
    ),
    error: Type.Optional(ScriptedError),
  },
  closed,
);
export type ScriptAnswer = Static<typeof ScriptAnswer>;

/** What a script has a model say, or a tool. */
import { type Static, type TObject, Type } from 'typebox';

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
  closed,
);
export type ScriptedError = Static<typeof ScriptedError>;

export const ScriptAnswer = Type.Object(
  {
    thinking: Type.Optional(
      Type.String({ description: 'What is thought before the rest; only turns of agents tell it.' }),
    ),
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
        {
          prompt_tokens: Type.Integer({ minimum: 0 }),
          completion_tokens: Type.Integer({ minimum: 0 }),
          cached_tokens: Type.Optional(Type.Integer({ minimum: 0, description: 'Of the prompt.' })),
          reasoning_tokens: Type.Optional(Type.Integer({ minimum: 0, description: 'Of the completion.' })),
        },
        { ...closed, description: 'Estimated when absent.' },
      ),
    ),
    error: Type.Optional(
      Type.Unsafe<string | ScriptedError>({
        ...ScriptedError,
        type: ['string', 'object'],
        description:
          'An object: fails as the upstream would, after the text and chunks that are given. A text: what a tool fails with.',
      }),
    ),
    output: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'Of a tool, where the script has match.tool.' }),
    ),
    delay_ms: Type.Optional(wait('Before a tool answers.')),
  },
  closed,
);
export type ScriptAnswer = Static<typeof ScriptAnswer>;

// Scripted answers as they are given: over HTTP, in a seed file, to the library.

/** A member that is misspelt would silently match everything. */
const LONGEST_LIST = 1000;

/** What a text has to be; all that is given must hold. */
export const text = {
  equals: Type.Optional(Type.String({ description: 'The whole text.' })),
  contains: Type.Optional(Type.String()),
  regex: Type.Optional(
    Type.String({
      description: 'A JavaScript regular expression without look-ahead and back references, not anchored.',
    }),
  ),
  ignore_case: Type.Optional(Type.Boolean({ description: 'For equals, contains and regex.' })),
};

export const MessageMatch = Type.Object(
  {
    role: Type.Optional(
      Type.Unsafe<'system' | 'user' | 'assistant' | 'tool'>({
        type: 'string',
        enum: ['system', 'user', 'assistant', 'tool'],
        description: 'Only messages of this role are looked at.',
      }),
    ),
    which: Type.Optional(
      Type.Unsafe<'any' | 'first' | 'last'>({
        type: 'string',
        enum: ['any', 'first', 'last'],
        description: 'Which of the messages (of that role) has to fit; any of them when absent.',
      }),
    ),
    ...text,
  },
  closed,
);
export type MessageMatch = Static<typeof MessageMatch>;

export const HeaderMatch = Type.Object(
  { name: Type.String({ minLength: 1, description: 'In any case. Not one that carries a credential.' }), ...text },
  { ...closed, description: 'A header of the API call; one that only has a name has to be there.' },
);
export type HeaderMatch = Static<typeof HeaderMatch>;

export const JsonPathMatch = Type.Object(
  {
    path: Type.String({
      minLength: 1,
      description:
        'Of `$`, `.name`, `["name"]`, `[0]`, `[-1]`, `[*]`, `.*` and `..name`, into an object with `messages` (in OpenAI’s form), `parameters`, `tools`, `tool_choice`, `response_format` and `stream`.',
    }),
    ...text,
    equals: Type.Optional(Type.Unknown({ description: 'Any JSON value, compared exactly.' })),
    exists: Type.Optional(Type.Boolean({ description: 'Whether the path has to lead anywhere.' })),
  },
  { ...closed, description: 'One of the values at the path has to fit; texts are compared with other values as JSON.' },
);
export type JsonPathMatch = Static<typeof JsonPathMatch>;

export const ToolMatch = Type.Object(
  {
    name: Type.Optional(Type.String({ description: 'Of the configuration, by which the model calls it.' })),
    type: Type.Optional(Type.String({ description: 'Of the configuration, `web_get` say.' })),
    arguments: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description:
          'What the arguments have to hold, at any depth; others may stand beside. Lists have to be the same.',
      }),
    ),
    json_path: Type.Optional(
      Type.Array(JsonPathMatch, { maxItems: LONGEST_LIST, description: 'Into the arguments. All must hold.' }),
    ),
  },
  {
    ...closed,
    description:
      'Has the script answer in the place of a tool of an agent, whatever it is, instead of a language model.',
  },
);
export type ToolMatch = Static<typeof ToolMatch>;

export const ScriptMatch = Type.Object(
  {
    llm: Type.Optional(Type.String({ description: 'Name or id of the LLM.' })),
    model: Type.Optional(Type.String({ description: 'The provider’s name of the model.' })),
    preset: Type.Optional(Type.String({ description: 'Name of the generation preset a query is answered with.' })),
    operation: Type.Optional(Type.String({ description: 'operationId of the API call, `queryCorpus` say.' })),
    streamed: Type.Optional(Type.Boolean({ description: 'Whether the model is asked for a stream.' })),
    agent: Type.Optional(Type.String({ description: 'Key of the agent whose turn asks.' })),
    step: Type.Optional(Type.String({ description: 'Name of the step that this turn is in.' })),
    session: Type.Optional(Type.String({ description: 'Key of the session.' })),
    purpose: Type.Optional(
      Type.Unsafe<'turn' | 'compaction'>({
        type: 'string',
        enum: ['turn', 'compaction'],
        description: 'What an agent asks for: the next answer of its turn, or the summary of a conversation.',
      }),
    ),
    turn: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'One more than there are assistant messages in the request, calls of tools included.',
      }),
    ),
    tool: Type.Optional(ToolMatch),
    headers: Type.Optional(Type.Array(HeaderMatch, { maxItems: LONGEST_LIST })),
    messages: Type.Optional(Type.Array(MessageMatch, { maxItems: LONGEST_LIST, description: 'All must hold.' })),
    json_path: Type.Optional(Type.Array(JsonPathMatch, { maxItems: LONGEST_LIST, description: 'All must hold.' })),
  },
  { ...closed, description: 'All that is given must hold; nothing given matches every request.' },
);
export type ScriptMatch = Static<typeof ScriptMatch>;

/** `strict` is a path of its own under scripts. */
export const ScriptId = Type.String({ pattern: '^(?!strict$)[A-Za-z0-9_.-]{1,100}$' });

export const Script = Type.Object(
  {
    id: Type.Optional(ScriptId),
    description: Type.Optional(Type.String()),
    match: Type.Optional(ScriptMatch),
    answer: Type.Optional(ScriptAnswer),
    answers: Type.Optional(
      Type.Array(ScriptAnswer, { minItems: 1, maxItems: LONGEST_LIST, description: 'One for each use.' }),
    ),
    exhausted: Type.Optional(
      Type.Unsafe<'repeat-last' | 'cycle' | 'stop-matching'>({
        type: 'string',
        enum: ['repeat-last', 'cycle', 'stop-matching'],
        description: 'What happens after the last of the answers; it is repeated when absent.',
      }),
    ),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'How often it is used at most.' })),
    skip: Type.Optional(
      Type.Integer({ minimum: 0, description: 'How many requests it would match are let pass first.' }),
    ),
  },
  {
    ...closed,
    description:
      'What a language model says to the requests that match, or a tool to its calls. The first script added wins.',
  },
);
export type Script = Static<typeof Script>;

/** A script as it is kept, and how often it was used since it was added or counters were reset. */
export const ScriptStatus = Type.Object({
  ...(Script as TObject<typeof Script.properties>).properties,
  id: Type.String(),
  times_used: Type.Integer(),
  times_skipped: Type.Integer(),
  last_mismatch: Type.Optional(
    Type.String({ description: 'Of a script that was not used: why it did not fit the last request.' }),
  ),
});
export type ScriptStatus = Static<typeof ScriptStatus>;

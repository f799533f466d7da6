/** Scripted answers as they are given: over HTTP, in a seed file, to the library. */
import { type Static, type TObject, Type } from 'typebox';
import { ScriptAnswer } from './script-answer-schema.ts';

/** A member that is misspelt would silently match everything. */
const closed = { additionalProperties: false };

const LONGEST_LIST = 1000;

/** What a text has to be; all that is given must hold. */
const text = {
  equals: Type.Optional(Type.String({ description: 'The whole text.' })),
  contains: Type.Optional(Type.String()),
  regex: Type.Optional(Type.String({ description: 'A JavaScript regular expression, not anchored.' })),
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

export const ScriptMatch = Type.Object(
  {
    llm: Type.Optional(Type.String({ description: 'Name or id of the LLM.' })),
    model: Type.Optional(Type.String({ description: 'The provider’s name of the model.' })),
    preset: Type.Optional(Type.String({ description: 'Name of the generation preset a query is answered with.' })),
    operation: Type.Optional(Type.String({ description: 'operationId of the API call, `queryCorpus` say.' })),
    streamed: Type.Optional(Type.Boolean({ description: 'Whether the model is asked for a stream.' })),
    turn: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'One more than there are assistant messages in the request, calls of tools included.',
      }),
    ),
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
  { ...closed, description: 'What a language model says to the requests that match. The first script added wins.' },
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

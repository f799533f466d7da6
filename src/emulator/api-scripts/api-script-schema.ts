/** Scripted answers of operations, as they are given: over HTTP, in a seed file, to the library. */
import { type Static, type TObject, type TSchema, Type } from 'typebox';
import { JsonPathMatch, text } from '../scripts/script-schema.ts';

/** A member that is misspelt would silently match everything. */
const closed = { additionalProperties: false };
const MOST_EVENTS = 10_000;
/** An hour, in milliseconds. */
const LONGEST_WAIT = 3_600_000;

const wait = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: LONGEST_WAIT, description }));

/** One of them, or a list; JSON Schema looks at items of lists only. */
const Names = (description: string) =>
  Type.Optional(
    Type.Unsafe<string | string[]>({
      type: ['string', 'array'],
      minLength: 1,
      items: { type: 'string', minLength: 1 },
      minItems: 1,
      description,
    }),
  );

export const TextRule = Type.Object(
  { ...text, exists: Type.Optional(Type.Boolean({ description: 'False: it must not be there.' })) },
  closed,
);
type TextRule = Static<typeof TextRule>;

/** The whole text, or what is said of it; by name. */
const Texts = (description: string) =>
  Type.Optional(
    Type.Record(Type.String(), Type.Unsafe<string | TextRule>({ ...TextRule, type: ['string', 'object'] }), {
      description,
    }),
  );

export const BodyMatch = Type.Object(
  {
    equals: Type.Optional(Type.Unknown({ description: 'The whole body, compared exactly.' })),
    holds: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'What the body has to hold, at any depth; others may stand beside. Lists have to be the same.',
      }),
    ),
    json_path: Type.Optional(
      Type.Array(
        Type.Object(
          {
            ...JsonPathMatch.properties,
            path: Type.String({
              minLength: 1,
              description: 'Of `$`, `.name`, `["name"]`, `[0]`, `[-1]`, `[*]`, `.*` and `..name`, into the body.',
            }),
          },
          closed,
        ),
        { maxItems: 1000, description: 'All must hold.' },
      ),
    ),
    text: Type.Optional(Type.Object(text, { ...closed, description: 'Of the body written as JSON without spaces.' })),
  },
  { ...closed, description: 'A body of JSON.' },
);

export const ApiScriptMatch = Type.Object(
  {
    operation: Names('operationId, `queryCorpus` say, emulated or not; `*` stands for any characters.'),
    route: Names('Method and path, or the path alone: `POST /v2/query`, `/v2/corpora/*`.'),
    path: Texts('The names in the path: `corpus_key`, say.'),
    query: Texts('Parameters of the address. One of them where there are several.'),
    headers: Texts('In any case. Not one that carries a credential.'),
    body: Type.Optional(BodyMatch),
  },
  { ...closed, description: 'All that is given must hold; nothing given matches every call of the API.' },
);
export type ApiScriptMatch = Static<typeof ApiScriptMatch>;

const Status = Type.Integer({ minimum: 200, maximum: 599 });
const Headers = Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,100}$' }), Type.String({ maxLength: 8000 }));

export const ScriptedEvent = Type.Object(
  {
    data: Type.Unknown({ description: 'JSON; a text is sent as it is, `[DONE]` say.' }),
    event: Type.Optional(
      Type.String({ pattern: '^[\\w-]+$', description: 'Its name; the `type` in `data`, or none, when absent.' }),
    ),
    after_ms: wait('Since the event before.'),
  },
  closed,
);
export type ScriptedEvent = Static<typeof ScriptedEvent>;

export const ApiAnswer = Type.Object(
  {
    status: Type.Optional({
      ...Status,
      description: 'The first that the operation succeeds with when absent.',
    } as typeof Status),
    headers: Type.Optional({ ...Headers, description: 'Beside those that every answer has.' } as typeof Headers),
    body: Type.Optional(Type.Unknown({ description: 'Any JSON.' })),
    text: Type.Optional(Type.String({ description: 'A body that is no JSON; headers say what it is.' })),
    events: Type.Optional(Type.Array(ScriptedEvent, { maxItems: MOST_EVENTS, description: 'A stream of events.' })),
    patch: Type.Optional(
      Type.Unknown({
        description:
          'A JSON merge patch (RFC 7396) onto the answer that the operation gives: members are put in or replaced, and deleted by null.',
      }),
    ),
    patch_events: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'The same onto events of a stream, by their type.',
      }),
    ),
    pass: Type.Optional(
      Type.Literal(true, { description: 'The operation answers, as if this script were not there; it counts.' }),
    ),
    vectara: Type.Optional(
      Type.Literal(true, {
        description: 'The call is passed to the Vectara that `--vectara` names; `patch` may stand beside.',
      }),
    ),
    delay_ms: wait('Before the answer begins; before the operation is run, where it is.'),
  },
  {
    ...closed,
    description:
      'One of `body`, `text`, `events`, `pass`, `vectara`, or of `patch` and `patch_events`; none of them is an answer without a body.',
  },
);
export type ApiAnswer = Static<typeof ApiAnswer>;

const State = Type.Object({ state: Type.String({ minLength: 1, maxLength: 100 }) }, closed);
const described = (schema: typeof State, description: string) =>
  Type.Optional({ ...schema, description } as typeof State);

export const ApiScriptId = Type.String({ pattern: '^(?!(?:explain|scenarios|reset-counters)$)[A-Za-z0-9_.-]{1,100}$' });
export const ScenarioName = Type.String({ pattern: '^[A-Za-z0-9_.-]{1,100}$' });

export const ApiScript = Type.Object(
  {
    id: Type.Optional(ApiScriptId),
    description: Type.Optional(Type.String()),
    match: Type.Optional(ApiScriptMatch),
    scenario: Type.Optional({
      ...ScenarioName,
      description: 'Whose state `when` and `then` are about; `default` when absent.',
    } as typeof ScenarioName),
    when: described(State, 'The state that the scenario has to be in; each begins with `started`.'),
    then: described(State, 'The state that the scenario is in from this answer on.'),
    answer: Type.Optional(ApiAnswer),
    answers: Type.Optional(
      Type.Array(ApiAnswer, { minItems: 1, maxItems: 1000, description: 'One for each use, instead of `answer`.' }),
    ),
    exhausted: Type.Optional(
      Type.Unsafe<'repeat-last' | 'cycle' | 'stop-matching'>({
        type: 'string',
        enum: ['repeat-last', 'cycle', 'stop-matching'],
        description: 'What happens after the last of the answers; it is repeated when absent.',
      }),
    ),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'How often it answers at most.' })),
    skip: Type.Optional(Type.Integer({ minimum: 0, description: 'How many calls it would match are let pass first.' })),
  },
  {
    ...closed,
    description: 'What an operation of the API answers to the calls that match. The first script added wins.',
  },
);
export type ApiScript = Static<typeof ApiScript>;

/** A script as it is kept, and how often it answered since it was added or counters were reset. */
export const ApiScriptStatus = Type.Object({
  ...(ApiScript as TObject<typeof ApiScript.properties>).properties,
  id: Type.String(),
  times_used: Type.Integer(),
  times_skipped: Type.Integer(),
  last_mismatch: Type.Optional(
    Type.String({ description: 'Of a script that never answered: why it did not fit the last call of its operation.' }),
  ),
});
export type ApiScriptStatus = Static<typeof ApiScriptStatus>;

/** One of them or a list; JSON Schema looks at members of objects and items of lists only. */
export const oneOrList = <One>(schema: TSchema) =>
  Type.Unsafe<One | One[]>({ ...schema, type: ['object', 'array'], items: schema });

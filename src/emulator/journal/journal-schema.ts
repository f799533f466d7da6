/** The journal on the wire. */
import { type Static, Type } from 'typebox';
import { ANSWERERS, type Answerer } from '../../calls/provenance.ts';
import { ListMetadata } from '../../http/lists.ts';
import type { ShownNote } from './notes.ts';

const state = Type.Union([Type.Literal('running'), Type.Literal('finished')]);

/** How one answer of a language model came about. */
const AnsweredBy = Type.Object({
  llm: Type.String(),
  by: Type.Optional(
    Type.Unsafe<Answerer>({
      type: 'string',
      enum: [...ANSWERERS],
      description:
        'sent: a request went to the provider; simulated, replayed and scripted: nothing left the emulator; built-in: a ' +
        'platform LLM; nobody: a fault or a missing recording, script or token stood in the way. Absent while it is not known.',
    }),
  ),
  faults: Type.Array(Type.String(), { description: 'Types of the faults that struck.' }),
});

export const JournalSummary = Type.Object({
  id: Type.String({ description: 'The request id, as answers and the log show it.' }),
  sequence: Type.Integer({ description: 'Counts up; later calls have higher ones.' }),
  time: Type.String({ format: 'date-time', description: 'When it came.' }),
  account: Type.String(),
  method: Type.String(),
  path: Type.String(),
  query_string: Type.String({ description: 'With its question mark; empty without one.' }),
  operation: Type.Optional(Type.String({ description: 'The operationId; absent for paths that no route answers.' })),
  traceparent: Type.Optional(
    Type.String({ description: 'The caller’s place in a trace, where it sent one (W3C Trace Context).' }),
  ),
  state,
  status: Type.Optional(Type.Integer({ description: 'Absent until there is one.' })),
  duration_ms: Type.Number({ description: 'So far, for a call that runs.' }),
  request_bytes: Type.Integer(),
  response_bytes: Type.Integer(),
  is_stream: Type.Boolean(),
  client_left: Type.Boolean({ description: 'The client closed the connection before the answer was complete.' }),
  failed: Type.Boolean({ description: 'Refused, broken off, or failed inside a stream.' }),
  corpora: Type.Optional(Type.Array(Type.String(), { description: 'Keys of the corpora it names.' })),
  llms: Type.Optional(Type.Array(Type.String(), { description: 'Names of the LLMs it chose or asked.' })),
  answered_by: Type.Optional(Type.Array(AnsweredBy, { description: 'Each language model that was asked, in order.' })),
  errors: Type.Array(Type.String()),
  faults: Type.Integer({ description: 'How many faults fired.' }),
  scripts: Type.Integer({ description: 'How many times a script answered.' }),
  ignored: Type.Optional(
    Type.Array(Type.String(), {
      description:
        'What it said that the operation does not know, which Vectara ignores: `streamResponse, did you mean stream_response?`.',
    }),
  ),
});
export type JournalSummary = Static<typeof JournalSummary>;

const Free = Type.Record(Type.String(), Type.Unknown());

export const JournalEntry = Type.Object({
  ...JournalSummary.properties,
  request: Type.Object({
    headers: Free,
    body: Type.Optional(Type.Unknown({ description: 'As validated; an excerpt where it is large.' })),
    file: Type.Optional(Type.Object({ bytes: Type.Integer(), content_type: Type.String() })),
  }),
  response: Type.Object({
    body: Type.Optional(Type.Unknown({ description: 'JSON, or text where it is cut or is none.' })),
    events: Type.Optional(
      Type.Array(Type.Object({ at_ms: Type.Number(), event: Type.String(), data: Type.Unknown() }), {
        description: 'Of a stream, with milliseconds since the call began.',
      }),
    ),
    events_omitted: Type.Optional(Type.Integer()),
  }),
  notes: Type.Array(
    Type.Unsafe<ShownNote>(
      Type.Object(
        {
          at_ms: Type.Number({ description: 'Milliseconds since the call began.' }),
          kind: Type.String({
            description:
              'plan, search, rerank, prompt, model, upstream, consistency, script_matched, scripts_not_matched, api_script, ' +
              'api_scripts_not_matched, fault, turn, step, ' +
              'tool_call, transition, compaction. What happened inside of a turn, a tool call or a compaction stands in its `notes`.',
          }),
        },
        { additionalProperties: true },
      ),
    ),
    { description: 'What happened inside, in order.' },
  ),
  notes_omitted: Type.Optional(Type.Integer()),
  stages: Type.Array(Type.Object({ name: Type.String(), ms: Type.Number() })),
});
export type JournalEntry = Static<typeof JournalEntry>;

export const Forgotten = Type.Integer({
  description: 'How many calls of the account were not kept, or are not any more, since the journal was cleared last.',
});

export const JournalList = Type.Object({
  entries: Type.Array(JournalSummary),
  forgotten: Forgotten,
  metadata: ListMetadata,
});

/** A call that was waited for. */
export const AwaitedEntry = Type.Object({ ...JournalEntry.properties, forgotten: Forgotten });
export type AwaitedEntry = Static<typeof AwaitedEntry>;

export const JournalSettings = Type.Object({
  enabled: Type.Boolean(),
  max_entries: Type.Integer({ minimum: 1, maximum: 100_000, description: 'Calls kept of this account.' }),
  max_bytes: Type.Integer({
    minimum: 0,
    description:
      'About what they may take. All accounts together may take as much as the one that may take most; the oldest calls go first.',
  }),
});
export const ChangeJournalSettings = Type.Partial(JournalSettings);

const text = (description: string) => Type.Optional(Type.String({ description }));
const moment = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }));

export const filterFields = {
  operation: text('An operationId, such as query.'),
  method: text('In any case.'),
  path: text('A piece of the path.'),
  status: Type.Optional(
    Type.Union([Type.Integer({ minimum: 100, maximum: 599 }), Type.String({ pattern: '^[1-5](xx|\\d\\d)$' })], {
      description: 'One status, or a class of them such as 4xx.',
    }),
  ),
  state: Type.Optional(Type.Union([Type.Literal('running'), Type.Literal('finished')])),
  failed: Type.Optional(Type.Boolean({ description: 'Refused, broken off, or failed inside a stream.' })),
  since: moment('Calls that came then or later.'),
  until: moment('Calls that came before.'),
  corpus: text('The key of a corpus that the call names.'),
  llm: text('The name of an LLM that the call chose or asked.'),
  text: text('A piece of anything the entry shows, in any case.'),
};

export const JournalFilter = Type.Object(filterFields, { additionalProperties: false });
export type JournalFilter = Static<typeof JournalFilter>;

const count = Type.Integer({ minimum: 0 });

const range = Type.Object(
  { min: Type.Optional(count), max: Type.Optional(count) },
  { additionalProperties: false, minProperties: 1 },
);

export const CallAssertion = Type.Object(
  {
    filter: Type.Optional(JournalFilter),
    count: Type.Optional(
      Type.Unsafe<number | { min?: number; max?: number }>({
        ...range,
        type: ['integer', 'object'],
        minimum: 0,
        description: 'How many calls match; at least one unless said.',
      }),
    ),
    order: Type.Optional(
      Type.Array(JournalFilter, {
        minItems: 1,
        description: 'Calls that came in this order, others in between allowed.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type CallAssertion = Static<typeof CallAssertion>;

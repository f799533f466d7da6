import { type Static, Type } from 'typebox';
import { AGENT_STREAM_EVENTS, type TurnEvent } from '../../agent-loop/event-schema.ts';

const ms = (description?: string) => Type.Number({ minimum: 0, maximum: 600_000, ...(description && { description }) });

const distribution = <Name extends string, Own extends Parameters<typeof Type.Object>[0]>(name: Name, own: Own) =>
  Type.Object({ distribution: Type.Literal(name), ...own }, { additionalProperties: false });

const Distribution = [
  distribution('uniform', { min: ms(), max: ms() }),
  distribution('normal', { mean: ms(), stddev: ms() }),
  distribution('exponential', { mean: ms() }),
] as const;

/** Milliseconds: always the same, or drawn anew each time. */
export const Duration = Type.Unsafe<number | Static<(typeof Distribution)[number]>>({
  description: 'Milliseconds, or how they are distributed.',
  anyOf: [
    ms(),
    {
      type: 'object',
      required: ['distribution'],
      discriminator: { propertyName: 'distribution' },
      oneOf: Distribution,
    },
  ],
});
export type Duration = Static<typeof Duration>;

const LONGEST_MS = 600_000;

/** A draw in milliseconds, never negative; `random` gives numbers from 0 up to, not including, 1. */
export function drawDuration(duration: Duration, random: () => number): number {
  return Math.min(LONGEST_MS, Math.max(0, draw(duration, random)));
}

function draw(duration: Duration, random: () => number): number {
  if (typeof duration === 'number') return duration;
  switch (duration.distribution) {
    case 'uniform':
      return duration.min + random() * (duration.max - duration.min);
    case 'normal':
      // Box and Muller.
      return (
        duration.mean + duration.stddev * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
      );
    case 'exponential':
      return -duration.mean * Math.log(1 - random());
  }
}

// What can go wrong with an answer of this API, whatever it would have been.

const OF_QUERIES = [
  'search_results',
  'chat_info',
  'generation_chunk',
  'generation_end',
  'generation_info',
  'factual_consistency_score',
] as const;
/** Of streamed chat completions, whose events have no names. */
const OF_COMPLETIONS = ['completion_chunk', 'done'] as const;

/** Where a stream can be broken. `error` and `end` are events of queries, too. */
type StreamEventName = (typeof OF_QUERIES)[number] | TurnEvent['type'] | (typeof OF_COMPLETIONS)[number];

export const StreamEventName = Type.Unsafe<StreamEventName>({
  type: 'string',
  enum: [...OF_QUERIES, ...AGENT_STREAM_EVENTS, ...OF_COMPLETIONS],
});

export const fault = <Name extends string, Own extends Parameters<typeof Type.Object>[0]>(
  type: Name,
  description: string,
  own: Own,
) => Type.Object({ type: Type.Literal(type), ...own }, { additionalProperties: false, description });

/** Seconds. */
export const RetryAfter = Type.Integer({ minimum: 0, maximum: 86_400, description: 'Seconds, for `Retry-After`.' });

const Before = Type.Optional(StreamEventName);
const After = Type.Optional(
  Type.Object(
    { event: StreamEventName, count: Type.Optional(Type.Integer({ minimum: 1, description: 'Default 1.' })) },
    { additionalProperties: false },
  ),
);

export const AnswerFaults = [
  fault('status', 'An error with the envelope of its status.', {
    code: Type.Integer({ minimum: 400, maximum: 599 }),
    message: Type.Optional(Type.String({ minLength: 1 })),
    field_errors: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'For 400.' })),
    id: Type.Optional(
      Type.String({ description: 'For 404: what was not found; the last name in the path if left out.' }),
    ),
    retry_after: Type.Optional(RetryAfter),
  }),
  fault('rate_limit', '429 with Retry-After. For the next N calls: `when.times`.', {
    retry_after: Type.Optional(RetryAfter),
    message: Type.Optional(Type.String({ minLength: 1 })),
  }),
  fault('delay', 'The call is served, but later; a request timeout that passes meanwhile is a 408.', { ms: Duration }),
  fault('drop', 'The connection is closed without an answer, or with no more than its head.', {
    at: Type.Optional(
      Type.Unsafe<'before_headers' | 'after_headers'>({
        type: 'string',
        enum: ['before_headers', 'after_headers'],
        description: 'Default before_headers.',
      }),
    ),
  }),
  fault(
    'truncate',
    'The connection is closed after so many bytes of the body; its Content-Length is that of the whole.',
    {
      bytes: Type.Integer({ minimum: 0 }),
    },
  ),
  fault('stream_cut', 'A streamed answer breaks off. Needs one of `before`, `after` and `no_end`.', {
    before: Before,
    after: After,
    no_end: Type.Optional(
      Type.Literal(true, {
        description: 'All arrives and the body ends in good order, but the last event is missing.',
      }),
    ),
  }),
  fault('stream_error', 'A streamed answer ends in an error event. Needs one of `before` and `after`.', {
    before: Before,
    after: After,
    message: Type.Optional(Type.String({ minLength: 1 })),
    no_end: Type.Optional(Type.Boolean({ description: 'Without the end event that comes after the error.' })),
  }),
] as const;

export type AnswerFault = Static<(typeof AnswerFaults)[number]>;
export type StreamFault = Extract<AnswerFault, { type: 'stream_cut' | 'stream_error' }>;

// What can go wrong with a call to a language model or an encoder, as its adapter experiences it.

const after = (otherwise: number) =>
  Type.Optional(
    Type.Integer({
      minimum: 0,
      description: `Events of the upstream’s stream that still arrive, default ${otherwise}; of an answer that is no stream, half arrives.`,
    }),
  );

export const UpstreamFaults = [
  fault('upstream_refused', 'The connection is refused.', {}),
  fault('upstream_slow_first_token', 'What the upstream answers starts to arrive later.', { ms: Duration }),
  fault('upstream_status', 'An HTTP error in the shape of the provider whose protocol is spoken.', {
    code: Type.Integer({ minimum: 400, maximum: 599 }),
    message: Type.Optional(Type.String({ minLength: 1 })),
    retry_after: Type.Optional(RetryAfter),
  }),
  fault('upstream_malformed_chunk', 'One event of the stream is broken, or the whole of an answer that is no stream.', {
    after: after(1),
  }),
  fault('upstream_silence', 'Nothing more arrives until the idle timeout of the LLM or the caller ends the call.', {
    after: after(0),
  }),
  fault('upstream_drop', 'The connection breaks in the midst of the answer.', { after: after(1) }),
] as const;

export type UpstreamFault = Static<(typeof UpstreamFaults)[number]>;
/** Those that spoil an answer on its way. */
export type BodyFault = Extract<
  UpstreamFault,
  { type: 'upstream_malformed_chunk' | 'upstream_silence' | 'upstream_drop' }
>;

export const isUpstreamFault = <Fault extends { type: string }>(given: Fault | UpstreamFault): given is UpstreamFault =>
  given.type.startsWith('upstream_');

// What can go wrong with a tool that an agent calls. The model is told, and the turn goes on.

export const ToolFaults = [
  fault('tool_slow', 'The tool answers, but later.', { ms: Duration }),
  fault('tool_error', 'The tool is not asked, and its output is an error.', {
    message: Type.Optional(Type.String({ minLength: 1 })),
  }),
  fault(
    'tool_malformed',
    'Of what the tool answers only the first half of its JSON arrives, as text in `content`.',
    {},
  ),
] as const;

export type ToolFault = Static<(typeof ToolFaults)[number]>;

export const isToolFault = <Fault extends { type: string }>(given: Fault | ToolFault): given is ToolFault =>
  given.type.startsWith('tool_');

/** What can go wrong with a call to a language model or an encoder, as its adapter experiences it. */
import { type Static, Type } from 'typebox';
import { fault, RetryAfter } from '../../http/faults/answer-faults-schema.ts';
import { Duration } from '../../http/faults/duration.ts';

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

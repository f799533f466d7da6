import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { ApiError } from '../../errors.ts';
import { signalOf } from '../request-deadline.ts';
import { frameEvents, sendFrames } from './event-stream.ts';

const EVENT_STREAM = 'text/event-stream;charset=utf-8';

type Events = AsyncIterable<{ type: string }>;

/** The response of an operation that answers in either way. */
export const answerResponse = (body: TSchema, event: TSchema) => ({
  description: 'One body, or with stream_response a stream of events.',
  content: { 'application/json': { schema: body }, 'text/event-stream': { schema: event } },
});

/** An answer in its two renderings; only one of them is asked for. */
export interface Answer<Body> {
  events(): Events;
  body(): Promise<Body>;
}

/**
 * Sends an answer as a stream of events or as one body. `prepare` refuses what can be refused before a byte is sent; the
 * engine's refusals among these are an event when the answer is streamed (reference §5.8).
 */
export async function sendAnswer<Body>(
  request: FastifyRequest,
  reply: FastifyReply,
  isStreamed: boolean,
  prepare: (signal: AbortSignal) => Promise<Answer<Body>>,
): Promise<Body | undefined> {
  const signal = signalOf(request, reply);
  if (!isStreamed) return (await prepare(signal)).body();
  const isReplaced = () => !request.account.db.open;
  const send = (events: Events) => sendFrames(reply, EVENT_STREAM, frameEvents(events, request.log, isReplaced));
  let answer: Answer<Body>;
  try {
    answer = await prepare(signal);
  } catch (error) {
    if (!(error instanceof ApiError && error.detail.isEngineError)) throw error;
    await send(failWith(error));
    return;
  }
  await send(answer.events());
}

// biome-ignore lint/correctness/useYield: a stream that fails before its first event
async function* failWith(error: ApiError): AsyncGenerator<{ type: string }, void, undefined> {
  throw error;
}

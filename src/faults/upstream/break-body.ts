import type { UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import type { BodyFault } from '../schema/upstream-faults-schema.ts';
import { untilAborted } from './pause.ts';
import { damagedEvent, eventsOf, isEventStream } from './stream-events.ts';

const DEFAULT_AFTER: Record<BodyFault['type'], number> = {
  upstream_malformed_chunk: 1,
  upstream_silence: 0,
  upstream_drop: 1,
};

/** The body of an answer, spoiled. A stream that has fewer events than are to arrive stays whole. */
export async function* breakBody(
  response: UpstreamResponse,
  fault: BodyFault,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const isStream = isEventStream(response);
  const pieces = isStream ? eventsOf(response) : halvesOf(response.body);
  const after = isStream ? (fault.after ?? DEFAULT_AFTER[fault.type]) : 1;
  let arrived = 0;
  for await (const piece of pieces) {
    if (arrived !== after) yield piece;
    else if (fault.type === 'upstream_silence') await untilAborted(signal);
    else if (fault.type === 'upstream_drop') throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    else if (isStream) yield damagedEvent(piece, response);
    arrived += 1;
  }
}

async function* halvesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const whole = Buffer.concat(await Array.fromAsync(body));
  const middle = Math.floor(whole.length / 2);
  yield whole.subarray(0, middle);
  yield whole.subarray(middle);
}

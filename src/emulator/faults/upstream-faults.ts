import { setTimeout } from 'node:timers/promises';
import type { Provenance } from '../../calls/provenance.ts';
import type { LanguageModel } from '../../upstream/language-model.ts';
import type { UpstreamFetch, UpstreamRequest, UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import { UpstreamError } from '../../upstream/upstream-error.ts';
import type { ChosenFault } from './answer-faults.ts';
import { type BodyFault, drawDuration, type UpstreamFault } from './fault-schema.ts';
import { providerError, statusMessage } from './provider-error.ts';

/** A fetch whose calls fail where `choose` says so, as the network would make them fail. */
export function faultyFetch(
  inner: UpstreamFetch,
  choose: (request: UpstreamRequest) => ChosenFault<UpstreamFault> | undefined,
): UpstreamFetch {
  return async (request) => {
    const chosen = choose(request);
    if (chosen === undefined) return inner(request);
    const { fault, random } = chosen;
    const { signal, provenance } = request;
    provenance?.faults.push(fault.type);
    switch (fault.type) {
      case 'upstream_refused':
        provenance?.answeredBy('nobody');
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      case 'upstream_status':
        provenance?.answeredBy('nobody');
        return providerError(request.dialect, fault);
      case 'upstream_slow_first_token': {
        const response = await inner(request);
        return { ...response, body: delayed(response.body, drawDuration(fault.ms, random), signal) };
      }
      case 'upstream_silence':
        // A provider that says nothing at all does not send a head either.
        if ((fault.after ?? 0) > 0) break;
        provenance?.answeredBy('nobody');
        return untilAborted(signal);
    }
    const response = await inner(request);
    return { ...response, body: breakBody(response, fault, signal) };
  };
}

async function* delayed(
  body: AsyncIterable<Uint8Array>,
  ms: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  await pause(ms, signal);
  yield* body;
}

/** As long as a registered LLM may be silent when its registration does not say (docs/behaviour/llms.md, Upstream requests). */
const DEFAULT_IDLE_SECONDS = 60;
const WHERE = '(built-in model)';

/** A model without a network that fails where `choose` says so, with the errors an adapter would throw. */
export function faultyModel(
  inner: LanguageModel,
  choose: () => ChosenFault<UpstreamFault> | undefined,
  provenance?: Provenance,
  idleSeconds = DEFAULT_IDLE_SECONDS,
): LanguageModel {
  return {
    async *generate(request, signal) {
      const chosen = choose();
      if (chosen === undefined) return yield* inner.generate(request, signal);
      const { fault, random } = chosen;
      provenance?.faults.push(fault.type);
      switch (fault.type) {
        case 'upstream_refused':
          provenance?.answeredBy('nobody');
          throw new UpstreamError({ kind: 'unreachable', reason: `connection refused ${WHERE}` });
        case 'upstream_status':
          provenance?.answeredBy('nobody');
          throw new UpstreamError({ kind: 'http', status: fault.code, message: statusMessage(fault) });
        case 'upstream_slow_first_token':
          await pause(drawDuration(fault.ms, random), signal);
          return yield* inner.generate(request, signal);
      }
      const after = fault.after ?? (fault.type === 'upstream_silence' ? 0 : 1);
      let arrived = 0;
      for await (const chunk of inner.generate(request, signal)) {
        // Of an answer in one piece, half would be no JSON: nothing of it can be read.
        if (arrived === after || !request.stream) await fail(fault, idleSeconds, signal);
        yield chunk;
        arrived += 1;
      }
    },
  };
}

async function fail({ type }: BodyFault, idleSeconds: number, signal: AbortSignal): Promise<never> {
  switch (type) {
    case 'upstream_silence':
      await pause(idleSeconds * 1000, signal);
      throw new UpstreamError({ kind: 'idle', seconds: idleSeconds });
    case 'upstream_malformed_chunk':
      throw new UpstreamError({ kind: 'invalid', reason: 'expected JSON, got a broken chunk' });
    case 'upstream_drop': {
      const reason = `connection closed before the answer was complete ${WHERE}`;
      throw new UpstreamError({ kind: 'unreachable', reason });
    }
  }
}

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

// The events of a stream as bytes, whatever they say: server-sent ones, and those of AWS.

type Framing = 'sse' | 'aws' | undefined;

const LENGTH_BYTES = 4;

function framingOf({ headers }: UpstreamResponse): Framing {
  const type = String(headers['content-type']).toLowerCase();
  if (type.startsWith('text/event-stream')) return 'sse';
  return type.startsWith('application/vnd.amazon.eventstream') ? 'aws' : undefined;
}

export const isEventStream = (response: UpstreamResponse): boolean => framingOf(response) !== undefined;

/** Each event as soon as it is there; at the end what is left. */
export async function* eventsOf(response: UpstreamResponse): AsyncGenerator<Uint8Array, void, undefined> {
  const lengthOfFirst = framingOf(response) === 'aws' ? lengthOfMessage : lengthOfServerSent;
  let held = Buffer.alloc(0);
  for await (const chunk of response.body) {
    held = Buffer.concat([held, chunk]);
    for (let length = lengthOfFirst(held); length !== undefined; length = lengthOfFirst(held)) {
      yield held.subarray(0, length);
      held = held.subarray(length);
    }
  }
  if (held.length > 0) yield held;
}

/** Up to its empty line; undefined while that is not there. */
function lengthOfServerSent(held: Buffer): number | undefined {
  const end = /\r?\n\r?\n/.exec(held.toString('latin1'));
  return end ? end.index + end[0].length : undefined;
}

function lengthOfMessage(held: Buffer): number | undefined {
  const length = held.length < LENGTH_BYTES ? Infinity : held.readUInt32BE(0);
  return held.length < length || length < LENGTH_BYTES ? undefined : length;
}

/** The event with half its JSON, or with a checksum that is wrong. */
export function damagedEvent(event: Uint8Array, response: UpstreamResponse): Uint8Array {
  const bytes = Buffer.from(event);
  if (framingOf(response) === 'aws') {
    bytes[bytes.length - 1]! ^= 0xff;
    return bytes;
  }
  const half = (_line: string, name: string, data: string) => `${name}${data.slice(0, Math.ceil(data.length / 2))}`;
  return Buffer.from(bytes.toString('latin1').replace(/^(data: ?)(.*)$/gm, half), 'latin1');
}

/** Throws the signal's reason when it aborts first. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/** Throws the signal's reason, sooner or later. */
export async function untilAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  throw signal.reason;
}

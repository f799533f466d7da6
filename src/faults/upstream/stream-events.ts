/** The events of a stream as bytes, whatever they say: server-sent ones, and those of AWS. */
import type { UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';

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

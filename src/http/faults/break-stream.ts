import { frameEvent } from '../streams.ts';
import type { StreamFault } from './answer-faults-schema.ts';

const DEFAULT_MESSAGE = 'INTERNAL: This failure was asked for.';

/**
 * The frames of a streamed answer up to where it breaks. `cut` closes the connection. A stream without the event that is
 * waited for stays whole.
 */
export async function* breakStream(
  frames: AsyncIterable<string>,
  fault: StreamFault,
  cut: () => Promise<void>,
): AsyncGenerator<string, void, undefined> {
  const breakAt = async function* (frame: string): AsyncGenerator<string, void, undefined> {
    if (fault.type === 'stream_cut') await cut();
    else yield* errorFrames(frame, fault.message ?? DEFAULT_MESSAGE, fault.no_end === true);
  };
  let met = 0;
  for await (const frame of frames) {
    const name = nameOf(frame);
    if (name === fault.before) return yield* breakAt(frame);
    if (fault.type === 'stream_cut' && fault.no_end && (name === 'end' || name === 'done')) continue;
    yield frame;
    if (name !== fault.after?.event) continue;
    met += 1;
    if (met === (fault.after.count ?? 1)) return yield* breakAt(frame);
  }
}

/** Frames of chat completions have no event line. */
const isNamed = (frame: string) => frame.startsWith('event:');

function nameOf(frame: string): string {
  if (isNamed(frame)) return frame.slice('event:'.length, frame.indexOf('\n'));
  return frame.startsWith('data: [DONE]') ? 'done' : 'completion_chunk';
}

/** In the form of the stream that `neighbour` is from (reference §5.8, §7.4). */
function* errorFrames(neighbour: string, message: string, noEnd: boolean): Generator<string, void, undefined> {
  if (isNamed(neighbour)) {
    yield frameEvent({ type: 'error', messages: [message] } as { type: string });
    if (!noEnd) yield frameEvent({ type: 'end' });
  } else {
    yield `data: ${JSON.stringify({ error: { message } })}\n\n`;
    if (!noEnd) yield 'data: [DONE]\n\n';
  }
}

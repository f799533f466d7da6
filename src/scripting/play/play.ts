import type { ModelChunk } from '../../upstream/language-model.ts';
import type { PacingClock } from './clock.ts';
import type { Timeline } from './timeline.ts';

/** After so many chunks without a pause other work of the process gets its turn. */
const CHUNKS_PER_TURN = 64;

/**
 * Plays a timeline from now on. Each step is due at a time of its own, so that lateness does not add up: what is overdue
 * comes at once. Throws the timeline's failure, or the signal's reason.
 */
export async function* play(
  { steps, failure }: Timeline,
  clock: PacingClock,
  signal: AbortSignal,
): AsyncGenerator<ModelChunk, void, undefined> {
  const start = clock.now();
  let sinceTurn = 0;
  for (const { at, chunk } of steps) {
    sinceTurn += 1;
    if (sinceTurn === CHUNKS_PER_TURN) {
      await clock.turn();
      sinceTurn = 0;
    }
    await clock.until(start + at, signal);
    yield chunk;
  }
  if (failure === undefined) return;
  await clock.until(start + failure.at, signal);
  throw failure.error;
}

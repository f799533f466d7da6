import { setImmediate } from 'node:timers/promises';
import type { UpstreamRequest, UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import { fromChunk } from '../format/chunk-text.ts';
import type { RecordedResponse } from '../format/recording-schema.ts';
import { createFindAnswers } from '../match/find-answers.ts';
import { explainMiss } from '../match/nearest-recordings.ts';
import type { RecordingOptions } from '../recording-options.ts';
import { RecordingUnusable } from '../store/recording-store.ts';
import { waitUntil } from './wait-until.ts';

/** Answers from the recordings: the first time with the first that matches, and so on; the last one repeats. */
export interface Replay {
  /** Undefined when there is no recording. Throws when the recordings cannot be read, or the signal's reason. */
  answer(request: UpstreamRequest): Promise<UpstreamResponse> | undefined;
  /** The error of a request that no recording answers. */
  miss(request: UpstreamRequest): Error;
}

export function createReplay({ store, match, timing, clock, liveTokens, unanswerable }: RecordingOptions): Replay {
  const find = createFindAnswers(match);
  const answered = new Map<string, number>();

  const recordings = () => {
    try {
      return store.list();
    } catch (error) {
      throw error instanceof RecordingUnusable ? unanswerable(error.message) : error;
    }
  };

  return {
    answer(request) {
      const { key, recordings: matching } = find(request, recordings());
      const turn = answered.get(key) ?? 0;
      const found = matching[Math.min(turn, matching.length - 1)];
      if (!found) return undefined;
      answered.set(key, turn + 1);
      request.provenance?.answeredBy('replayed');
      const { response } = found.recording;
      if (request.dialect === 'oauth-token') liveTokens.replayed(request, textOf(response));
      return play(response, request.signal, timing === 'recorded' ? clock : undefined);
    },
    miss(request) {
      request.provenance?.answeredBy('nobody');
      const all = recordings();
      return unanswerable(explainMiss(find(request, all).clean.request, all, match, store.place));
    },
  };
}

/** With a clock at the recorded pace, without one at once. */
async function play(response: RecordedResponse, signal: AbortSignal, clock?: () => number): Promise<UpstreamResponse> {
  const { status, headers = {}, started_ms: started = 0, chunks, chunk_times_ms: times = [] } = response;
  const begin = clock?.() ?? 0;
  const reach = async (moment: number) => {
    // A turn of the event loop, without which an abort could not come in between.
    await (clock ? waitUntil(begin + moment, clock, signal) : setImmediate());
    signal.throwIfAborted();
  };

  async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
    for (const [index, chunk] of chunks.entries()) {
      await reach(times[index] ?? 0);
      yield fromChunk(chunk);
    }
    signal.throwIfAborted();
  }

  signal.throwIfAborted();
  await reach(started);
  return { status, headers: { ...headers }, body: body() };
}

const textOf = ({ chunks }: RecordedResponse): string => Buffer.concat(chunks.map(fromChunk)).toString('utf8');

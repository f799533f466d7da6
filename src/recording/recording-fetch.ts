import type { UpstreamFetch } from '../upstream/network/upstream-fetch.ts';
import { createRecord } from './capture/record.ts';
import { createReplay } from './playback/replay.ts';
import type { RecordingOptions } from './recording-options.ts';

/**
 * A fetch that records, replays or both. It knows no provider: what is spoken is said by the request. Beginning anew
 * with each one made: which answers were replayed, and which requests were recorded again.
 */
export function createRecordingFetch(options: RecordingOptions): UpstreamFetch {
  const { mode, inner } = options;
  if (mode === 'off') return inner;
  if (mode === 'record') return createRecord(options, true);

  const replay = createReplay(options);
  const record = createRecord(options, false);
  return async (request) => {
    request.signal.throwIfAborted();
    const answer = replay.answer(request);
    if (answer) return answer;
    if (mode === 'replay') throw replay.miss(request);
    return record(request);
  };
}

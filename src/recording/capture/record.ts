import type { UpstreamFetch, UpstreamRequest, UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import { toChunk } from '../format/chunk-text.ts';
import { RECORDING_VERSION, type Recording } from '../format/recording-schema.ts';
import type { RecordingOptions } from '../recording-options.ts';
import { cleanAnswer } from '../secrets/clean-answer.ts';
import { type CleanRequest, cleanRequest } from '../secrets/clean-request.ts';
import { createRecordingPlaces } from './recording-places.ts';

/**
 * Passes calls on and keeps what came back, when it came back whole: at the latest when the caller has read its end,
 * and without changing a byte for it. A call that failed or was aborted is not kept, an HTTP error is.
 */
export function createRecord(options: RecordingOptions, isReplacing: boolean): UpstreamFetch {
  const { inner, liveTokens, now, clock, warn } = options;
  const places = createRecordingPlaces(options, isReplacing);

  return async (original) => {
    const request = await liveTokens.insteadOfRecorded(original, inner);
    const clean = cleanRequest(request);
    const place = places.reserve(clean.request);
    const recordedAt = new Date(now()).toISOString();
    const begin = clock();
    const elapsed = () => Math.max(0, Math.round(clock() - begin));

    const response = await inner(request);
    const started = elapsed();
    // What is compressed may hold echoes of secrets that cannot be found.
    if (!isReadable(response)) return response;

    const keep = async (chunks: Buffer[], times: number[]) => {
      const recording = toRecording(clean, response, { recordedAt, started, chunks, times });
      await place.keep(recording).catch((error: Error) => warn(`An answer could not be recorded: ${error.message}`));
    };
    return { ...response, body: watch(response.body, request.signal, elapsed, keep) };
  };
}

const isReadable = ({ headers }: UpstreamResponse): boolean =>
  [headers['content-encoding'] ?? 'identity'].flat().every((encoding) => /^(identity)?$/i.test(encoding.trim()));

async function* watch(
  body: AsyncIterable<Uint8Array>,
  signal: UpstreamRequest['signal'],
  elapsed: () => number,
  keep: (chunks: Buffer[], times: number[]) => Promise<void>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks: Buffer[] = [];
  const times: number[] = [];
  for await (const chunk of body) {
    times.push(elapsed());
    chunks.push(Buffer.from(chunk));
    yield chunk;
  }
  if (!signal.aborted) await keep(chunks, times);
}

interface Arrival {
  recordedAt: string;
  started: number;
  chunks: Buffer[];
  times: number[];
}

function toRecording(
  clean: CleanRequest,
  response: UpstreamResponse,
  { recordedAt, started, chunks, times }: Arrival,
): Recording {
  const answer = cleanAnswer(clean, response, chunks);
  return {
    version: RECORDING_VERSION,
    recorded_at: recordedAt,
    request: clean.request,
    response: {
      status: response.status,
      headers: answer.headers,
      started_ms: started,
      chunks: answer.chunks.map(toChunk),
      chunk_times_ms: answer.chunks.length === times.length ? times : answer.chunks.map(() => times.at(-1) ?? started),
    },
  };
}

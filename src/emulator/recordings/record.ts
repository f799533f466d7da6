import type { UpstreamFetch, UpstreamRequest, UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import { type CleanRequest, cleanAnswer, cleanRequest } from './clean-recording.ts';
import { createRecordingKeys, fingerprint } from './fingerprint.ts';
import {
  type NamedRecording,
  RECORDING_VERSION,
  type RecordedRequest,
  type Recording,
  toChunk,
} from './recording-schema.ts';
import type { RecordingOptions } from './recordings.ts';

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

/** Under which ids answers are kept: numbered in the order in which they were asked for. */
export interface RecordingPlaces {
  reserve(request: RecordedRequest): { keep(recording: Recording): Promise<void> };
}

/** `isReplacing`: the first answer that is kept takes the place of those the same request had before. */
export function createRecordingPlaces(
  { store, match }: Pick<RecordingOptions, 'store' | 'match'>,
  isReplacing: boolean,
): RecordingPlaces {
  const keyOf = createRecordingKeys(match);
  /** By fingerprint, the ids given out since. */
  const reserved = new Map<string, Set<string>>();

  return {
    reserve(request) {
      const key = fingerprint(request, match);
      const ours = reserved.get(key) ?? new Set<string>();
      reserved.set(key, ours);
      const present = store.usable();
      const isSame = ({ recording }: NamedRecording) => keyOf(recording) === key;
      const taken = (id: string) => present.some((one) => one.id === id && !(isReplacing && isSame(one)));
      const id = nextId(recordingStem(request, key), (candidate) => ours.has(candidate) || taken(candidate));
      ours.add(id);
      return {
        async keep(recording) {
          await store.put([{ id, recording }]);
          if (!isReplacing) return;
          const former = store.usable().filter((one) => !ours.has(one.id) && isSame(one));
          await store.remove(former.map((one) => one.id));
        },
      };
    },
  };
}

function nextId(stem: string, isTaken: (id: string) => boolean): string {
  let number = 1;
  while (isTaken(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

const LONGEST_MODEL = 60;
const HASH_LENGTH = 10;

/** What the ids of the recordings of one request begin with: `openai-chat-gpt-4o-1a2b3c4d5e`. */
export function recordingStem({ dialect, model }: RecordedRequest, fingerprint: string): string {
  const readable = [dialect, model.slice(0, LONGEST_MODEL)].map((part) => part.replace(/[^A-Za-z0-9._-]+/g, '-'));
  const name = [...readable.filter(Boolean), fingerprint.slice(0, HASH_LENGTH)].join('-');
  return name.replace(/^[^A-Za-z0-9]+/, '');
}

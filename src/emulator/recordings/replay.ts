import { setImmediate } from 'node:timers/promises';
import type { UpstreamRequest, UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import { type CleanRequest, cleanRequest, plainRequest } from './clean-recording.ts';
import {
  type CountedPart,
  canonicalJson,
  countedParts,
  createRecordingKeys,
  fingerprint,
  firstWords,
  requestOf,
} from './fingerprint.ts';
import { fromChunk, type NamedRecording, type RecordedRequest, type RecordedResponse } from './recording-schema.ts';
import { RecordingUnusable } from './recording-store.ts';
import type { RecordingOptions } from './recordings.ts';

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

/** Resolves when `clock` (milliseconds) has reached `moment`; rejects with the signal's reason as soon as it aborts. */
export function waitUntil(moment: number, clock: () => number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    let timer: NodeJS.Timeout | undefined;
    const leave = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const look = () => {
      const left = moment - clock();
      if (left > 0) {
        timer = setTimeout(look, left);
        return;
      }
      signal.removeEventListener('abort', leave);
      resolve();
    };
    signal.addEventListener('abort', leave, { once: true });
    look();
  });
}

export interface Answers {
  /** What the recordings that match have in common. */
  key: string;
  clean: CleanRequest;
  recordings: NamedRecording[];
}

/** Finds the recordings of a request, in the order in which they were made. */
export type FindAnswers = (request: UpstreamRequest, among: readonly NamedRecording[]) => Answers;

export function createFindAnswers(match: readonly CountedPart[]): FindAnswers {
  const keyOf = createRecordingKeys(match);
  return (request, among) => {
    const clean = cleanRequest(request);
    // The prompt may hold what is a secret of this caller, but was none of the one who recorded.
    const keys = [clean.request, plainRequest(request)].map((one) => fingerprint(one, match));
    const matching = (key: string) => among.filter(({ recording }) => keyOf(recording) === key);
    const key = keys.find((one) => matching(one).length > 0) ?? keys[0]!;
    return { key, clean, recordings: matching(key) };
  };
}

const NAMED = 3;
const LONGEST_QUOTE = 80;
const CONTEXT = 20;

/** Why no recording answers a request, in one line: the nearest ones, and what is different in each. */
export function explainMiss(
  request: RecordedRequest,
  recordings: readonly NamedRecording[],
  match: readonly CountedPart[],
  place: string,
): string {
  const { dialect, model, body } = request;
  const asked = [dialect, model, JSON.stringify(firstWords(body, 60))].filter((part) => part && part !== '""');
  const miss = `no recording answers this request (${asked.join(', ')})`;
  if (recordings.length === 0) return `${miss}; there are no recordings ${place}`;
  const parts = countedParts(request, match);
  const nearest = recordings
    .map(({ id, recording }) => ({ id, ...compare(parts, countedParts(requestOf(recording), match)) }))
    .sort((one, other) => one.differing.length - other.differing.length || other.alike - one.alike)
    .slice(0, NAMED)
    .map(({ id, differing }, index) => `${index + 1}. ${id}: ${differing.map(describe).join('; ')}`);
  return `${miss}; the nearest of ${recordings.length}: ${nearest.join(' | ')}`;
}

type Parts = Record<string, unknown>;
interface DifferingPart {
  part: string;
  asked: unknown;
  recorded: unknown;
}

function compare(asked: Parts, recorded: Parts): { differing: DifferingPart[]; alike: number } {
  const pairs = Object.keys(asked).map((part) => ({ part, asked: asked[part], recorded: recorded[part] }));
  const differing = pairs.filter((pair) => canonicalJson(pair.asked) !== canonicalJson(pair.recorded));
  const alike = differing.reduce(
    (sum, pair) => sum + likeness(canonicalJson(pair.asked), canonicalJson(pair.recorded)),
    0,
  );
  return { differing, alike };
}

/** From 0 to 1: how much of the longer text is the same at the beginning and at the end. */
function likeness(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return (start + end) / Math.max(one.length, other.length, 1);
}

function describe({ part, asked, recorded }: DifferingPart): string {
  const difference = firstDifference(asked, recorded) ?? { path: '', asked, recorded };
  const isBody = part === 'messages' || part === 'parameters';
  const [said, kept] = quoteDifference(difference.asked, difference.recorded);
  return `${(isBody && difference.path) || part} is ${said}, recorded ${kept}`;
}

/** Long texts are cut to the neighbourhood of where they part. */
function quoteDifference(asked: unknown, recorded: unknown): [string, string] {
  const [one, other] = [quotedText(asked), quotedText(recorded)];
  if (one.length <= LONGEST_QUOTE && other.length <= LONGEST_QUOTE) return [one, other];
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  return [cut(one, start), cut(other, start)];
}

const quotedText = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));

function cut(text: string, around: number): string {
  const from = Math.max(0, Math.min(around - CONTEXT, text.length - LONGEST_QUOTE));
  const piece = text.slice(from, from + LONGEST_QUOTE).toWellFormed();
  return `${from > 0 ? '…' : ''}${piece}${from + LONGEST_QUOTE < text.length ? '…' : ''}`;
}

export interface Difference {
  /** `messages[1].content`; empty when the values differ as wholes. */
  path: string;
  asked: unknown;
  recorded: unknown;
}

/** Where two JSON values first differ, members in the order in which they were asked; undefined when they are equal. */
export function firstDifference(asked: unknown, recorded: unknown, path = ''): Difference | undefined {
  if (canonicalJson(asked) === canonicalJson(recorded)) return undefined;
  if (!isObject(asked) || !isObject(recorded) || Array.isArray(asked) !== Array.isArray(recorded)) {
    return { path, asked, recorded };
  }
  const steps = new Set([...Object.keys(asked), ...Object.keys(recorded)]);
  for (const step of steps) {
    const inner = Array.isArray(asked) ? `${path}[${step}]` : path ? `${path}.${step}` : step;
    const difference = firstDifference(asked[step], recorded[step], inner);
    if (difference) return difference;
  }
  return { path, asked, recorded };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

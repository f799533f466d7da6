import type { UpstreamRequest } from '../../upstream/network/upstream-fetch.ts';
import type { NamedRecording } from '../format/recording-schema.ts';
import { type CleanRequest, cleanRequest, plainRequest } from '../secrets/clean-request.ts';
import { type CountedPart, createRecordingKeys, fingerprint } from './fingerprint.ts';

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

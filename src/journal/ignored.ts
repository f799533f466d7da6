import { ignoredText, unknownMembers } from '../http/unknown-members.ts';
import { contentOf, type Entry, isFinished } from './entry.ts';

/**
 * What a call said that its operation does not know and Vectara would ignore without a word, as texts:
 * `streamResponse, did you mean stream_response?`. Found out when somebody looks, so that calls do not pay for it.
 */
export function ignoredOf(entry: Entry): readonly string[] {
  if (entry.ignored) return entry.ignored;
  const found = ignoredIn(entry, contentOf(entry).body);
  if (isFinished(entry)) entry.ignored = found;
  return found;
}

export function ignoredIn({ operationId, path, url, schema }: Entry, body: unknown): readonly string[] {
  // A path that no route answers declares nothing.
  if (operationId === undefined) return [];
  const parameters = Object.fromEntries(new URLSearchParams(url.slice(path.length)));
  const { body: ofBody, querystring = { type: 'object', properties: {} } } = schema;
  return [
    ...unknownMembers(querystring, parameters, 'query'),
    ...(ofBody === undefined ? [] : unknownMembers(ofBody, body, 'body')),
  ].map(ignoredText);
}

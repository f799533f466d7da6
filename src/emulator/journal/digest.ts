import { ignoredText, unknownMembers } from '../../http/unknown-members.ts';
import { type Content, contentOf, type Digest, type Entry, isFinished, type KeptStream } from './entry.ts';
import type { Note } from './notes.ts';
import { readText } from './text-store.ts';

/** Of a running call as far as it has got. */
export const digestOf = (entry: Entry): Digest => entry.digest ?? digest(entry, contentOf(entry));

/** Refused, broken off, or failed inside a stream that had begun well. */
export const hasFailed = (entry: Entry): boolean =>
  entry.status >= 400 || entry.isAborted || (entry.isStream && digestOf(entry).errors.length > 0);

const NOTHING: Digest = { llms: [], corpora: [], errors: [], faults: 0, scripts: 0 };

export function digest(entry: Entry, content: Content): Digest {
  const { body, notes, stream } = content;
  const isPlain = body === undefined && notes === undefined && stream === undefined && entry.status < 400;
  if (isPlain && !entry.path.startsWith('/v2/corpora/')) return NOTHING;
  const count = (kind: Note['kind']) => notes?.filter(({ note }) => note.kind === kind).length ?? 0;
  return {
    llms: llmsOf(entry, content),
    corpora: corporaOf(entry, content),
    errors: errorsOf(entry, content),
    faults: count('fault'),
    scripts: count('script_matched') + count('api_script'),
  };
}

function llmsOf({ operationId }: Entry, { notes = [], body }: Content): string[] {
  const llms = notes.map(({ note }) => llmOf(note));
  if (operationId === 'createChatCompletion') llms.push((body as { model?: unknown } | undefined)?.model);
  return distinct(llms);
}

function llmOf(note: Note): unknown {
  if (note.kind === 'plan') return note.generation?.llm;
  return note.kind === 'model' ? note.llm : undefined;
}

function corporaOf({ path }: Entry, { body }: Content): string[] {
  const inPath = /^\/v2\/corpora\/([^/]+)/.exec(path)?.[1];
  const corpora = (body as { search?: { corpora?: unknown } } | undefined)?.search?.corpora;
  const named = Array.isArray(corpora) ? corpora.map((corpus) => corpus?.corpus_key) : [];
  return distinct([inPath, ...named]);
}

const distinct = (values: unknown[]): string[] => [
  ...new Set(values.filter((value): value is string => typeof value === 'string')),
];

function errorsOf({ status, payload }: Entry, { stream }: Content): string[] {
  if (stream) return streamErrors(stream);
  if (status < 400 || payload === undefined) return [];
  try {
    const { messages, error } = JSON.parse(readText(payload));
    return distinct(Array.isArray(messages) ? messages : [error]);
  } catch {
    return [];
  }
}

function streamErrors({ frames, last }: KeptStream): string[] {
  return [...frames, ...(last ? [last] : [])].flatMap(({ text }) => {
    if (!text.startsWith('event:error') && !text.startsWith('data: {"error"')) return [];
    try {
      const { messages, error } = JSON.parse(text.slice(text.indexOf('{')).split('\n', 1)[0]!);
      return messages ?? [error?.message ?? 'error'];
    } catch {
      return ['error'];
    }
  });
}

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

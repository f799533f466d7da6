import type { CallNote } from '../calls/call.ts';
import { type Content, contentOf, type Digest, type Entry, type KeptStream } from './entry.ts';
import { readText } from './keeping/text-store.ts';

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
  const count = (kind: string) => notes?.filter(({ note }) => note.kind === kind).length ?? 0;
  return {
    llms: llmsOf(entry, content),
    corpora: corporaOf(entry, content),
    errors: errorsOf(entry, content),
    faults: count('fault'),
    scripts: count('script_matched'),
  };
}

function llmsOf({ operationId }: Entry, { notes = [], body }: Content): string[] {
  const llms = notes.map(({ note }) => llmOf(note));
  if (operationId === 'createChatCompletion') llms.push((body as { model?: unknown } | undefined)?.model);
  return distinct(llms);
}

function llmOf(note: CallNote): unknown {
  if (note.kind === 'plan') return (note.generation as { llm?: unknown } | undefined)?.llm;
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

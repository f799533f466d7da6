import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Call } from '../../calls/call.ts';
import type { Provenance } from '../../calls/provenance.ts';
import type { JsonSchema } from '../../http/validation.ts';
import type { CallSource } from '../../http/watching.ts';
import type { Note } from './notes.ts';
import type { StoredText } from './text-store.ts';

/** One call as it is kept. */
export interface Entry {
  /** Counts up over all accounts. */
  sequence: number;
  /** The request id. */
  id: string;
  /** The account's name. */
  account: string;
  method: string;
  path: string;
  /** With its query string. */
  url: string;
  /** What the operation declares of its body and its parameters. */
  schema: { body?: JsonSchema; querystring?: JsonSchema };
  operationId: string | undefined;
  /** Of the language models that were asked, so far. */
  provenances: readonly Provenance[];
  /** Milliseconds since 1970. */
  startedAt: number;
  /** The same moment by the monotonic clock. */
  origin: number;
  /** Until the account was known, in milliseconds. */
  authMs: number;
  /** 0 until there is one. */
  status: number;
  /** 0 when unknown. */
  requestBytes: number;
  /** So far. */
  responseBytes: number;
  isStream: boolean;
  /** Undefined while it runs. */
  durationMs: number | undefined;
  /** The client left before the answer was complete. */
  isAborted: boolean;
  /** A whole answer, cut to what is kept. */
  payload: StoredText | undefined;
  /** While it runs. */
  live: LiveCall | undefined;
  /** Once it is over. */
  content: Content | undefined;
  /** What lists show of the content, once it is over. */
  digest: Digest | undefined;
  /** See ignoredOf; known once somebody looked, or once only an excerpt of the body is kept. */
  ignored: readonly string[] | undefined;
  /** About what the entry takes in memory, in bytes. */
  size: number;
  /** False once the journal has given it up. */
  isKept: boolean;
}

/** What happened in a call, as references to what passed by. */
export interface LiveCall extends Content {
  source: CallSource;
  /** Whether all of the answer has been handed to the connection. */
  isSent(): boolean;
}

export interface Content {
  headers: IncomingHttpHeaders;
  body?: unknown;
  file?: { bytes: number; contentType: string };
  stream?: KeptStream;
  notes?: KeptNote[];
  notesOmitted: number;
}

export interface KeptNote {
  /** Milliseconds since the call began. */
  at: number;
  note: Note;
  /** The note about what this one is a part of. */
  around: Note | undefined;
}

export interface KeptFrame {
  at: number;
  text: string;
}

export interface KeptStream {
  frames: KeptFrame[];
  characters: number;
  omitted: number;
  /** The newest one that was not kept: how a long stream ended. */
  last?: KeptFrame;
}

export interface Digest {
  /** Names of the LLMs that were chosen or asked. */
  llms: string[];
  /** Keys of the corpora that were named. */
  corpora: string[];
  /** In the words the client got; may hold secrets. */
  errors: string[];
  faults: number;
  scripts: number;
}

/** What reached the client is over for it, even where the connection has not reported so yet. */
export const isFinished = ({ durationMs, live }: Entry): boolean => durationMs !== undefined || live?.isSent() === true;

export const durationOf = (entry: Entry): number => entry.durationMs ?? performance.now() - entry.origin;

/** Of a running call as far as it has got; empty of one that the journal has given up. */
export function contentOf({ live, content }: Entry): Content {
  if (live) return { ...live, body: live.source.body };
  return content ?? { headers: {}, notesOmitted: 0 };
}

const BARE_ENTRY = 1000;

/** An entry of a call that begins; `now` is the time it has got to after `elapsedMs`. */
export const createEntry = (
  call: Call,
  source: CallSource,
  response: ServerResponse,
  sequence: number,
  now: number,
  elapsedMs: number,
): Entry => ({
  sequence,
  id: call.id,
  account: call.account.name,
  method: call.method,
  path: call.path,
  url: source.url,
  schema: (source.routeOptions.schema ?? {}) as Entry['schema'],
  operationId: call.operationId,
  provenances: call.provenances.all,
  startedAt: now - elapsedMs,
  origin: performance.now() - elapsedMs,
  authMs: elapsedMs,
  status: 0,
  requestBytes: Number(call.headers['content-length'] ?? 0),
  responseBytes: 0,
  isStream: false,
  durationMs: undefined,
  isAborted: false,
  payload: undefined,
  live: { source, headers: call.headers, isSent: () => response.writableEnded, notesOmitted: 0 },
  content: undefined,
  digest: undefined,
  ignored: undefined,
  size: BARE_ENTRY,
  isKept: true,
});

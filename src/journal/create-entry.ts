import type { ServerResponse } from 'node:http';
import type { Call } from '../calls/call.ts';
import type { CallSource } from '../http/watching.ts';
import type { Entry } from './entry.ts';

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

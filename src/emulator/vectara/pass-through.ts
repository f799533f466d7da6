/** The real Vectara as an upstream, or another emulator: calls are passed to it as they came, and so is what it answers. */
import type { IncomingHttpHeaders } from 'node:http';
import { currentCall } from '../../calls/call.ts';
import { Provenance } from '../../calls/provenance.ts';
import { ApiError, badGateway } from '../../errors.ts';
import type { AskedOperation, StreamedAnswer, WholeAnswer } from '../../http/stand-ins.ts';
import type { UpstreamFetch, UpstreamRequest, UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import { describeConnectionFailure } from '../../upstream/transport/connection-failure.ts';
import { UpstreamError } from '../../upstream/upstream-error.ts';
import { eventsOf, isEventStream } from '../faults/upstream-faults.ts';

/** What of a call is passed on: who calls, what is sent, how long it may take. */
const PASSED_ON = [
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'customer-id',
  'grpc-timeout',
  'request-timeout',
  'request-timeout-millis',
  'user-agent',
  'x-api-key',
  'x-source',
];
/** What of an answer comes back. Its length and encoding are those of its own connection, its request id is in the journal. */
const PASSED_BACK = ['content-disposition', 'content-language', 'etag', 'location', 'retry-after'];

export interface PassThrough {
  /** Throws ApiError: 502 where Vectara cannot be asked, or the signal's reason. */
  pass(asked: AskedOperation, signal: AbortSignal): Promise<WholeAnswer | StreamedAnswer>;
}

/** `url` may have a path, which stands before that of each call. */
export function passThrough(url: string, fetch: UpstreamFetch): PassThrough {
  const base = url.replace(/\/+$/, '');
  return {
    async pass(asked, signal) {
      const provenance = new Provenance('vectara');
      try {
        const response = await fetch({ ...(await requestOf(asked, base)), provenance, signal });
        currentCall.get()?.provenances.standIns.push(saidBy(provenance));
        return isEventStream(response) ? streamed(response, signal) : await whole(response);
      } catch (error) {
        throw signal.aborted || error instanceof ApiError ? error : failed(error);
      }
    },
  };
}

const saidBy = ({ by = 'sent', faults }: Provenance): string =>
  ['vectara', ...(by === 'sent' ? [] : [by]), ...(faults.length > 0 ? [`fault=${faults.join('+')}`] : [])].join(';');

async function requestOf(
  { operationId, method, url, headers, contentType, payload }: AskedOperation,
  base: string,
): Promise<Omit<UpstreamRequest, 'signal'>> {
  const sent = await payload();
  const isText = sent === undefined || /\bjson\b|^text\//.test(contentType);
  return {
    method,
    url: base + url,
    headers: passedOn(headers),
    body: isText ? Buffer.from(sent ?? []).toString() : '',
    ...(isText ? {} : { bytes: sent }),
    dialect: 'vectara',
    model: operationId,
  };
}

const passedOn = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(PASSED_ON.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])));

const passedBack = ({ headers }: UpstreamResponse): Record<string, string> =>
  Object.fromEntries(
    PASSED_BACK.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );

async function whole(response: UpstreamResponse): Promise<WholeAnswer> {
  const body = Buffer.concat(await Array.fromAsync(response.body));
  const type = response.headers['content-type'];
  // Text is kept by the journal.
  const isText = /\bjson\b|^text\//.test(String(type));
  return {
    kind: 'whole',
    status: response.status,
    headers: { ...passedBack(response), ...(type === undefined ? {} : { 'content-type': String(type) }) },
    body: body.length === 0 ? undefined : isText ? body.toString() : body,
  };
}

function streamed(response: UpstreamResponse, signal: AbortSignal): StreamedAnswer {
  return {
    kind: 'stream',
    status: response.status,
    headers: passedBack(response),
    contentType: String(response.headers['content-type']),
    frames: framesOf(response, signal),
  };
}

/** As they come, event by event. What breaks off there breaks off here. */
async function* framesOf(response: UpstreamResponse, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  try {
    for await (const event of eventsOf(response)) yield Buffer.from(event).toString();
  } catch (error) {
    const known = signal.aborted ? signal.reason : failed(error);
    if (!(known instanceof ApiError)) return;
    yield `event:error\ndata:${JSON.stringify({ type: 'error', messages: [known.message] })}\n\n`;
    yield 'event:end\ndata:{"type":"end"}\n\n';
  }
}

const failed = (error: unknown): ApiError =>
  badGateway(
    `Vectara could not be asked: ${error instanceof UpstreamError ? error.message : describeConnectionFailure(error)}.`,
    error,
  );

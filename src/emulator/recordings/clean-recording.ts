import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { secretsOfAnswer, secretsOfRequest } from '../../secrets/request-secrets.ts';
import { createSecretMask } from '../../secrets/secret-mask.ts';
import { isCredentialName, isOpenParameter } from '../../secrets/secret-names.ts';
import type { UpstreamRequest, UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import { canonicalJson } from './fingerprint.ts';
import { type RecordedRequest, readBody } from './recording-schema.ts';

/** Headers that a recording keeps. Lower-case names. */
const KEPT = new Set(['content-type', 'accept', 'anthropic-version', 'anthropic-beta', 'openai-beta']);

export interface CleanRequest {
  /** Fit to be kept. */
  request: RecordedRequest;
  /** What must not appear in the answer either. */
  secrets: string[];
}

export function cleanRequest(original: UpstreamRequest): CleanRequest {
  const { dialect, model, url, headers } = original;
  const isTokenRequest = dialect === 'oauth-token';
  const body = bodyOf(original);
  const secrets = [...secretsOfRequest(original, body), ...(isTokenRequest ? tokenRequestSecrets(body) : [])];
  const mask = createSecretMask(secrets);
  const kept = Object.entries(keptHeaders(headers)).map(([name, value]) => [name, mask.text(value)]);
  return {
    secrets,
    request: {
      dialect,
      model: mask.text(model),
      ...methodOf(original),
      url: mask.text(cleanUrl(url)),
      headers: Object.fromEntries(kept),
      body: mask.json(isTokenRequest ? cleanTokenRequest(body) : body),
    },
  };
}

/** The same request with nothing taken out, as far as it can be compared with a recording. */
export const plainRequest = (original: UpstreamRequest): RecordedRequest => ({
  dialect: original.dialect,
  model: original.model,
  ...methodOf(original),
  url: cleanUrl(original.url),
  headers: keptHeaders(original.headers),
  body: bodyOf(original),
});

const methodOf = ({ dialect, method }: UpstreamRequest) => (dialect === 'vectara' ? { method } : {});

/** A form with files in it is told by its length and digest, whatever stands between its parts. */
function bodyOf({ body, bytes, headers }: UpstreamRequest): unknown {
  const { 'content-type': type = '' } = headers;
  if (bytes === undefined) return readBody(body, type);
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1];
  const text = Buffer.from(bytes).toString('latin1');
  const told = boundary === undefined ? text : text.replaceAll(boundary, '');
  return { length: told.length, sha256: createHash('sha256').update(told, 'latin1').digest('hex') };
}

/** A request that does not say what it accepts takes anything (RFC 9110 §12.5.1). */
const keptHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries({ accept: '*/*', ...headers }).filter(([name]) => KEPT.has(name)));

/** Without who calls, and with credentials in its query replaced. */
function cleanUrl(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return REDACTED;
  parsed.username = '';
  parsed.password = '';
  for (const name of new Set(parsed.searchParams.keys())) {
    if (isCredentialName(name) && !isOpenParameter(name)) parsed.searchParams.set(name, REDACTED);
  }
  return parsed.href;
}

/** Vectara's API hands out keys and client secrets when it makes them. */
function keysMade({ dialect }: RecordedRequest, chunks: readonly Buffer[]): string[] {
  if (dialect !== 'vectara') return [];
  return secretsOfRequest({ headers: {}, url: '' }, parsed(Buffer.concat(chunks).toString('utf8')));
}

/** Of one connection only. Lower-case names. */
const NOT_KEPT = new Set(['set-cookie', 'set-cookie2', 'connection', 'keep-alive', 'transfer-encoding']);

type Headers = Record<string, string | string[]>;

export interface CleanAnswer {
  headers: Headers;
  chunks: Buffer[];
}

/** An answer without the secrets of its request, in as many chunks, each as long as it was. */
export function cleanAnswer(
  { request, secrets }: CleanRequest,
  answer: Pick<UpstreamResponse, 'status' | 'headers'>,
  chunks: readonly Buffer[],
): CleanAnswer {
  const mask = createSecretMask([...secrets, ...secretsOfAnswer(answer.headers), ...keysMade(request, chunks)]);
  const headers = cleanHeaders(answer.headers, mask.text);
  const isSuccess = answer.status >= 200 && answer.status < 300;
  const original = Buffer.concat(chunks);
  if (request.dialect === 'oauth-token' && isSuccess) {
    // Read as a whole by everybody, so that one chunk does.
    const { 'content-length': _, ...rest } = headers;
    return { headers: rest, chunks: [Buffer.from(cleanTokenAnswer(original.toString('utf8'), request))] };
  }
  const masked = mask.bytes(original);
  if (masked !== original && isFramedWithChecksums(String(headers['content-type'] ?? ''))) renewFrameChecksums(masked);
  return { headers, chunks: splitLike(masked, chunks) };
}

function cleanHeaders(headers: UpstreamResponse['headers'], mask: (text: string) => string): Headers {
  const clean: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || NOT_KEPT.has(name)) continue;
    const text = (one: string) => (isCredentialName(name) ? '****' : mask(one));
    clean[name] = Array.isArray(value) ? value.map(text) : text(value);
  }
  return clean;
}

function splitLike(bytes: Buffer, chunks: readonly Buffer[]): Buffer[] {
  let at = 0;
  return chunks.map(({ length }) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
}

// OAuth 2.0 token requests and answers are secret as a whole, but for what tells them apart.

const PUBLIC_FIELDS = ['grant_type', 'client_id', 'scope', 'audience', 'resource', 'client_assertion_type'];
const PUBLIC_MEMBERS = ['token_type', 'issued_token_type', 'scope'];
export const REDACTED = 'redacted';
const PLACEHOLDER_TOKEN = 'recorded-token-';

export function tokenRequestSecrets(body: unknown): string[] {
  if (typeof body === 'string') return [body];
  return fieldsOf(body)
    .filter(([name]) => !PUBLIC_FIELDS.includes(name))
    .map(([, value]) => String(value));
}

export function cleanTokenRequest(body: unknown): unknown {
  if (typeof body === 'string') return REDACTED;
  return Object.fromEntries(
    fieldsOf(body).map(([name, value]) => [name, PUBLIC_FIELDS.includes(name) ? value : REDACTED]),
  );
}

/** A successful answer with its texts replaced; its token says which request it stands for. Never what was not JSON. */
export function cleanTokenAnswer(answer: string, request: unknown): string {
  const value = parsed(answer);
  const hash = createHash('sha256').update(canonicalJson(request)).digest('hex').slice(0, 12);
  const members = fieldsOf(value).map(([name, member]): [string, unknown] => {
    if (name === 'access_token') return [name, PLACEHOLDER_TOKEN + hash];
    return [name, typeof member === 'number' || PUBLIC_MEMBERS.includes(name) ? member : REDACTED];
  });
  return JSON.stringify(Object.fromEntries(members));
}

/** The placeholder token in a header value, if there is one. */
export const placeholderTokenIn = (text: string): string | undefined =>
  new RegExp(`${PLACEHOLDER_TOKEN}[0-9a-f]{12}`).exec(text)?.[0];

const fieldsOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Length of the frame, length of its headers, checksum of both. */
const PRELUDE = 12;
const CHECKSUM = 4;

export const isFramedWithChecksums = (contentType: string): boolean =>
  contentType.startsWith('application/vnd.amazon.eventstream');

/**
 * Makes the checksums of an AWS event stream right again, in place, after bytes in its frames were changed.
 * https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream
 */
export function renewFrameChecksums(stream: Buffer): void {
  let at = 0;
  while (at + PRELUDE + CHECKSUM <= stream.length) {
    const length = stream.readUInt32BE(at);
    if (length < PRELUDE + CHECKSUM || at + length > stream.length) return;
    const checksumAt = at + length - CHECKSUM;
    stream.writeUInt32BE(crc32(stream.subarray(at, checksumAt)), checksumAt);
    at += length;
  }
}

import { secretsOfAnswer } from '../../secrets/request-secrets.ts';
import { createSecretMask } from '../../secrets/secret-mask.ts';
import { isCredentialName } from '../../secrets/secret-names.ts';
import type { UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import type { CleanRequest } from './clean-request.ts';
import { isFramedWithChecksums, renewFrameChecksums } from './frame-checksums.ts';
import { cleanTokenAnswer } from './token-exchange.ts';

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
  const mask = createSecretMask([...secrets, ...secretsOfAnswer(answer.headers)]);
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

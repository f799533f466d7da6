/** One page of the web, or of whatever else speaks HTTP (docs/behaviour/agent-tools.md, Web). */
import type { UpstreamFetch, UpstreamRequest, UpstreamResponse } from '../network/upstream-fetch.ts';
import { failureOf } from '../transport/connection-failure.ts';
import { upstreamHeaders } from '../transport/upstream-answer.ts';
import { UpstreamError } from '../upstream-error.ts';

const MOST_REDIRECTS = 10;

export interface PageRequest {
  method: UpstreamRequest['method'];
  url: string;
  headers: Record<string, string>;
  /** Of who asks; they go to the address alone, and to no other host that it leads to. */
  credentials: Record<string, string>;
  body: string | undefined;
  followsRedirects: boolean;
  anyCertificate: boolean;
  /** Of the body; the rest is not read. */
  mostBytes: number;
}

export interface Page {
  /** Where it was found. */
  url: string;
  status: number;
  contentType: string;
  bytes: Buffer;
  /** Whether there was more. */
  isCut: boolean;
}

/** Any status is an answer. Throws UpstreamError, or the signal's reason. */
export async function fetchPage(page: PageRequest, fetch: UpstreamFetch, signal: AbortSignal): Promise<Page> {
  let { method, url, body, credentials } = page;
  for (let redirects = 0; ; redirects += 1) {
    const headers = upstreamHeaders(defaultsFor(body), page.headers, credentials);
    const web = { anyCertificate: page.anyCertificate };
    const asked = { method, url, headers, web, body: body ?? '', dialect: 'web', model: `${method} ${url}` } as const;
    const response = await fetch({ ...asked, signal }).catch((error: unknown) => {
      throw failureOf(error, signal, url);
    });
    const next = page.followsRedirects ? redirectOf(response, url) : undefined;
    if (next === undefined)
      return { url, status: response.status, ...(await read(response, page.mostBytes, signal, url)) };
    if (redirects === MOST_REDIRECTS) {
      throw new UpstreamError({
        kind: 'invalid',
        reason: `more than ${MOST_REDIRECTS} redirects, the last to ${next}`,
      });
    }
    await discard(response);
    const isAskedAnew = response.status === 303 || (response.status < 303 && method === 'POST');
    if (isAskedAnew && method !== 'HEAD') {
      method = 'GET';
      body = undefined;
    }
    if (new URL(next).host !== new URL(url).host) credentials = {};
    url = next;
  }
}

function defaultsFor(body: string | undefined): Record<string, string> {
  const accept = { accept: '*/*' };
  if (body === undefined) return accept;
  return { ...accept, 'content-type': isJson(body) ? 'application/json' : 'text/plain;charset=utf-8' };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function redirectOf({ status, headers }: UpstreamResponse, from: string): string | undefined {
  const location = [headers.location ?? []].flat()[0];
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const to = URL.parse(location, from);
  return to && /^https?:$/.test(to.protocol) ? to.href : undefined;
}

async function discard({ body }: UpstreamResponse): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}

async function read({ headers, body }: UpstreamResponse, most: number, signal: AbortSignal, url: string) {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of body) {
      pieces.push(piece);
      length += piece.length;
      if (length > most) break;
    }
  } catch (error) {
    throw failureOf(error, signal, url);
  }
  const bytes = Buffer.concat(pieces).subarray(0, most);
  return { contentType: String(headers['content-type'] ?? ''), bytes, isCut: length > most };
}

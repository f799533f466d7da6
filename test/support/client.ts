/** The least that a test needs to speak to an emulator: JSON in, status, headers and JSON out. */
import { request } from 'undici';

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies whose shape is what they are about
export type Json = any;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body, or undefined when there is none or it is no JSON. */
  body: Json;
}

export interface CallOptions {
  headers?: Record<string, string>;
  /** Sent as it is, instead of `body`. */
  raw?: string;
  signal?: AbortSignal;
}

export const API_KEY = 'zut_test';

export function createClient(baseUrl: () => string, ownHeaders: Record<string, string> = {}) {
  const message = (method: string, body: unknown, { headers = {}, raw, signal }: CallOptions) => {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const type: Record<string, string> = payload === undefined ? {} : { 'content-type': 'application/json' };
    return { method, headers: { 'x-api-key': API_KEY, ...ownHeaders, ...type, ...headers }, body: payload, signal };
  };

  const open = (method: string, path: string, body?: unknown, options: CallOptions = {}) =>
    fetch(baseUrl() + path, message(method, body, options));

  /** Not with `fetch`, which takes half as long again. */
  const call = async (method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Answer> => {
    const answer = await request(baseUrl() + path, message(method, body, options) as Parameters<typeof request>[1]);
    const text = await answer.body.text();
    const headers = new Headers(answer.headers as Record<string, string>);
    return { status: answer.statusCode, headers, text, body: parsed(text) };
  };

  /** The body of an answer that must have this status. */
  const expectStatus = async (status: number, answer: Promise<Answer>): Promise<Json> => {
    const given = await answer;
    if (given.status !== status) throw new Error(`${given.status} instead of ${status}: ${given.text}`);
    return given.body;
  };

  return {
    get url() {
      return baseUrl();
    },
    open,
    call,
    get: (path: string, options?: CallOptions) => call('GET', path, undefined, options),
    post: (path: string, body?: unknown, options?: CallOptions) => call('POST', path, body, options),
    patch: (path: string, body?: unknown, options?: CallOptions) => call('PATCH', path, body, options),
    put: (path: string, body?: unknown, options?: CallOptions) => call('PUT', path, body, options),
    delete: (path: string, options?: CallOptions) => call('DELETE', path, undefined, options),
    /** GET that must succeed; its body. */
    read: (path: string) => expectStatus(200, call('GET', path)),
    /** POST that must create something; its body. */
    create: (path: string, body: unknown) => expectStatus(201, call('POST', path, body)),
  };
}

export type Client = ReturnType<typeof createClient>;

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Tool servers (MCP) behind the seam of all upstreams: a request is one question as JSON-RPC and its answer one JSON, whatever
 * the transport does in between. So the journal, recordings and faults treat a tool server like any other upstream.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Client, ProtocolError, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { currentCall } from '../../calls/call.ts';
import type { UpstreamFetch, UpstreamRequest, UpstreamResponse } from '../network/upstream-fetch.ts';
import { unlessAborted } from '../transport/upstream-answer.ts';
import { UpstreamError } from '../upstream-error.ts';

/** A session is kept for the next call, since beginning one takes three requests. */
const IDLE_MS = 60_000;
/** Whoever calls watches the time. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

interface Connection {
  client: Client;
  running: number;
  /** Ends it when nothing was asked for a while. */
  idle: NodeJS.Timeout;
}

/** An HTTP answer that is no success. */
class Refusal extends Error {
  readonly response: UpstreamResponse;
  constructor(response: UpstreamResponse) {
    super(`HTTP ${response.status}`);
    this.response = response;
  }
}

/** `fetch` is how their transports reach the network. */
export function createMcpConnections(fetch: UpstreamFetch) {
  const connections = new Map<string, Promise<Connection>>();

  async function open(key: string, request: UpstreamRequest): Promise<Connection> {
    const client = new Client({ name: 'vectara-emulator', version: '1.0.0' });
    const idle = setTimeout(() => drop(key), IDLE_MS).unref();
    client.onclose = () => {
      clearTimeout(idle);
      connections.delete(key);
    };
    const transport = transportOf(request, fetch, () => void client.close());
    try {
      await hearing(() => client.connect(transport, { timeout: NO_TIMEOUT_MS }));
    } catch (error) {
      void client.close();
      throw error;
    }
    return { client, running: 0, idle };
  }

  function drop(key: string): void {
    const opened = connections.get(key);
    connections.delete(key);
    opened?.then(end, () => {});
  }

  async function connect(key: string, request: UpstreamRequest): Promise<{ connection: Connection; isNew: boolean }> {
    const known = connections.get(key);
    const opening = known ?? open(key, request);
    if (!known) {
      connections.set(key, opening);
      opening.catch(() => connections.delete(key));
    }
    return { connection: await unlessAborted(opening, request.signal), isNew: !known };
  }

  /** A session that the server has forgotten, after a restart say, is begun anew. */
  async function ask(request: UpstreamRequest, { method, params }: Question): Promise<unknown> {
    const key = keyOf(request);
    for (;;) {
      const { connection, isNew } = await connect(key, request);
      const { client } = connection;
      if (method === 'initialize') {
        return { serverInfo: client.getServerVersion(), capabilities: client.getServerCapabilities() };
      }
      connection.running += 1;
      clearTimeout(connection.idle);
      try {
        const options = { signal: request.signal, timeout: NO_TIMEOUT_MS };
        return await hearing(() => client.request({ method: method as 'tools/call', params }, options));
      } catch (error) {
        const isForgotten = error instanceof Refusal && [400, 404, 409, 410].includes(error.response.status);
        if (isNew || !isForgotten) throw error;
        drop(key);
      } finally {
        connection.running -= 1;
        if (connection.running === 0) connection.idle.refresh();
      }
    }
  }

  return {
    async exchange(request: UpstreamRequest): Promise<UpstreamResponse> {
      request.signal.throwIfAborted();
      request.provenance?.answeredBy('sent');
      try {
        return answer({ result: await ask(request, JSON.parse(request.body)) });
      } catch (error) {
        request.signal.throwIfAborted();
        if (error instanceof Refusal) return error.response;
        if (!ProtocolError.isInstance(error)) throw error;
        const { code, message, data } = error;
        return answer({ error: { code, message, ...(data === undefined ? {} : { data }) } });
      }
    },

    close: () => {
      for (const key of connections.keys()) drop(key);
    },
  };
}

interface Question {
  method: string;
  params?: Record<string, unknown>;
}

const answer = (outcome: { result: unknown } | { error: object }): UpstreamResponse => {
  const text = JSON.stringify({ jsonrpc: '2.0', id: 1, ...outcome });
  const body = (async function* () {
    yield Buffer.from(text);
  })();
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
};

/** What a server keeps for a session is no other account's. */
const keyOf = ({ transport, url, headers }: UpstreamRequest): string =>
  JSON.stringify([currentCall.get()?.account.key, transport, url, headers]);

async function end({ client, idle }: Connection): Promise<void> {
  clearTimeout(idle);
  const { transport } = client;
  if (transport instanceof StreamableHTTPClientTransport) await transport.terminateSession().catch(() => {});
  await client.close();
}

// The SDK words anew what went wrong on the network. What it really was is heard where it happens.

interface Heard {
  response?: UpstreamResponse;
  error?: unknown;
}

const listening = new AsyncLocalStorage<Heard>();

async function hearing<T>(work: () => Promise<T>): Promise<T> {
  const heard: Heard = {};
  try {
    return await listening.run(heard, work);
  } catch (error) {
    if (ProtocolError.isInstance(error)) throw error;
    if (heard.response) throw new Refusal(heard.response);
    if (heard.error !== undefined) throw heard.error;
    const { code, message } = error as { code?: string; message: string };
    if (code === 'CONNECTION_CLOSED') throw Object.assign(new Error(message), { code: 'ECONNRESET' });
    throw new UpstreamError({ kind: 'invalid', reason: message });
  }
}

const NO_BODY = [204, 205, 304];
const OWN_HEADERS = ['content-type', 'accept'];

function transportOf({ url, transport, headers: given }: UpstreamRequest, fetch: UpstreamFetch, onEnd: () => void) {
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => !OWN_HEADERS.includes(name)));

  const send = async (to: string | URL, init: RequestInit = {}): Promise<Response> => {
    const { method = 'GET', body = '', signal } = init;
    const headers = Object.fromEntries(new Headers(init.headers));
    const heard = listening.getStore();
    try {
      const { status, ...response } = await fetch({
        method: method as 'POST',
        url: String(to),
        headers,
        body: String(body),
        dialect: 'mcp',
        model: '',
        signal: signal ?? new AbortController().signal,
      });
      const isStream = transport === 'sse' && method === 'GET';
      if (status < 400) {
        const pieces = isStream ? thenEnding(response.body, onEnd) : response.body;
        return toResponse(status, response.headers, ReadableStream.from(pieces));
      }
      const pieces = await Array.fromAsync(response.body);
      if (heard && (method === 'POST' || isStream)) heard.response = { status, ...response, body: again(pieces) };
      return toResponse(status, response.headers, ReadableStream.from(pieces));
    } catch (error) {
      if (heard) heard.error = error;
      throw error;
    }
  };

  const options = { fetch: send, requestInit: { headers: own } };
  return transport === 'sse'
    ? new SSEClientTransport(new URL(url), options)
    : new StreamableHTTPClientTransport(new URL(url), options);
}

function toResponse(status: number, headers: UpstreamResponse['headers'], body: ReadableStream): Response {
  const pairs = Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one]));
  return new Response(NO_BODY.includes(status) ? null : body, { status, headers: pairs as [string, string][] });
}

async function* again(pieces: Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* pieces;
}

/** Without its stream of events a session hears no answers. */
async function* thenEnding(
  body: AsyncIterable<Uint8Array>,
  onEnd: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } finally {
    onEnd();
  }
}

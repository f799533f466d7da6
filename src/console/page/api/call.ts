/** As whom the page calls. Kept for as long as the tab lives, since keys are secrets. */
import { signal } from '@preact/signals';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { asProblem, Problem, problemOf } from './problem.ts';

export interface Connection {
  /** Empty: any key will do, unless the emulator was started with `--auth strict`. */
  apiKey: string;
  /** Whose world is shown; not sent where only keys choose (`--auth strict`). */
  account: string;
  /** For a control API that is not on this machine. */
  controlToken: string;
}

const STORED = 'vectara-emulator.connection';
const FIRST: Connection = { apiKey: '', account: 'default', controlToken: '' };

export const connection = signal<Connection>(read());

export function connectAs(change: Partial<Connection>): void {
  connection.value = { ...connection.value, ...change };
  sessionStorage.setItem(STORED, JSON.stringify(connection.value));
}

function read(): Connection {
  try {
    return { ...FIRST, ...JSON.parse(sessionStorage.getItem(STORED) ?? '{}') };
  } catch {
    return FIRST;
  }
}

/**
 * The address that is printed at start where other machines may come in ends with the token. It is taken out of it, so that
 * it is neither shown nor passed on with a link.
 */
function takeToken(): void {
  const [, token] = /^#token=([\x21-\x7e]+)$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  history.replaceState(null, '', location.pathname + location.search);
  connectAs({ controlToken: decodeURIComponent(token) });
}
takeToken();
addEventListener('hashchange', takeToken);

/** Whether the form for account and key is shown. */
export const isConnecting = signal(false);
export const askForConnection = (): void => {
  isConnecting.value = true;
};

/** Whether `x-emulator-account` is accepted; the state of the emulator tells (hooks.ts). */
export const choosesAccounts = signal(true);

function credentials(): Record<string, string> {
  const { apiKey, account, controlToken } = connection.value;
  const key = apiKey || (choosesAccounts.value ? 'console' : '');
  return {
    ...(key && { 'x-api-key': key }),
    ...(choosesAccounts.value && { 'x-emulator-account': account }),
    ...(controlToken && { 'x-emulator-control-token': controlToken }),
  };
}

// Calls of the emulator: /v2 and /_emulator.

interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /**
   * Kept out of the journal and safe from faults: what the page asks for its own sake. By default, reading is and
   * everything else is not.
   */
  aside?: boolean;
}

/** Makes a call and gives its answer, whatever its kind. Throws a Problem unless it is a 2xx. */
export async function send(method: string, path: string, options: CallOptions = {}): Promise<Response> {
  const { body, headers, signal, aside = method === 'GET' } = options;
  const isForm = body instanceof FormData || body instanceof Blob;
  try {
    const response = await fetch(path, {
      method,
      headers: {
        ...credentials(),
        ...(aside && { 'x-emulator-bypass': 'journal,faults,api-scripts' }),
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw asProblem(error);
  }
}

/** The JSON of an answer; null for an empty one. */
export async function call<T = void>(method: string, path: string, options?: CallOptions): Promise<T> {
  const response = await send(method, path, options);
  const text = await response.text();
  return JSON.parse(text || 'null');
}

export const get = <T>(path: string, options?: CallOptions): Promise<T> => call<T>('GET', path, options);
export const post = <T = void>(path: string, body?: unknown, options?: CallOptions): Promise<T> =>
  call<T>('POST', path, { body, ...options });
export const put = <T = void>(path: string, body?: unknown, options?: CallOptions): Promise<T> =>
  call<T>('PUT', path, { body, ...options });
export const patch = <T = void>(path: string, body?: unknown, options?: CallOptions): Promise<T> =>
  call<T>('PATCH', path, { body, ...options });
export const remove = (path: string, options?: CallOptions): Promise<void> => call('DELETE', path, options);

/** A path with its variable parts in place: `at\`/v2/corpora/${key}\``. */
export function at(texts: TemplateStringsArray, ...values: (string | number)[]): string {
  // Browsers take these for steps in the path, however they are written: a delete would go to what is above.
  const step = values.find((value) => value === '.' || value === '..');
  if (step !== undefined) throw new Problem(`A browser cannot request something named “${step}”.`);
  return texts.reduce(
    (path, text, index) => path + text + (index < values.length ? encodeURIComponent(values[index]!) : ''),
    '',
  );
}

// Server-sent events of a call, as they come.

interface StreamEvent<Data = unknown> {
  event: string;
  data: Data;
  /** Milliseconds since the call was made. */
  atMs: number;
}

interface StreamOptions extends CallOptions {
  /** Called when the answer begins, before any event. */
  onOpen?: (response: Response) => void;
}

/** Ends with the stream, or when the signal aborts. Throws a Problem where the call is refused. */
export async function* stream<Data = unknown>(
  method: string,
  path: string,
  { onOpen, ...options }: StreamOptions = {},
): AsyncGenerator<StreamEvent<Data>, void, undefined> {
  const started = performance.now();
  const response = await send(method, path, {
    ...options,
    headers: { accept: 'text/event-stream', ...options.headers },
  });
  onOpen?.(response);
  const events = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { event = 'message', data } of events) {
    yield { event, data: dataOf<Data>(data), atMs: performance.now() - started };
  }
}

function dataOf<Data>(data: string): Data {
  try {
    return JSON.parse(data);
  } catch {
    // Who asks for such a stream has text among the kinds of data.
    return data as Data;
  }
}

/** As many as a page may have. */
const PAGE = 100;

/** Everything a listing has, page by page; `key` names its array. Stops at `most`. */
export async function listAll<T>(path: string, key: string, most = 1000): Promise<T[]> {
  const found: T[] = [];
  let page: string | undefined;
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(page && { page_key: page }) });
    const answer = await get<Record<string, T[]> & { metadata?: { page_key?: string } }>(`${path}?${query}`);
    found.push(...(answer[key] ?? []));
    page = answer.metadata?.page_key;
  } while (page && found.length < most);
  return found;
}

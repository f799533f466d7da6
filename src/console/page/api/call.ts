/** Calls of the emulator: /v2 and /_emulator. */
import { credentials } from './connection.ts';
import { asProblem, Problem, problemOf } from './problem.ts';

export interface CallOptions {
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
        ...(aside && { 'x-emulator-bypass': 'journal,faults' }),
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

/** The JSON of an answer; undefined for an empty one. */
export async function call<T = void>(method: string, path: string, options?: CallOptions): Promise<T> {
  const response = await send(method, path, options);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
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
  if (step !== undefined) throw new Problem(`A browser cannot ask for what is named “${step}”.`);
  return texts.reduce(
    (path, text, index) => path + text + (index < values.length ? encodeURIComponent(values[index]!) : ''),
    '',
  );
}

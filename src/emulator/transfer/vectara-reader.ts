/** Reads an account through the public API, so many requests at a time, and again where the service asks for patience. */
import { setTimeout } from 'node:timers/promises';

export interface ReaderOptions {
  /** Of Vectara, or of an emulator. */
  url: string;
  headers: Record<string, string>;
  /** Requests at a time. */
  requests: number;
  signal?: AbortSignal | undefined;
  fetch?: typeof fetch;
}

// biome-ignore lint/suspicious/noExplicitAny: answers have the shapes of the API's schemas
export type Json = any;

/** What could not be read; the message can be shown as it is. */
export class TransferFailed extends Error {
  override name = 'TransferFailed';
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

const MOST_TRIES = 6;
/** Milliseconds; doubled with each try, where the service does not say how long. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 60_000;
const LARGEST_PAGE = 100;

export type VectaraReader = ReturnType<typeof createReader>;

export function createReader({ url, headers, requests, signal, fetch = globalThis.fetch }: ReaderOptions) {
  const base = url.replace(/\/+$/, '');
  const enter = createTurnstile(requests);

  async function once(path: string): Promise<Response> {
    try {
      return await fetch(base + path, { headers, ...(signal && { signal }) });
    } catch (error) {
      signal?.throwIfAborted();
      const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
      throw new TransferFailed(`${base} cannot be reached: ${cause?.code ?? cause?.message ?? message}.`);
    }
  }

  /** The body of an answer; throws TransferFailed. */
  const get = (path: string): Promise<Json> =>
    enter(async () => {
      signal?.throwIfAborted();
      for (let tried = 1; ; tried++) {
        const answer = await once(path);
        const text = await answer.text();
        if (answer.ok) return text === '' ? undefined : JSON.parse(text);
        const isBusy = answer.status === 429 || answer.status >= 502;
        if (!isBusy || tried === MOST_TRIES)
          throw new TransferFailed(refusalOf(path, answer.status, text), answer.status);
        const asked = Number(answer.headers.get('retry-after')) * 1000;
        const pause = asked > 0 ? asked : FIRST_PAUSE * 2 ** (tried - 1);
        await setTimeout(Math.min(pause, LONGEST_PAUSE), undefined, signal && { signal });
      }
    });

  /** Every record of a list, page by page; `query` has its question mark. */
  async function list(path: string, member: string, query = ''): Promise<Json[]> {
    const records: Json[] = [];
    let pageKey: string | undefined;
    do {
      const key = pageKey === undefined ? '' : `&page_key=${encodeURIComponent(pageKey)}`;
      const page = await get(`${path}${query === '' ? '?' : `${query}&`}limit=${LARGEST_PAGE}${key}`);
      records.push(...(page[member] ?? []));
      pageKey = page.metadata?.page_key || undefined;
    } while (pageKey !== undefined);
    return records;
  }

  return { get, list, base };
}

function refusalOf(path: string, status: number, text: string): string {
  let said = text.slice(0, 300);
  try {
    said = (JSON.parse(text) as { messages?: string[] }).messages?.join(' ') ?? said;
  } catch {
    // It speaks no JSON.
  }
  return `GET ${path.split('?')[0]} was answered with ${status}: ${said}`;
}

/** Lets so many through at a time; the others wait in their order. */
function createTurnstile(most: number) {
  let within = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (within >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    within += 1;
    try {
      return await work();
    } finally {
      within -= 1;
      waiting.shift()?.();
    }
  };
}

/** `vectara-emulator/intercept`: for code whose addresses cannot be set. What it sends to Vectara goes to an emulator. */
import { Dispatcher, getGlobalDispatcher } from 'undici';
import { VECTARA_HOSTS } from '../basics/vectara-hosts.ts';

export interface InterceptOptions {
  /** Names of hosts that stand for Vectara besides `api.vectara.io` and `auth.vectara.io`: of a gateway of yours, say. */
  hosts?: readonly string[];
}

/** An emulator of this process, an account of one anywhere, or just its address. */
export type InterceptTarget = string | { url: string; headers?: Record<string, string> };

/**
 * From now on whatever this process sends to Vectara by `fetch` or by the `undici` package, over https or http, goes to the
 * emulator; given an account (`emulator.account('mine')`), to that account. All else goes where it went. What is returned
 * undoes it. A `dispatcher` of a request's own is not looked at, neither are requests by `node:https`.
 */
export function intercept(target: InterceptTarget, { hosts = [] }: InterceptOptions = {}): () => void {
  const { url, headers = {} } = typeof target === 'string' ? { url: target } : target;
  const to = new URL(url);
  // A key is the caller's own.
  const { 'x-api-key': _, ...added } = headers;
  const redirection: Redirection = {
    isOn: true,
    from: new Set([...VECTARA_HOSTS, ...hosts.map((host) => host.toLowerCase())]),
    origin: to.origin,
    path: to.pathname.replace(/\/$/, ''),
    headers: Object.entries(added),
  };
  // Loading undici fills the places where requests look for a dispatcher: of the package, and of Node's own fetch.
  getGlobalDispatcher();
  const places = PLACES.map((place) => {
    const before = globals[place];
    const redirecting = before && new Redirecting(before, redirection);
    if (redirecting) globals[place] = redirecting;
    return { place, before, redirecting };
  });
  return () => {
    // Where somebody has put another in front of it since, that stays.
    redirection.isOn = false;
    for (const { place, before, redirecting } of places) {
      if (globals[place] === redirecting) globals[place] = before;
    }
  };
}

/** As undici 8 and the undici before it, which is the one in Node 22 and 24, agree upon in a process. */
const PLACES = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];
const globals = globalThis as unknown as Record<symbol, Dispatcher | undefined>;

interface Redirection {
  isOn: boolean;
  from: ReadonlySet<string>;
  origin: string;
  /** Of the emulator, without a slash at its end. */
  path: string;
  headers: [name: string, value: string][];
}

/** Hands over every request as it is, but for where it goes. */
class Redirecting extends Dispatcher {
  readonly #inner: Dispatcher;
  readonly #redirection: Redirection;

  constructor(inner: Dispatcher, redirection: Redirection) {
    super();
    this.#inner = inner;
    this.#redirection = redirection;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const { isOn, from, origin, path, headers } = this.#redirection;
    const hostname = isOn ? URL.parse(String(options.origin))?.hostname : undefined;
    if (hostname === undefined || !from.has(hostname)) return this.#inner.dispatch(options, handler);
    const redirected = {
      ...options,
      origin,
      path: path + options.path,
      headers: withHeaders(options.headers, headers),
    };
    return this.#inner.dispatch(redirected, handler);
  }

  override close(): Promise<void>;
  override close(callback: () => void): void;
  override close(callback?: () => void): Promise<void> | undefined {
    const closed = this.#inner.close();
    if (callback === undefined) return closed;
    void closed.then(callback);
    return undefined;
  }

  override destroy(): Promise<void>;
  override destroy(error: Error | null): Promise<void>;
  override destroy(callback: () => void): void;
  override destroy(error: Error | null, callback: () => void): void;
  override destroy(...given: unknown[]): Promise<void> | undefined {
    return this.#inner.destroy(...(given as [Error | null])) as Promise<void> | undefined;
  }
}

type Given = Dispatcher.DispatchOptions['headers'];

/** In whatever form they are given; what the caller says itself stays. The host is the emulator's. */
function withHeaders(given: Given, added: [string, string][]): string[] {
  const own = pairsOf(given).filter(([name]) => name.toLowerCase() !== 'host');
  const missing = added.filter(([name]) => !own.some(([known]) => known.toLowerCase() === name.toLowerCase()));
  return [...own, ...missing].flat();
}

function pairsOf(given: Given): [name: string, value: string][] {
  if (!given) return [];
  if (Array.isArray(given)) {
    return Array.from({ length: given.length / 2 }, (_, index) => [given[2 * index]!, given[2 * index + 1]!]);
  }
  const entries = Symbol.iterator in given ? [...given] : Object.entries(given);
  return (entries as [string, string | string[] | undefined][]).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );
}

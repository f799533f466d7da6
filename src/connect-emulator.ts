/** The emulator's own API as typed methods, over HTTP: for tests in any runner. */
import type { FaultRule } from './faults/schema/fault-rule-schema.ts';
import type { Script } from './scripting/scripts-schema.ts';

export interface ConnectOptions {
  /** The account that everything is about; `default` when absent. */
  account?: string;
  /** What a server that is not on this machine asks for. */
  controlToken?: string;
}

/** A call of the journal, as the list shows it. */
export interface JournalEntry {
  id: string;
  method: string;
  path: string;
  status?: number;
  [detail: string]: unknown;
}

/** What the emulator refused, in its own words. */
export class EmulatorRefused extends Error {
  override name = 'EmulatorRefused';
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: { messages?: string[] } | undefined) {
    super(body?.messages?.[0] ?? `The emulator answered ${status}.`);
    this.status = status;
    this.body = body;
  }
}

export type ConnectedEmulator = ReturnType<typeof connectEmulator>;

/** `url`: of a running emulator. Methods throw EmulatorRefused. */
export function connectEmulator(url: string, { account, controlToken }: ConnectOptions = {}) {
  /** To be sent with calls of Vectara's API, so that they reach this account. */
  const headers: Record<string, string> = account === undefined ? {} : { 'x-emulator-account': account };
  const token: Record<string, string> = controlToken === undefined ? {} : { 'x-emulator-control-token': controlToken };

  async function call<Body>(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Body> {
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const content: Record<string, string> = payload === undefined ? {} : { 'content-type': type };
    const target = new URL(`/_emulator${path}`, url);
    const response = await fetch(target, {
      method,
      headers: { ...headers, ...token, ...content },
      body: payload ?? null,
    });
    const text = await response.text();
    const given = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new EmulatorRefused(response.status, given);
    return given as Body;
  }

  const query = (filter: Record<string, string | number | boolean>) => {
    const texts = Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)]));
    return `?${new URLSearchParams(texts)}`;
  };

  return {
    url,
    headers,
    reset: (to?: 'seed' | 'empty') => call<{ account: string; reset_to: string }>('POST', '/reset', to ? { to } : {}),
    /** A seed in YAML or JSON, or as an object. */
    seed: (seed: string | object) => call<object>('POST', '/seed', seed, 'application/yaml'),
    scripts: {
      add: (script: Script) => call<Script & { id: string }>('POST', '/scripts', script),
      list: async () =>
        (await call<{ scripts: (Script & { id: string; times_used: number })[] }>('GET', '/scripts')).scripts,
      clear: () => call<void>('DELETE', '/scripts'),
    },
    faults: {
      add: (rule: FaultRule) => call<FaultRule & { id: string }>('POST', '/faults', rule),
      list: async () =>
        (await call<{ faults: (FaultRule & { id: string; times_fired: number })[] }>('GET', '/faults')).faults,
      clear: () => call<void>('DELETE', '/faults'),
    },
    journal: {
      /** Newest first. */
      list: async (filter: Record<string, string | number | boolean> = {}) =>
        (await call<{ entries: JournalEntry[] }>('GET', `/journal${query(filter)}`)).entries,
      get: (id: string) => call<JournalEntry>('GET', `/journal/${id}`),
      /** The first match, there already or coming within `timeout_ms`. */
      wait: (filter: Record<string, string | number | boolean>) =>
        call<JournalEntry>('GET', `/journal/wait${query(filter)}`),
      clear: () => call<void>('DELETE', '/journal'),
    },
    snapshots: {
      save: (name: string) => call<object>('POST', '/snapshots', { name, overwrite: true }),
      load: (name: string) => call<object>('POST', `/snapshots/${name}/load`, {}),
    },
    clock: {
      set: (time: string | number) => call<object>('POST', '/clock', { set: time }),
      /** A duration like PT5M, or milliseconds. */
      advance: (duration: string | number) => call<object>('POST', '/clock', { advance: duration }),
      freeze: () => call<object>('POST', '/clock', { frozen: true }),
      reset: () => call<void>('DELETE', '/clock'),
    },
    /** Deletes the account with everything in it. */
    deleteAccount: () => call<void>('DELETE', `/accounts/${account ?? 'default'}`),
  };
}

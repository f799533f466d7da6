/** An API call while it is served: what is around any work done for it, however deep. */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import type { Account } from '../accounts/account.ts';
import { invalidField } from '../errors.ts';
import type { Provenances } from './provenance.ts';

export interface Call {
  /** The request id, as answers and the log show it. */
  id: string;
  account: Account;
  method: string;
  /** As it was asked for, without the query string. */
  path: string;
  /** Lower-case names. Never to be shown as they are: they hold the caller's credential. */
  headers: IncomingHttpHeaders;
  /** Undefined for paths that no route answers. */
  operationId: string | undefined;
  /** What the caller asked to be left out of. */
  bypass: ReadonlySet<Bypassable> | undefined;
  /** How the language models' answers came about. */
  provenances: Provenances;
  /** Takes down something that happened inside, for whoever listens; undefined when nobody does. */
  note: ((note: CallNote) => void) | undefined;
}

/**
 * Something that happened inside a call. `kind` names what. The journal, which listens, knows every kind
 * (`Note` in emulator/journal/notes.ts).
 */
export interface CallNote {
  kind: string;
}

export interface CurrentCall {
  /** The call that the running code serves; undefined outside of any, in a job say. */
  get(): Call | undefined;
  run<T>(call: Call, work: () => T): T;
}

const storage = new AsyncLocalStorage<Call>();

/** What is started within `run` belongs to its call, across awaits too. */
export const currentCall: CurrentCall = {
  get: () => storage.getStore(),
  run: (call, work) => storage.run(call, work),
};

const noteStorage = new AsyncLocalStorage<CallNote>();

/** The note about what the running code is a part of; undefined outside of any. */
export const surroundingNote = (): CallNote | undefined => noteStorage.getStore();

/** Takes a note down in the current call; what `work` notes is part of it. */
export function noteAround<T>(note: CallNote, work: () => T): T {
  const listen = storage.getStore()?.note;
  if (!listen) return work();
  listen(note);
  return noteStorage.run(note, work);
}

/** A call that the server makes of its own API, on behalf of an account's owner, to fill the account from a seed. */
export interface TrustedCall {
  account: Account;
  /** Whether what is registered is tried out first, as it is for anybody else. */
  testsConnections: boolean;
  /** The secrets of the credential that is made; made up when absent. */
  secrets?: { clientId?: string | undefined; secret?: string | undefined };
}

export interface TrustedCalls {
  /** The trusted call that the running code serves; nothing a client sends leads to one. */
  get(): TrustedCall | undefined;
  run<T>(call: TrustedCall, work: () => T): T;
}

const trustedStorage = new AsyncLocalStorage<TrustedCall>();

export const trusted: TrustedCalls = {
  get: () => trustedStorage.getStore(),
  run: (call, work) => trustedStorage.run(call, work),
};

/** What a request can ask to be left out of, for tools that look at an account while somebody works with it. */
const BYPASSABLE = ['journal', 'faults', 'api-scripts'] as const;
type Bypassable = (typeof BYPASSABLE)[number];

const BYPASS = 'x-emulator-bypass';

const namesIn = (headers: IncomingHttpHeaders): string[] | undefined =>
  headers[BYPASS]
    ?.toString()
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());

const isKnown = (name: string): name is Bypassable => BYPASSABLE.some((one) => one === name);

/** Reads `x-emulator-bypass: journal, faults`; undefined without it. */
export function readBypass(headers: IncomingHttpHeaders): ReadonlySet<Bypassable> | undefined {
  const names = namesIn(headers);
  return names && new Set(names.filter(isKnown));
}

/** Throws 400 for a header that names something else. */
export function checkBypass(headers: IncomingHttpHeaders): void {
  if (namesIn(headers)?.every(isKnown) === false) {
    throw invalidField(`header.${BYPASS}`, `should name one or several of ${BYPASSABLE.join(', ')}.`);
  }
}

const PACE = 'x-emulator-pace';

/**
 * Reads `x-emulator-pace: 40`: how many tokens a second the built-in model streams in this request. Undefined without it;
 * throws 400 for what is no number above zero.
 */
export function readPace(headers: IncomingHttpHeaders): number | undefined {
  const text = headers[PACE]?.toString().trim();
  if (text === undefined) return undefined;
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text) && Number(text) > 0) return Number(text);
  throw invalidField(`header.${PACE}`, 'should be a number of tokens a second above 0, such as 40.');
}

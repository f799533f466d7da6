/** An API call while it is served: what is around any work done for it, however deep. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Account } from '../accounts/account.ts';
import type { Bypassable } from './bypass.ts';
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

/** Something that happened inside a call. `kind` names what; the rest is plain JSON without secrets. */
export interface CallNote {
  kind: string;
  [detail: string]: unknown;
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Account } from '../../accounts/account.ts';
import type { AnswerFault } from './answer-faults-schema.ts';

/** A request by which faults are chosen, as it is known before its body. */
export interface FaultSubject {
  account: Account;
  method: string;
  /** As it was asked for, without the query string. */
  path: string;
  operationId: string | undefined;
  headers: IncomingHttpHeaders;
  params: Record<string, string>;
  /** Of the address. */
  query: Record<string, unknown>;
}

export interface ChosenFault<Fault> {
  id: string;
  fault: Fault;
  /** From 0 up to, not including, 1. */
  random(): number;
}

/** The faults of one request; each of the two may name one, and only if the other did not. */
export interface RequestFaults {
  /** Before the body is read. */
  early(): ChosenFault<AnswerFault> | undefined;
  /** Once it is parsed, not yet checked. */
  late(body: unknown): ChosenFault<AnswerFault> | undefined;
  /** The ids of those that fired so far, of the upstream's too. */
  readonly applied: readonly string[];
}

export interface FaultSource {
  /** Undefined when nothing can go wrong. Throws a 400 for a fault asked for in a way that cannot be read. */
  open(request: FaultSubject): RequestFaults | undefined;
}

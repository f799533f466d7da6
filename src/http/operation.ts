/**
 * An operation of Vectara's API as a value: its id, its schemas, what it does. Where it is, what it is tagged with, which
 * statuses it answers and who may call it is in the contract's table. A handler takes values and returns one; it throws
 * errors by name. Only this folder knows that Fastify carries it.
 */
import type { Static, TSchema } from 'typebox';
import type { Principal } from '../access/principal.ts';
import type { Account } from '../accounts/account.ts';
import { CONTRACT } from './contract.ts';

export type OperationId = keyof typeof CONTRACT;

export interface ContractRow {
  method: string;
  /** With parameters in braces, as OpenAPI has them. */
  path: string;
  tag: string;
  statuses: readonly number[];
  roles: { readonly api?: readonly string[]; readonly corpus?: readonly string[]; readonly agent?: readonly string[] };
}

/** The table with its rows typed alike. */
export const CONTRACT_ROWS = CONTRACT as Readonly<Record<OperationId, ContractRow>>;

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type ParameterOf<Id extends OperationId> = NamesIn<(typeof CONTRACT)[Id]['path']>;

/** Of the type that the operation gives a parameter; a string where it says nothing of it. */
type PathOf<Id extends OperationId, Given> = {
  [Name in ParameterOf<Id>]: Given extends Record<Name, infer Schema extends TSchema> ? Static<Schema> : string;
};

type ValueOf<Schema> = Schema extends TSchema ? Static<Schema> : undefined;

/** What a handler is called with. Everything in it is checked already. */
export interface OperationCall<Path = Record<string, string>, Query = unknown, Body = unknown> {
  account: Account;
  /** Who calls. */
  principal: Principal;
  path: Path;
  query: Query;
  body: Body;
  /** Ends the work: the client has left, or the time that the request may take is up (the reason is then the 408). */
  signal: AbortSignal;
  /** As the answer and the log show it. */
  requestId: string;
  /** What was sent in a form. */
  files: readonly FormFile[];
  /** The server's log, for what a client is not told. */
  log: Log;
}

export interface Log {
  error(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** An answer in its two renderings; only the one that is asked for is made. */
export interface Answer<Body> {
  events(): AsyncIterable<{ type: string }>;
  body(): Promise<Body>;
}

/** An answer with another of the contract's success statuses than the first. */
export class Answered<Body> {
  readonly status: number;
  readonly body: Body;
  constructor(status: number, body: Body) {
    this.status = status;
    this.body = body;
  }
}

/** An answer that is text already. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An answer that is text already, and too large to be put together before it is sent. */
export class JsonPieces {
  readonly pieces: AsyncIterable<string>;
  constructor(pieces: AsyncIterable<string>) {
    this.pieces = pieces;
  }
}

/** An answer whose text is made once for each question and source, since it is asked for again and again (kept-answers.ts). */
export class Kept<Body> {
  /** Must be another object as soon as any answer from it could be another. */
  readonly source: object;
  /** Plain JSON. */
  readonly question: unknown;
  readonly answer: () => Body;
  constructor(source: object, question: unknown, answer: () => Body) {
    this.source = source;
    this.question = question;
    this.answer = answer;
  }
}

/** Frames of a stream that are not Vectara's events, sent as they come. */
export class Frames {
  readonly contentType: string;
  readonly frames: AsyncIterable<string>;
  constructor(contentType: string, frames: AsyncIterable<string>) {
    this.contentType = contentType;
    this.frames = frames;
  }
}

export interface OperationSpec<Path, Query, Body, Result, Event> {
  summary: string;
  deprecated?: boolean;
  /** Path parameters that are more than any string. */
  path?: Path;
  query?: Query;
  body?: Body;
  /** A request without a body is as good as one with `{}`. */
  optionalBody?: boolean;
  /** What the success statuses answer with; nothing when left out. */
  answer?: Result;
  /**
   * The events of an answer that is streamed when the request says `stream_response`: the handler then gives both
   * renderings. A handler that frames its stream itself returns Frames.
   */
  stream?: Event;
  /** Statuses that the contract does not list. Say why beside it. A 400 of a query or a body needs no mention. */
  also?: readonly number[];
  /** Runs before the query and the body are looked at, for what is refused first. */
  first?: (call: { account: Account; principal: Principal; path: Record<string, string> }) => unknown;
  /** A multipart form is taken, from which the body is made. */
  form?: Form;
}

export interface Form {
  read: ReadForm;
  /** Bytes. */
  largestPart: number;
  /** What the body has to be when it is made of a form. Without it `body` says so, and no JSON is taken. */
  schema?: TSchema;
}

/** A part of a form; `file` must be read to its end. */
export interface FormPart {
  fieldname: string;
  filename?: string;
  mimetype: string;
  file: AsyncIterable<Uint8Array> & { truncated: boolean; resume(): unknown };
}

export interface FormFile {
  bytes: Uint8Array;
  contentType: string;
  name?: string;
}

export type ReadForm = (parts: AsyncIterable<FormPart>) => Promise<{ body: unknown; files: FormFile[] }>;

export interface Operation {
  id: OperationId;
  row: ContractRow;
  spec: OperationSpec<Record<string, TSchema>, TSchema, TSchema, TSchema, TSchema>;
  handler(call: OperationCall): unknown;
}

type Returned<Result, Event> =
  | (Event extends TSchema ? Answer<ValueOf<Result>> | Frames : never)
  | ValueOf<Result>
  | Answered<ValueOf<Result>>
  | JsonText
  | JsonPieces
  | Kept<ValueOf<Result>>
  | (Result extends TSchema ? never : ReturnType<() => void>);

export function operation<
  const Id extends OperationId,
  const Path extends Partial<Record<ParameterOf<Id>, TSchema>>,
  Query extends TSchema | undefined = undefined,
  Body extends TSchema | undefined = undefined,
  Result extends TSchema | undefined = undefined,
  Event extends TSchema | undefined = undefined,
>(
  id: Id,
  spec: OperationSpec<Path, Query, Body, Result, Event>,
  handler: (
    call: OperationCall<PathOf<Id, Path>, ValueOf<Query>, ValueOf<Body>>,
  ) => Returned<Result, Event> | Promise<Returned<Result, Event>>,
): Operation {
  return { id, row: CONTRACT_ROWS[id], spec, handler } as unknown as Operation;
}

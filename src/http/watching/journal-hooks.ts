import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../../accounts/account.ts';
import { checkBypass, readBypass } from '../../calls/bypass.ts';
import type { Call } from '../../calls/call.ts';
import type { CurrentCall } from '../../calls/current-call.ts';
import { readPace } from '../../calls/pace.ts';
import { Provenances } from '../../calls/provenance.ts';
import { nameAnswerers } from './answered-by.ts';
import type { CallRecord } from './call-record.ts';
import { setServerTiming } from './server-timing.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The call this request is; set once the account is known. */
    call: Call;
  }
}

/** What a call looks like from outside; read when it is over, or when somebody looks. */
export interface CallSource {
  /** With its query string. */
  url: string;
  /** Validated, once it is. */
  body: unknown;
  uploadedFile?: { bytes: Uint8Array; contentType: string } | undefined;
}

export interface JournalHooks {
  currentCall: CurrentCall;
  /** Begins to keep a call, and sets its `note`; undefined when calls of the account are not kept. */
  begin(call: Call, source: CallSource, response: ServerResponse, elapsedMs: number): CallRecord | undefined;
  /** Whose journal shows calls that no account could be found for. */
  stranger: () => Account;
}

/**
 * Makes each request of this scope a call that code below can find, keeps it, and times it. To be registered right after
 * authentication, before whatever else may refuse a request.
 */
export function registerJournal(app: FastifyInstance, { currentCall, begin, stranger }: JournalHooks): void {
  app.decorateRequest('call');
  app.decorateReply('record', undefined);

  const open = (request: FastifyRequest, reply: FastifyReply, account: Account): void => {
    const { url } = request;
    const end = url.indexOf('?');
    const call: Call = {
      id: request.id,
      account,
      method: request.method,
      path: end < 0 ? url : url.slice(0, end),
      headers: request.headers,
      operationId: (request.routeOptions.schema as { operationId?: string } | undefined)?.operationId,
      bypass: readBypass(request.headers),
      provenances: new Provenances(),
      note: undefined,
    };
    request.call = call;
    reply.record = begin(call, request, reply.raw, reply.elapsedTime);
  };

  // Public routes have no account.
  app.addHook('onRequest', (request, reply, done) => {
    open(request, reply, request.account ?? stranger());
    if (request.call.bypass) checkBypass(request.headers);
    readPace(request.headers);
    currentCall.run(request.call, done);
  });

  // Again, since reading a body leaves what was started within the call.
  app.addHook('preValidation', (request, _reply, done) => {
    if (currentCall.get() === request.call) done();
    else currentCall.run(request.call, done);
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.call === undefined && request.method !== 'OPTIONS') open(request, reply, stranger());
    reply.record?.sent(reply.statusCode, payload);
    nameAnswerers(reply, 'nobody');
    setServerTiming(reply);
    done();
  });
}
